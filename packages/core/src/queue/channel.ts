import type { Coroutine } from '../coroutine/task.ts';
import { InvalidArgumentError, ShutDownError } from '../errors.ts';
import {
  show,
  type Operation,
  type SyncOptions,
  type WaitOptions,
} from '../operation/operation.ts';
import type { Selectable } from '../operation/selectable.ts';
import { Ring } from '../scheduler/ring.ts';
import { forEach, items } from './each.ts';
import { Flow, type Words } from './flow.ts';
import { LocalStore } from './local-store.ts';
import { requireOptions } from './queue-base.ts';
import { Rendezvous } from './rendezvous.ts';

export interface ChannelOptions {
  /** How many items it holds that nobody has received yet; 0: a send waits until its item is received. @default 0 */
  capacity?: number;
  /** How messages call it. */
  name?: string;
}

const words: Words = {
  noun: 'channel',
  put: 'send',
  into: 'on',
  get: 'receive',
  ended: 'closed',
};

/**
 * Hands items from task to task, in order. Without a buffer the two meet: a send ends when its item has been received.
 * With one, a send waits only while the buffer is full. Unlike a queue it is closed by who sends, and counts nothing.
 *
 * Between threads, without a buffer, a send ends when its item is on its way to a thread that waits for one. If that one
 * gives up at this very moment, the item is there for whoever receives next, in any thread.
 * @example
 * const results = new Channel<number>();
 * spawn(function* () { yield* results.send(42); results.close(); });
 * for await (const result of results) console.log(result);
 * Go: make(chan T, capacity).
 */
export class Channel<T> extends Flow<T> {
  readonly capacity: number;

  /** @throws InvalidArgumentError if `capacity` is no whole number from 0 up, or `name` no string. */
  constructor(options: ChannelOptions = {}) {
    requireOptions('Channel', options);
    const { capacity = 0, name } = options;
    if (!Number.isSafeInteger(capacity) || capacity < 0) {
      throw new InvalidArgumentError(
        `new Channel: capacity must be a whole number from 0 (no buffer) up, got ${show(capacity)}`,
      );
    }
    const store = capacity === 0 ? new Rendezvous<T>() : new LocalStore(new Ring<T>(), capacity);
    super('Channel', words, name, store);
    this.capacity = capacity;
  }

  /** How many items were sent and not received yet; always 0 without a buffer. Go: len(ch). */
  get size(): number {
    return this.capacity === 0 ? 0 : this._store.size; // what is on its way to another thread is in no buffer
  }

  /**
   * Ends when the item is in the buffer or, without one, received.
   * @throws ShutDownError if the channel is closed, before or meanwhile (Go panics); TimeoutError, `signal.reason`.
   * Go: ch <- item.
   */
  send(item: T, options?: WaitOptions): Operation<void> {
    return this._put(item, options);
  }

  /**
   * Takes the next item, when there is one.
   * @throws ShutDownError once it is closed and empty (Go gives a zero value and false); TimeoutError, `signal.reason`.
   * Go: item := <-ch.
   */
  receive(options?: WaitOptions): Operation<T> {
    return this._get(options);
  }

  /**
   * A `send` as something that `select` may choose: the item is sent only if it does. The channel itself stands for
   * `receive`; a select never receives what it sends itself.
   * @example yield* select({ sent: out.sending(item), received: back });
   * Go: `case ch <- item`.
   */
  sending(item: T): Selectable<void> {
    return { _choice: () => this._choiceToPut(item) };
  }

  /**
   * Sends if somebody waits for an item, or the buffer has room, at this moment. Another thread counts as one who waits,
   * however many of its tasks do, until it has taken what is on its way to it.
   * @throws ShutDownError. Go: select with default.
   */
  trySend(item: T): boolean {
    return this._tryPut(item);
  }

  /**
   * Takes an item that is in the buffer, or whose sender waits, at this moment. Between threads without a buffer: one whose
   * sender waits in this thread, or that is on its way to nobody any more; senders of other threads wait for one who waits.
   * @throws ShutDownError. Go: select with default.
   */
  tryReceive(): T | undefined {
    return this._tryGet();
  }

  /** `send` for a thread that may block. @throws BlockingNotAllowedError; else as `send`. */
  sendSync(item: T, options?: SyncOptions): void {
    this._putSync(item, options);
  }

  /** `receive` for a thread that may block. @throws BlockingNotAllowedError; else as `receive`. */
  receiveSync(options?: SyncOptions): T {
    return this._getSync(options);
  }

  /**
   * Says that nothing more is sent: who waits to send, and every send from now on, fails with ShutDownError; what is in the
   * buffer can still be received, and then every receive fails with it too.
   * @throws ShutDownError if it was closed before. Go: close(ch), which panics then.
   */
  close(): void {
    if (this.closed) {
      throw new ShutDownError(
        `cannot close ${this.describe()}: it was closed before; let one task close it, after the last send`,
      );
    }
    this._shutdown(false);
  }

  /**
   * Calls `body` with each item until the channel is closed and empty; a generator function runs as part of the caller.
   * @example yield* channel.forEach((line) => console.log(line));
   * @throws InvalidArgumentError if `body` is no function, or an async one.
   * Go: for item := range ch.
   */
  forEach(body: (item: T) => Coroutine<void> | void): Coroutine<void> {
    return forEach(this, body);
  }

  /** `for await (const item of channel)`: until it is closed and empty. */
  [Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    return items(this);
  }

  /** @internal */
  explain(): string {
    return this.capacity === 0
      ? 'nobody is at its other end'
      : `it holds ${this.size} of ${this.capacity} items`;
  }
}
