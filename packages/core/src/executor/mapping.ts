import { call } from '../coroutine/call.ts';
import { root } from '../coroutine/scope.ts';
import { withTimeout } from '../coroutine/timeout.ts';
import { spawn } from '../coroutine/spawn.ts';
import { newTask, type Coroutine, type Task, type TaskFunction } from '../coroutine/task.ts';
import { InvalidArgumentError, InvalidStateError, TimeoutError } from '../errors.ts';
import { operationOf } from '../operation/from.ts';
import type { Observer, Suspended } from '../operation/operation.ts';
import { Pending } from '../operation/pending.ts';
import { platform } from '../realm.ts';
import { makeReady } from '../scheduler/loop.ts';
import { Ring } from '../scheduler/ring.ts';
import { show } from '../show.ts';
import { inChunks } from '../thread/known-tasks.ts';
import type { Waitable } from '../wait/wait.ts';
import { requireCount, requireMilliseconds, requireOptions } from './check-options.ts';
import type { Future } from './future.ts';
import type { How, Pool } from './pool.ts';

export interface MapOptions {
  /** Results come in the order of the items; else as they are there. @default true */
  ordered?: boolean;
  /** As many items go into one call. Python: chunksize. @default 1 */
  chunksize?: number;
  /** As many calls are under way or have results that nobody has taken. Python: buffersize. @default Infinity */
  buffersize?: number;
  /** Milliseconds from the call of `map` until the last result must be there. @default Infinity */
  timeout?: number;
  /** Is told of each call that has ended: how many items are done, and how many there are, once that is known. */
  onProgress?: (done: number, total: number | undefined) => void;
}

type Fn = TaskFunction<readonly unknown[], unknown>;

/**
 * The results of a function for each of many items: `await` it for all of them as an array, iterate it with `for await`, or in
 * a coroutine with `forEach`, once. Who stops before the end cancels the calls that have not begun. Made by `map`.
 */
export class Mapping<T> implements PromiseLike<T[]>, Waitable, Observer {
  readonly #pool: Pool;
  readonly #how: How;
  readonly #fn: Fn;
  readonly #options: Required<Omit<MapOptions, 'onProgress'>> & Pick<MapOptions, 'onProgress'>;
  readonly #items: Iterator<unknown> | AsyncIterator<unknown>;
  readonly #isAsync: boolean;
  readonly #end: number;
  /** All calls whose results nobody has taken, in the order of their items; a set only where they are taken in another. */
  readonly #line = new Ring<Future<T | T[]>>();
  readonly #set = new Set<Future<T | T[]>>();
  /** Those that have ended, where their order does not matter. */
  readonly #ended = new Ring<Future<T | T[]>>();
  /** Of those with several items, how many. */
  readonly #sizes = new Map<Future<T | T[]>, number>();
  #waiting: Pending<void> | undefined;
  /** Of an async source: until there may be more calls. */
  #growing: Pending<void> | undefined;
  /** What the source threw, or the executor as it was to take a call: it comes after the results that are still to come. */
  #failure: { readonly error: unknown } | undefined;
  /** What `onProgress` threw. */
  #complaint: { readonly error: unknown } | undefined;
  #isExhausted = false;
  #isStopped = false;
  #taken = 0;
  #done = 0;
  #all: Task<T[]> | undefined;
  #isUsed = false;

