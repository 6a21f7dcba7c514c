import { LifoQueue, PriorityQueue, Queue, SimpleQueue } from 'heddle';

const lines: string[] = ['2 sweep', '1 cook', '2 wash', '3 rest'];

const first = new Queue<string>();
const last = new LifoQueue<string>();
const simple = new SimpleQueue<string>();
const least = new PriorityQueue<string>({ compare: (a, b) => parseInt(a) - parseInt(b) });

for (const queue of [first, last, simple, least]) {
  await queue.putMany(lines);
  console.log((await queue.getMany()).join(', '));
}

// Without a compare: numbers, strings, dates, and arrays by their first items that differ.
const jobs = new PriorityQueue<[due: number, job: string]>({ name: 'jobs' });
await jobs.putMany([
  [9, 'open'],
  [7, 'bake'],
]);
console.log((await jobs.get()).join(' '));
try {
  await jobs.put([9, { not: 'comparable' } as never]);
} catch (error) {
  console.log(String(error));
}
