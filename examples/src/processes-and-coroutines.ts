// A process for each core, and 10,000 coroutines in each of them.
import { Pool } from 'heddle';
import { crowd } from './processes-and-coroutines.tasks.ts';

const each = 10_000;
await using pool = new Pool();
await pool.warmUp();
const starts = Array.from({ length: pool.workers }, (_, index) => 1 + index * each);
const parts = await pool.starmap(
  crowd.add,
  starts.map((first): [number, number] => [first, each]),
);

const used = new Set(parts.map(({ pid }) => pid)).size;
console.log(`processes: ${used === pool.workers ? 'one for each core' : used}`);
console.log(
  `coroutines at once in each: ${[...new Set(parts.map(({ atOnce }) => atOnce))].join()}`,
);
const sum = parts.reduce((total, part) => total + part.sum, 0);
const last = starts.length * each;
console.log(`the sum is right: ${sum === (last * (last + 1)) / 2}`);
