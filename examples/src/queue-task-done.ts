// Ten threads work off a hundred items; `join` on the queue waits until the last is done, not merely taken.
import { Queue, Thread } from 'heddle';
import { work } from './queue-task-done.tasks.ts';

const [threads, count, ms] = [10, 100, 25];
const items = new Queue<number>({ name: 'items' });
for (let item = 1; item <= count; item += 1) await items.put(item);

const began = performance.now();
const workers = Array.from({ length: threads }, () =>
  Thread.start({ target: work.workOff, args: [items, ms] }),
);
await items.join();
const took = Math.round(performance.now() - began);

// Nothing more will come: the workers end.
items.shutdown();
const done: number[] = [];
for (const worker of workers) done.push(...(await worker.result()));
console.log(`${done.length} items done, ${new Set(done).size} different ones`);
console.log(`${count} times ${ms} ms in ${took} ms, with ${threads} threads`);
