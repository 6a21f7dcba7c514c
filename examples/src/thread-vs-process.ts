// What it costs to start five threads and to join them, and five processes: the best of a few rounds of each, in turn.
import { Process, Thread } from 'heddle';
import { nothing } from './thread-vs-process.tasks.ts';

const [count, rounds] = [5, 2];

async function time(kind: typeof Thread | typeof Process): Promise<number> {
  const began = performance.now();
  const all = Array.from({ length: count }, () => kind.start({ target: nothing.do }));
  for (const one of all) await one.join();
  return performance.now() - began;
}

let [threads, processes] = [Infinity, Infinity];
for (let round = 0; round < rounds; round += 1) {
  threads = Math.min(threads, await time(Thread));
  processes = Math.min(processes, await time(Process));
}
console.table({
  [`${count} threads`]: { ms: Math.round(threads) },
  [`${count} processes`]: { ms: Math.round(processes) },
});
console.log(`a process takes ${(processes / threads).toFixed(1)} times as long as a thread`);
