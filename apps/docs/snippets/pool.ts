import { ThreadPoolExecutor } from 'heddle';
import { primes } from './primes.ts';

await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });

const future = pool.submit(primes.count, 100_000); // a Future<number>
console.log(await pool.map(primes.count, [10, 100, 1000]));
console.log(await future);
