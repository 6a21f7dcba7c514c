// A process on each core computes without a pause, for a bounded time; this one has its event loop free.
import { Pool } from 'heddle';
import { load } from './all-cores.tasks.ts';

await using pool = new Pool();
await pool.warmUp();
let ticks = 0;
const timer = setInterval(() => void (ticks += 1), 5);
const runs = await pool.map(
  load.spin,
  Array.from({ length: pool.workers }, () => 300),
);
clearInterval(timer);

const busy = new Set(runs.map(({ pid }) => pid)).size;
const all =
  Math.max(...runs.map(({ begun }) => begun)) < Math.min(...runs.map(({ ended }) => ended));
console.log(`busy at the same time: ${busy === pool.workers && all ? 'all cores' : busy}`);
console.log(`the main program answered meanwhile: ${ticks > 10 ? 'often' : ticks}`);
