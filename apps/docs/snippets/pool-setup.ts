import { ThreadPoolExecutor } from 'heddle';
import { wool } from './wool.ts';

const pool = new ThreadPoolExecutor({
  name: 'dye works',
  maxWorkers: 4,
  minWorkers: 1, // stays, however long it has nothing to do
  idleTimeout: 10_000, // the others end after so many milliseconds
  initializer: wool.fill,
  initargs: ['indigo'],
  threadNamePrefix: 'dyer',
});
console.log(pool.workers); // they come with their calls
await pool.warmUp();
console.log(pool.workers, await pool.submit(wool.dye, 1));
await pool.shutdown();
console.log(pool.workers);

// #region replaced
const careful = new ThreadPoolExecutor({
  maxWorkers: 1,
  maxTasksPerChild: 2,
  threadNamePrefix: 'w',
});
const calls = [1, 2, 3, 4, 5].map(() => careful.submit(wool.where));
console.log((await Promise.all(calls)).join(' '));
await careful.shutdown();
// #endregion replaced
