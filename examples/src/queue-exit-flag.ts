// Three threads take words from a queue until they are told to stop: `shutdown` is the flag.
import { Queue, Thread } from 'heddle';
import { reading } from './queue-exit-flag.tasks.ts';

const words = new Queue<string>({ maxsize: 10, name: 'words' });
const readers = [1, 2, 3].map((number) =>
  Thread.start({ target: reading.readAll, args: [words], name: `reader ${number}` }),
);
for (const word of ['one', 'two', 'three', 'four', 'five']) await words.put(word);
words.shutdown();

const read: string[] = [];
for (const reader of readers) read.push(...(await reader.result()));
console.log(`read: ${read.toSorted().join(', ')}`);
console.log(`still reading: ${readers.filter((reader) => reader.alive).length}`);
