// Five threads that sleep at the same time take as long as one of them.
import { Thread } from 'heddle';
import { sleepers } from './thread-five.tasks.ts';

const nap = 500;
const began = performance.now();

const threads = [1, 2, 3, 4, 5].map((number) =>
  Thread.start({ target: sleepers.nap, args: [number, nap] }),
);
// Whichever wakes up first is told of first.
await Promise.all(threads.map(async (thread) => console.log(await thread.result())));

const took = Math.round(performance.now() - began);
console.log(`${threads.length} naps of ${nap} ms took ${took} ms, not ${threads.length * nap} ms`);
