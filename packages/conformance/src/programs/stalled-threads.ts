import { Queue, spawn, Thread } from 'heddle';
import { waiting } from './waiting.ts';

// Nothing can run any more: two threads wait for items that nobody puts, one of them blocked, and the main one for both.
const queue = new Queue<string>({ name: 'jobs' });
const threads = [
  Thread.start({ target: waiting.block, args: [queue], name: 'blocked' }),
  Thread.start({ target: waiting.wait, args: [queue], name: 'waiting' }),
];
spawn(function* joiner() {
  for (const thread of threads) yield* thread.join();
});
