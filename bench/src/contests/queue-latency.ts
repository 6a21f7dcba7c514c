import { Queue, Thread } from 'heddle';
import { sumBelow, type Contest } from '../contest.ts';
import { asking, type AskWay, type Line } from '../threads/asking.ts';
import { TwoThreads } from '../two-threads.ts';
import { twoWorkers } from '../two-workers.ts';

/** A number to a thread that waits for it, and back; an operation is both. */
function contest(id: string, title: string, ways: Readonly<Record<string, AskWay>>): Contest {
  return {
    id,
    title,
    roundTime: 150,
    sum: sumBelow,
    open() {
      const words = new Int32Array(new SharedArrayBuffer(8));
      const line: Line = { there: new Queue(), back: new Queue(), words };
      const threads = new TwoThreads<AskWay>(([asks, answers], sums) => [
        Thread.start({ target: asking.ask, args: [line, asks, sums] }),
        Thread.start({ target: asking.answer, args: [line, answers, sums] }),
      ]);
      return [...threads.sides(ways), twoWorkers('postMessage', 'numbers', ['ask', 'answer'])];
    },
  };
}

export const queueLatency: readonly Contest[] = [
  contest('queue-threads-latency', 'a number to a blocked thread, and back', {
    'putSync, getSync': 'sync',
    'bare hand-over': 'handOver',
  }),
  contest('queue-threads-latency-await', 'a number to a thread that awaits it, and back', {
    'await put, await get': 'await',
  }),
];
