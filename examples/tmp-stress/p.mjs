import { spawn } from 'heddle';
const n = 4e5;
for (let k = 0; k < 3; k++) { const s = performance.now();
await spawn(function* () { const ts = []; for (let i = 0; i < n; i++) ts.push(spawn(function* () { return i; })); const m = performance.now(); for (const x of ts) yield* x; console.log('spawn', m - s, 'join', performance.now() - m); });
}
