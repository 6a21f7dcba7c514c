// Three threads read a catalogue at the same time, two bring out new editions of it, each alone.
import { Barrier, RwLock, SharedArray, Thread, Value } from 'heddle';
import { library } from './readers-writers.tasks.ts';

const lock = new RwLock({ name: 'catalogue' });
const catalogue = new SharedArray('i32', 50);
const inside = new Value('i32', 0);
const times = 300;

const together = new Barrier(4);
const readers = [1, 2, 3].map(() =>
  Thread.start({ target: library.read, args: [lock, catalogue, together, inside, times] }),
);
await together.wait();
console.log(`readers at the same time: ${lock.readers}`);
await together.wait();

// Not before: a writer that waits lets nobody else in to read, and those inside would wait for the rest of them.
const writers = [1, 2].map(() =>
  Thread.start({ target: library.write, args: [lock, catalogue, inside, times] }),
);
let torn = 0;
for (const reader of readers) torn += await reader.result();
let met = 0;
for (const writer of writers) met += await writer.result();
console.log(`half a change was seen ${torn} times, a reader met by a writer ${met} times`);
console.log(`edition ${catalogue.get(0)}, of all ${catalogue.length} entries`);