  /** @internal */
  constructor(
    pool: Pool,
    how: How,
    fn: Fn,
    items: Iterable<unknown> | AsyncIterable<unknown>,
    options: MapOptions,
  ) {
    requireOptions('map', options);
    const { ordered = true, chunksize = 1, buffersize = Infinity, timeout = Infinity } = options;
    const { onProgress } = options;
    requireCount('map', 'chunksize', chunksize, 1);
    requireCount('map', 'buffersize', buffersize, 1, true);
    requireMilliseconds('map', 'timeout', timeout);
    if (onProgress !== undefined && typeof onProgress !== 'function') {
      throw new InvalidArgumentError(`map: onProgress must be a function, got ${show(onProgress)}`);
    }
    const source = items as Partial<Iterable<unknown> & AsyncIterable<unknown>> | undefined | null;
    this.#isAsync = typeof source?.[Symbol.asyncIterator] === 'function';
    if (!this.#isAsync && typeof source?.[Symbol.iterator] !== 'function') {
      throw new InvalidArgumentError(
        `map: needs an iterable or async iterable of items, got ${show(items)}`,
      );
    }
    this.#pool = pool;
    this.#how = how;
    pool.check(fn);
    this.#fn = chunksize === 1 ? fn : (inChunks(fn as never) as never);
    this.#options = { ordered, chunksize, buffersize, timeout, ...(onProgress && { onProgress }) };
    this.#end = platform().now() + timeout;
    this.#items = this.#isAsync ? source![Symbol.asyncIterator]!() : source![Symbol.iterator]!();
    if (this.#isAsync) makeReady(newTask(() => this.#submitAsync(), [], undefined, root));
    else this.#submitSync();
    const failure = this.#failure as { readonly error: unknown } | undefined;
    if (failure === undefined) return;
    this.#stop();
    throw failure.error;
  }

  /** As many calls as may be, of items that are there. */
  #submitSync(): void {
    try {
      while (this.#mayGrow && this.#pool.hasRoom) {
        const chunk: unknown[] = [];
        while (chunk.length < this.#options.chunksize) {
          const { done, value } = (this.#items as Iterator<unknown>).next();
          if (done) {
            this.#isExhausted = true;
            break;
          }
          chunk.push(value);
        }
        if (chunk.length > 0) this.#submit(chunk);
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The same as the items come, whether or not somebody waits for a result. */
  *#submitAsync(): Coroutine<void> {
    try {
      while (!this.#isExhausted && !this.#isStopped) {
        if (!this.#mayGrow) {
          yield* (this.#growing = new Pending<void>(this, 'room for the next call'));
          continue;
        }
        const chunk: unknown[] = [];
        while (chunk.length < this.#options.chunksize) {
          const next = (this.#items as AsyncIterator<unknown>).next();
          const { done, value } = yield* operationOf(next, 'map');
          if (done) {
            this.#isExhausted = true;
            break;
          }
          chunk.push(value);
        }
        while (chunk.length > 0 && !this.#isStopped && !this.#pool.hasRoom) {
          yield* this.#pool.room();
        }
        if (chunk.length > 0 && !this.#isStopped) this.#submit(chunk);
      }
    } catch (error) {
      this.#fail(error);
    }
    this.#wake();
  }

  #fail(error: unknown): void {
    this.#isExhausted = true;
    this.#failure = { error };
  }

  get #mayGrow(): boolean {
    const { buffersize } = this.#options;
    return !this.#isExhausted && !this.#isStopped && this.#open < buffersize;
  }

  #submit(chunk: unknown[]): void {
    const args = this.#options.chunksize === 1 ? chunk : [chunk];
    const future = this.#pool.submit(this.#how, this.#fn, args) as Future<T | T[]>;
    this.#taken += chunk.length;
    if (chunk.length > 1) this.#sizes.set(future, chunk.length);
    if (this.#options.ordered) this.#line.push(future);
    else this.#set.add(future);
    if (future._settled) this.settled(future);
    else future._observe(this);
  }

  /** @internal */
  settled(future: unknown): void {
    const ended = future as Future<T | T[]>;
    if (this.#isStopped) return;
    this.#done += this.#sizes.get(ended) ?? 1;
    if (!this.#options.ordered) this.#ended.push(ended);
    const total = this.#isExhausted ? this.#taken : undefined;
    try {
      this.#options.onProgress?.(this.#done, total);
    } catch (error) {
      this.#complaint ??= { error };
    }
    const isNext = !this.#options.ordered || this.#line.first?._settled === true;
    if (isNext || this.#complaint !== undefined) this.#wake();
  }

  /** Whoever waits for a result looks again. */
  #wake(): void {
    const wait = this.#waiting;
    this.#waiting = undefined;
    wait?._resolve();
  }

  #grow(): void {
    if (!this.#isAsync) this.#submitSync();
    const wait = this.#growing;
    this.#growing = undefined;
    wait?._resolve();
  }

  /** How many calls have results that nobody has taken, or will have. */
  get #open(): number {
    return this.#line.size + this.#set.size;
  }

  /** The next one whose result is to be taken, if it has one. */
  #take(): Future<T | T[]> | undefined {
    if (this.#options.ordered) {
      return this.#line.first?._settled === true ? this.#line.shift() : undefined;
    }
    const future = this.#ended.shift();
    if (future !== undefined) this.#set.delete(future);
    return future;
  }

  /** The next results; undefined: there are no more. */
  *#next(): Coroutine<T[] | undefined> {
    for (;;) {
      if (this.#isStopped) return undefined;
      if (this.#complaint !== undefined) throw this.#complaint.error;
      const future = this.#take();
      if (future !== undefined) {
        this.#sizes.delete(future);
        const outcome = future._outcome();
        this.#grow();
        return this.#options.chunksize === 1 ? [outcome as T] : (outcome as T[]);
      }
      if (this.#open === 0 && this.#isExhausted) {
        if (this.#failure !== undefined) throw this.#failure.error;
        return undefined;
      }
      if (this.#open === 0 && !this.#isAsync) {
        // The executor has as many calls of others waiting as may.
        yield* this.#pool.room();
        this.#submitSync();
      } else yield* this.#wait();
    }
  }

  #wait(): Pending<void> {
    return (this.#waiting = new Pending<void>(this, 'next result'));
  }

  *#results(): Generator<Suspended, T[] | undefined, unknown> {
    const { timeout } = this.#options;
    try {
      if (timeout === Infinity) return yield* this.#next();
      const next = (): Coroutine<T[] | undefined> => this.#next();
      return yield* withTimeout(Math.max(this.#end - platform().now(), 0), function* () {
        return yield* next();
      });
    } catch (error) {
      this.#stop();
      if (error instanceof TimeoutError && this.#end <= platform().now()) throw this.#late();
      throw error;
    }
  }

  #late(): TimeoutError {
    const { timeout } = this.#options;
    const of = this.#isExhausted ? ` of ${this.#taken}` : '';
    return new TimeoutError(
      `map timed out after ${timeout} ms: ${this.#done}${of} calls have ended`,
      timeout,
    );
  }

  /** Calls that have not begun are cancelled; those that run go on, and nobody asks for what they give. */
  #stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    for (const future of [...this.#line, ...this.#set]) {
      future.cancel();
      future._looked();
    }
    this.#grow();
    this.#wake();
    if (!this.#isExhausted) this.#leaveSource();
  }

  /** What it throws as it is left goes before nothing: results were enough, or something else has failed. */
  #leaveSource(): void {
    try {
      const left: unknown = this.#items.return?.();
      if (this.#isAsync) Promise.resolve(left).catch(() => {});
    } catch {
      // The same.
    }
  }

  #use(): void {
    if (this.#isUsed) {
      throw new InvalidStateError(
        'map: its results are taken once; await it to have them as an array',
      );
    }
    this.#isUsed = true;
  }

  /** Calls `body` with each result; a generator function runs as part of the caller. */
  *forEach(body: (result: T) => Coroutine<void> | void): Coroutine<void> {
    this.#use();
    try {
      for (;;) {
        const results = yield* this.#results();
        if (results === undefined) return;
        for (const result of results) yield* call(body, result);
      }
    } finally {
      this.#stop();
    }
  }

  /** All results, as an array. */
  toArray(): Task<T[]> {
    if (this.#all === undefined) {
      this.#use();
      this.#all = spawn(() => this.#collect());
    }
    return this.#all;
  }

  *#collect(): Coroutine<T[]> {
    const all: T[] = [];
    for (;;) {
      const results = yield* this.#results();
      if (results === undefined) return all;
      for (const result of results) all.push(result);
    }
  }

  /** For `await`: all results, as an array. */
  then<A = T[], B = never>(
    onFulfilled?: ((value: T[]) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.toArray().then(onFulfilled, onRejected);
  }

  /** For `yield*` in a coroutine: all results, as an array. */
  [Symbol.iterator](): Iterator<Suspended, T[], unknown> {
    return this.toArray()[Symbol.iterator]();
  }

  [Symbol.asyncIterator](): AsyncIterator<T, void> {
    this.#use();
    const ready = new Ring<T>();
    const next = async (): Promise<IteratorResult<T, void>> => {
      while (ready.size === 0) {
        const results = await spawn(() => this.#results());
        if (results === undefined) return { done: true, value: undefined };
        ready.pushAll(results);
      }
      return { done: false, value: ready.shift()! };
    };
    let last: Promise<unknown> = Promise.resolve();
    return {
      // One after the other, however they are called.
      next: () => {
        const result = last.then(next, next);
        last = result;
        return result;
      },
      return: async () => {
        this.#stop();
        return { done: true, value: undefined };
      },
    };
  }

  /** @internal */
  describe(): string {
    return `map in ${this.#pool.describe()}`;
  }

  /** @internal */
  withdraw(wait: unknown): boolean {
    if (this.#waiting === wait) this.#waiting = undefined;
    if (this.#growing === wait) this.#growing = undefined;
    return true;
  }
}
