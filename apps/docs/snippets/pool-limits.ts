import { ThreadPoolExecutor } from 'heddle';
import { wool } from './wool.ts';

await using pool = new ThreadPoolExecutor({ name: 'mill', maxWorkers: 2, threadNamePrefix: 'w' });
await pool.warmUp();

// #region limits
const closing = new AbortController();
const carded = pool.with({ signal: closing.signal }).submit(wool.card, 1e12);
const dried = pool.with({ timeout: 50 }).submit(wool.dry, 60_000);
setTimeout(() => closing.abort(new Error('closing time')), 20);
for (const future of [carded, dried]) console.log(String(await future.exception()));

// It does not end by itself: after the grace its worker is ended, and the pool gets another.
const felted = pool.with({ timeout: 50, grace: 100 }).submit(wool.felt);
console.log(String(await felted.exception()));
// #endregion limits
console.log(await pool.submit(wool.dye, 1));
