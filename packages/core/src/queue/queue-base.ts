import type { Coroutine } from '../coroutine/task.ts';
import { InvalidArgumentError } from '../errors.ts';
import {
  show,
  type Operation,
  type SyncOptions,
  type WaitOptions,
} from '../operation/operation.ts';
import type { Selectable } from '../operation/selectable.ts';
import { forEach, items } from './each.ts';
import { Flow, type Words } from './flow.ts';
import type { Store } from './store.ts';
import { Streams } from './streams.ts';

declare global {
  // Core knows no runtime's types: where a program has the real ones, these empty ones merge with them.
  interface ReadableStream<R> {}
  interface WritableStream<W> {}
}

export interface ShutdownOptions {
  /** True: what is left is thrown away and counts as done. @default false */
  immediate?: boolean;
}

/** What all queues can do; `Queue` and `SimpleQueue` are what a program makes. */
export abstract class QueueBase<T> extends Flow<T> {
  #streams: Streams<T> | undefined;

  /** @internal */
  constructor(type: string, noun: string, name: string | undefined, store: Store<T, unknown>) {
    super(type, wordsOf(noun), name, store);
  }

  /** How many items are in it at this moment. Python: qsize(). */
  get size(): number {
    return this._store.size;
  }

  /** Python: empty(). */
  get empty(): boolean {
    return this._store.size === 0;
  }

  /**
   * Puts an item in, when there is room.
   * @throws ShutDownError, TimeoutError, `signal.reason`; CannotSendError if it is shared and the item cannot cross.
   * Python: put(item, timeout=…).
   */
  put(item: T, options?: WaitOptions): Operation<void> {
    return this._put(item, options);
  }

  /**
   * Takes the next item, when there is one.
   * @throws ShutDownError once it is shut down and empty, TimeoutError, `signal.reason`.
   * Python: get(timeout=…).
   */
  get(options?: WaitOptions): Operation<T> {
    return this._get(options);
  }

  /**
   * A `put` as something that `select` may choose: the item is put only if it does.
   * @example yield* select({ sent: out.putting(item), stop: stopping });
   * Go: `case out <- item`.
   */
  putting(item: T): Selectable<void> {
    return { _choice: () => this._choiceToPut(item) };
  }

  /** Puts it in if there is room at this moment. @throws ShutDownError, CannotSendError. Python: put_nowait. */
  tryPut(item: T): boolean {
    return this._tryPut(item);
  }

  /** Takes an item if there is one at this moment. @throws ShutDownError. Python: get_nowait. */
  tryGet(): T | undefined {
    return this._tryGet();
  }

  /** `put` for a thread that may block. @throws BlockingNotAllowedError; else as `put`. */
  putSync(item: T, options?: SyncOptions): void {
    this._putSync(item, options);
  }

  /** `get` for a thread that may block. @throws BlockingNotAllowedError; else as `get`. */
  getSync(options?: SyncOptions): T {
    return this._getSync(options);
  }

