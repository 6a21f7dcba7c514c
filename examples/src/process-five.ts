// Five processes that sleep at the same time take as long as one of them, and their start.
import { Process } from 'heddle';
import { nappers } from './process-five.tasks.ts';

const nap = 500;
const began = performance.now();

const children = [1, 2, 3, 4, 5].map((number) =>
  Process.start({ target: nappers.nap, args: [number, nap] }),
);
// Whichever wakes up first says so first.
const pids = new Set(await Promise.all(children.map((child) => child.result())));

const took = Math.round(performance.now() - began);
console.log(
  `${pids.size} processes, ${children.length} naps of ${nap} ms: ${took} ms, not ${children.length * nap} ms and five starts`,
);
