import { ThreadPoolExecutor } from 'heddle';
import { primes } from './primes.ts';

const pool = new ThreadPoolExecutor({ maxWorkers: 2 });
const futures = [1000, 10_000].map((to) => pool.submit(primes.count, to));
for (const future of futures) console.log(future.resultSync({ timeout: 10_000 }));
await pool.shutdown();
