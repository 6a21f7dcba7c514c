// Two threads count to a million each on one counter: plain, under a lock, and atomically.
import { Lock, Thread, Value } from 'heddle';
import { counting } from './shared-counter.tasks.ts';

const times = 1_000_000;
const lock = new Lock({ name: 'counter' });

async function count(how: string, target: typeof counting.withLock): Promise<void> {
  const counter = new Value('i32', 0);
  const began = performance.now();
  const threads = [1, 2].map(() => Thread.start({ target, args: [counter, times, lock] }));
  for (const thread of threads) await thread.result();
  const took = Math.round(performance.now() - began);
  console.log(`${how}: ${counter.value} of ${2 * times} in ${took} ms`);
}

await count('plain', counting.plain);
await count('lock', counting.withLock);
await count('atomic', counting.atomic);
