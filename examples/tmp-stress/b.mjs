import { Lock, Queue, spawn, toHandle } from 'heddle';
function t(name, n, f) { f(n); const s = performance.now(); f(n); const e = performance.now() - s; console.log(name, (e * 1e6 / n).toFixed(1), 'ns'); }
async function ta(name, n, f) { await f(n); const s = performance.now(); await f(n); const e = performance.now() - s; console.log(name, (e * 1e6 / n).toFixed(1), 'ns'); }
t('new Lock', 1e6, (n) => { let l; for (let i = 0; i < n; i++) l = new Lock(); return l; });
const lock = new Lock();
t('tryAcquire+release guard', 1e6, (n) => { for (let i = 0; i < n; i++) lock.tryAcquire().release(); });
t('acquireSync+release', 1e6, (n) => { for (let i = 0; i < n; i++) { lock.acquireSync(); lock.release(); } });
await ta('await acquire', 1e6, async (n) => { for (let i = 0; i < n; i++) (await lock.acquire()).release(); });
await ta('yield* acquire', 1e6, (n) => spawn(function* () { for (let i = 0; i < n; i++) (yield* lock.acquire()).release(); }));
await ta('queue 2 tasks bounded', 1e6, (n) => { const q = new Queue({ maxsize: 10 }); spawn(function* () { for (let i = 0; i < n; i++) yield* q.put(i); }); return spawn(function* () { for (let i = 0; i < n; i++) yield* q.get(); }); });
await ta('queue put+get', 1e6, (n) => { const q = new Queue(); return spawn(function* () { for (let i = 0; i < n; i++) { yield* q.put(i); yield* q.get(); } }); });
await ta('spawn+join', 2e5, (n) => spawn(function* () { const ts = []; for (let i = 0; i < n; i++) ts.push(spawn(function* () { return i; })); for (const x of ts) yield* x; }));
const sl = new Lock(); toHandle(sl);
t('shared acquireSync+release', 1e6, (n) => { for (let i = 0; i < n; i++) { sl.acquireSync(); sl.release(); } });
await ta('shared await acquire', 1e6, async (n) => { for (let i = 0; i < n; i++) (await sl.acquire()).release(); });
