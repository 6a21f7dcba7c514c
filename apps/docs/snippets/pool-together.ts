import { ThreadPoolExecutor, asCompleted, wait } from 'heddle';
import { primes } from './primes.ts';

await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
const submitAll = () => [100, 1000, 10_000].map((to) => pool.submit(primes.count, to));

const { done, pending } = await wait(submitAll(), { returnWhen: 'firstCompleted' });
console.log(done.size > 0, done.size + pending.size);

let sum = 0;
for await (const future of asCompleted(submitAll())) sum += await future;
console.log(sum);
