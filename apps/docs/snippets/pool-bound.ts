import { ThreadPoolExecutor } from 'heddle';
import { primes } from './primes.ts';

const pool = new ThreadPoolExecutor({
  worker: () => new Worker(new URL('./pool-worker.ts', import.meta.url), { type: 'module' }),
});
console.log(await pool.submit(primes.count, 1000));
