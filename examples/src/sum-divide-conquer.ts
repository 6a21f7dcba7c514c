// 1 + … + 100,000,000: in one go, then divided among as many processes as there are cores, then among as many threads.
import { availableParallelism } from 'node:os';
import { ProcessPoolExecutor, ThreadPoolExecutor } from 'heddle';
import { summing } from './sum-divide-conquer.tasks.ts';

const last = 100_000_000;
const cores = availableParallelism();
const share = Math.ceil(last / cores);
const parts = Array.from(
  { length: cores },
  (_, i) => [i * share + 1, Math.min((i + 1) * share, last)] as const,
);

async function time(how: string, sum: () => number | Promise<number>): Promise<void> {
  const began = performance.now();
  const total = await sum();
  console.log(`${how}: ${total} in ${Math.round(performance.now() - began)} ms`);
}

await time('in one go', () => summing.sum([1, last]));
for (const [what, Pool] of [
  ['processes', ProcessPoolExecutor],
  ['threads', ThreadPoolExecutor],
] as const) {
  await using pool = new Pool({ maxWorkers: cores });
  await pool.warmUp();
  await time(`by ${cores} ${what}`, async () => {
    let total = 0;
    for await (const sum of pool.map(summing.sum, parts, { ordered: false })) total += sum;
    return total;
  });
}
