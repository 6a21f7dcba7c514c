// Five tasks for a pool of five threads; `shutdown` waits for all of them, so the main thread's line is the last.
import { ThreadPoolExecutor } from 'heddle';
import { loop } from './pool-submit-loop.tasks.ts';

const ms = 500;
const pool = new ThreadPoolExecutor({ maxWorkers: 5 });
await pool.warmUp();
const began = performance.now();

for (let number = 0; number < 5; number += 1) {
  const future = pool.submit(loop.work, number, ms);
  future.addDoneCallback((done) => console.log(done.resultSync()));
}
await pool.shutdown();
const took = Math.round(performance.now() - began);
console.log(`main: 5 times ${ms} ms took ${took} ms, not ${5 * ms} ms`);
