import { BoundedQueue, type QueueOptions } from './bounded-queue.ts';
import { Stack } from './stack.ts';

/**
 * A `Queue` from which the item that was put last comes out first. Who waits is served first come, first served, as in
 * every queue.
 * @example
 * const undo = new LifoQueue<string>({ maxsize: 100 });
 * await undo.putMany(['typed', 'pasted']);
 * await undo.get(); // 'pasted'
 * Python: queue.LifoQueue, asyncio.LifoQueue.
 */
export class LifoQueue<T> extends BoundedQueue<T> {
  /** @throws InvalidArgumentError if `maxsize` is no whole number from 0 up, or `name` no string. */
  constructor(options: QueueOptions = {}) {
    super('LifoQueue', 'LIFO queue', options, new Stack<T>());
  }
}
