import { Ring } from '../scheduler/ring.ts';
import { LocalStore } from './local-store.ts';
import { QueueBase, requireOptions } from './queue-base.ts';

export interface SimpleQueueOptions {
  /** How messages call it. */
  name?: string;
}

/**
 * First in, first out, without a bound, so that a put never waits, and without books on what has been worked off.
 * @example
 * const log = new SimpleQueue<string>({ name: 'log' });
 * log.put('started');
 * await log.get(); // 'started'
 * Python: queue.SimpleQueue.
 */
export class SimpleQueue<T> extends QueueBase<T> {
  /** @throws InvalidArgumentError if `name` is no string. */
  constructor(options: SimpleQueueOptions = {}) {
    requireOptions('SimpleQueue', options);
    super('SimpleQueue', 'simple queue', options.name, new LocalStore(new Ring<T>(), 0));
  }
}
