// Five tasks for a pool of four processes, none waited for: the fifth begins when one of the others has ended.
import { Pool, ShutDownError } from 'heddle';
import { jobs, type Report } from './process-pool-async.tasks.ts';

await using pool = new Pool({ processes: 4 });
await pool.warmUp();
let told = 0;
const callback = (): void => void (told += 1);
const results = [1, 2, 3, 4, 5].map(() => pool.applyAsync(jobs.work, [], { callback }));
console.log(`ready at once: ${results.filter(({ ready }) => ready).length}`);

pool.close();
try {
  pool.applyAsync(jobs.work);
} catch (error) {
  if (error instanceof ShutDownError) console.log('a sixth is refused: the pool is closed');
}
await pool.join();
console.log(`ready after join: ${results.filter(({ ready }) => ready).length}, told of ${told}`);

const reports: Report[] = [];
for (const result of results) reports.push(await result.get());
const [fifth, ...others] = reports.toReversed();
console.log(`processes of the first four: ${new Set(others.map(({ pid }) => pid)).size}`);
const before = others.find(({ pid }) => pid === fifth!.pid);
console.log(
  `the fifth began when one had ended, in its place: ${before !== undefined && before.ended <= fifth!.begun}`,
);
