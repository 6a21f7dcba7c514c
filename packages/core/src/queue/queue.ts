import { Ring } from '../scheduler/ring.ts';
import { BoundedQueue, type QueueOptions } from './bounded-queue.ts';

/**
 * First in, first out, between the tasks of one thread or of many; a put waits while it is full, a get while it is empty.
 * Between threads an item is copied, as postMessage would; in one thread it is the very object that was put.
 * @example await queue.put('line'); for await (const line of queue) console.log(line);
 * Python: queue.Queue, asyncio.Queue.
 */
export class Queue<T> extends BoundedQueue<T> {
  /** @throws InvalidArgumentError if `maxsize` is no whole number from 0 up, or `name` no string. */
  constructor(options: QueueOptions = {}) {
    super('Queue', 'queue', options, new Ring<T>());
  }
}