  /**
   * Puts all items in, one after the other with none of others in between, once there is room for all of them: so given
   * up, it has put none. Between threads it costs a fraction of as many `put`s.
   * @example await queue.putMany([1, 2, 3]);
   * @throws InvalidArgumentError if there are more of them than `maxsize`; else as `put`.
   */
  putMany(list: Iterable<T>, options?: WaitOptions): Operation<void> {
    return this._putMany(this.#listOf(list, 'putMany'), options);
  }

  /** `putMany` for a thread that may block. @throws BlockingNotAllowedError; else as `putMany`. */
  putManySync(list: Iterable<T>, options?: SyncOptions): void {
    this._putManySync(this.#listOf(list, 'putManySync'), options);
  }

  /**
   * Takes what is there, in order: one item at least, for which it waits, and `most` at most.
   * @example const batch = await queue.getMany(64);
   * @throws InvalidArgumentError if `most` is no whole number from 1 up; else as `get`.
   */
  getMany(most: number = Infinity, options?: WaitOptions): Operation<T[]> {
    return this._getMany(this.#mostOf(most, 'getMany'), options);
  }

  /** `getMany` for a thread that may block. @throws BlockingNotAllowedError; else as `getMany`. */
  getManySync(most: number = Infinity, options?: SyncOptions): T[] {
    return this._getManySync(this.#mostOf(most, 'getManySync'), options);
  }

  #listOf(list: Iterable<T>, verb: string): readonly T[] {
    if (typeof list !== 'object' || list === null || !(Symbol.iterator in list)) {
      throw new InvalidArgumentError(
        `${verb} into ${this.describe()}: needs an array or another iterable, got ${show(list)}`,
      );
    }
    const all = Array.from(list);
    const { maxsize } = this._store;
    if (maxsize === 0 || all.length <= maxsize) return all;
    throw new InvalidArgumentError(
      `${verb} into ${this.describe()}: ${all.length} items never fit in at once, maxsize is ${maxsize}; put them in parts`,
    );
  }

  #mostOf(most: number, verb: string): number {
    if (most >= 1 && (Number.isInteger(most) || most === Infinity)) return most;
    throw new InvalidArgumentError(
      `${verb} from ${this.describe()}: needs a whole number from 1 up, got ${show(most)}`,
    );
  }

  /**
   * Ends it: nothing can be put any more, what is left can be got, and then every get fails with ShutDownError.
   * May be called again.
   * @throws InvalidArgumentError for options of the wrong kind.
   * Python: shutdown(immediate).
   */
  shutdown(options: ShutdownOptions = {}): void {
    const immediate = (options as ShutdownOptions | null)?.immediate ?? false;
    // `shutdown(true)` is Python's, and would keep what was to be thrown away.
    if (typeof options !== 'object' || options === null || typeof immediate !== 'boolean') {
      throw new InvalidArgumentError(
        `shutdown of ${this.describe()}: needs { immediate: true } or { immediate: false }, got ${show(options)}`,
      );
    }
    this._shutdown(immediate);
  }

  /**
   * Calls `body` with each item until the queue is shut down and empty; a generator function runs as part of the caller.
   * @example yield* queue.forEach((line) => console.log(line));
   * @throws InvalidArgumentError if `body` is no function, or an async one.
   */
  forEach(body: (item: T) => Coroutine<void> | void): Coroutine<void> {
    return forEach(this, body);
  }

  /** `for await (const item of queue)`: until it is shut down and empty. */
  [Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    return items(this);
  }

  /**
   * The queue as a stream to read from, always the same one: each read is a get, so nothing is taken before it is asked
   * for, and the stream ends when the queue is shut down and empty. Cancelled, it leaves the queue as it is.
   * @example const answer = new Response(queue.readable);
   * @throws NotSupportedError where the runtime has no ReadableStream.
   */
  get readable(): ReadableStream<T> {
    return (this.#streams ??= new Streams(this)).readable;
  }

  /**
   * The queue as a stream to write to, always the same one: each write is a put, and waits as long. Closed, it shuts the
   * queue down; aborted, it does so at once, and `readable` fails with the same reason.
   * @example await response.body.pipeTo(queue.writable);
   * @throws NotSupportedError where the runtime has no WritableStream.
   */
  get writable(): WritableStream<T> {
    return (this.#streams ??= new Streams(this)).writable;
  }

  /** @internal */
  explain(): string {
    const { size, maxsize } = this._store;
    return `it holds ${size}${maxsize > 0 ? ` of ${maxsize}` : ''} items`;
  }
}

function wordsOf(noun: string): Words {
  return { noun, put: 'put', into: 'into', get: 'get', ended: 'shut down' };
}

/** @throws InvalidArgumentError */
export function requireOptions(type: string, options: object): void {
  if (typeof options === 'object' && options !== null) return;
  throw new InvalidArgumentError(`new ${type}: options must be an object, got ${show(options)}`);
}
