import { root } from '../coroutine/scope.ts';
import { newTask, type Coroutine, type TaskFunction } from '../coroutine/task.ts';
import { InvalidArgumentError } from '../errors.ts';
import { show, type Observer } from '../operation/operation.ts';
import { Pending } from '../operation/pending.ts';
import { sawFailure, watchFailure } from '../operation/unseen.ts';
import { makeReady } from '../scheduler/loop.ts';
import { inChunks, type Outcome } from '../thread/known-tasks.ts';
import type { Waitable } from '../wait/wait.ts';
import type { Future } from './future.ts';
import type { MapSetup } from './map-options.ts';
import { MapResults } from './map-results.ts';
import { MapSource, type Items } from './map-source.ts';
import type { How } from './pool-options.ts';
import type { Pool } from './pool.ts';

type Fn = TaskFunction<readonly unknown[], unknown>;

/** An error that is told later, where somebody asks for the next result. */
interface Failure {
  readonly error: unknown;
}

/** The calls of a `map`: made as their items come and there is room for them, until somebody stops. */
export class MapCalls<T> implements Waitable, Observer {
  readonly #pool: Pool;
  readonly #how: How;
  readonly #fn: Fn;
  readonly #setup: MapSetup;
  readonly #source: MapSource;
  readonly #results: MapResults<T | T[]>;
  #waiting: Pending<void> | undefined;
  /** Of an async source: until there may be more calls. */
  #growing: Pending<void> | undefined;
  /** What the source threw, or the executor as it was to take a call: it comes after the results that are still to come. */
  #failure: Failure | undefined;
  /** What `onProgress` threw. */
  #complaint: Failure | undefined;
  #isStopped = false;
  /** There will be no more calls. */
  #isFed = false;
  /** A call has failed, so the map will. */
  #hasFailed = false;
  /** One was cancelled, which whoever did that knows. */
  #isCancelled = false;
  /** Somebody asks for results, and so hears of a failure. */
  #isLookedAt = false;

  /** @throws what the source does, or the executor as it is to take a call, unless items come in time, or outcomes are asked for. */
  constructor(pool: Pool, how: How, fn: Fn, items: Items, setup: MapSetup) {
    this.#pool = pool;
    this.#how = how;
    this.#fn = setup.chunksize === 1 ? fn : (inChunks(fn as never, setup.manner) as never);
    this.#setup = setup;
    this.#results = new MapResults(setup.ordered);
    this.#source = new MapSource(items, setup.chunksize);
    if (this.#source.isAsync) makeReady(newTask(() => this.#submitAsync(), [], undefined, root));
    else this.#submitSync();
    const failure = this.#failure as Failure | undefined;
    if (failure === undefined || setup.manner !== 'results') return;
    this.stop();
    throw failure.error;
  }

  /** As many calls as may be, of items that are there. */
  #submitSync(): void {
    try {
      while (this.#mayGrow && this.#pool.hasRoom) this.#submit(this.#source.read());
    } catch (error) {
      this.#fail(error);
    }
    this.#lookWhetherFed();
  }

  /** The same as the items come, whether or not somebody waits for a result. */
  *#submitAsync(): Coroutine<void> {
    try {
      while (!this.#source.isExhausted && !this.#isFed) {
        if (!this.#mayGrow) {
          yield* (this.#growing = new Pending<void>(this, 'room for the next call'));
          continue;
        }
        const chunk = yield* this.#source.readAsync();
        while (chunk.length > 0 && !this.#isFed && !this.#pool.hasRoom) {
          yield* this.#pool.room();
        }
        if (!this.#isFed) this.#submit(chunk);
      }
    } catch (error) {
      this.#fail(error);
    }
    this.#wake();
    this.#lookWhetherFed();
  }

  #lookWhetherFed(): void {
    if (this.#isFed || !(this.#source.isExhausted || this.#isStopped)) return;
    this.#isFed = true;
    this.#setup.whenFed?.(this);
  }

  #fail(error: unknown): void {
    this.#source.isExhausted = true;
    this.#failure = { error };
    this.#failed(error);
  }

  #failed(error: unknown): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    if (!this.#isLookedAt) watchFailure(this, this.describe(), error);
  }

  #looked(): void {
    if (this.#isLookedAt) return;
    this.#isLookedAt = true;
    if (this.#hasFailed) sawFailure(this);
  }

  get #mayGrow(): boolean {
    if (this.#source.isExhausted || this.#isStopped) return false;
    return this.#results.size < this.#setup.buffersize;
  }

  #submit(chunk: unknown[]): void {
    if (chunk.length === 0) return;
    const { chunksize, manner } = this.#setup;
    if (manner === 'spread') requireArguments(chunk);
    const args = chunksize > 1 ? [chunk] : manner === 'spread' ? (chunk[0] as unknown[]) : chunk;
    const future = this.#pool.submit(this.#how, this.#fn, args) as Future<T | T[]>;
    this.#results.add(future, chunk.length);
    if (future._settled) this.settled(future);
    else future._observe(this);
  }

  settled(ended: unknown): void {
    if (this.#isStopped) return;
    const future = ended as Future<T | T[]>;
    const results = this.#results;
    results.ended(future);
    if (future.cancelled) this.#isCancelled = true;
    else if (future._state === 2) this.#failed(future._value);
    try {
      if (this.#goesOn) this.#setup.onProgress?.(results.done, this.total);
    } catch (error) {
      this.#complaint ??= { error };
    }
    if (results.hasNext || this.#complaint !== undefined) this.#wake();
  }

  /** All that it had so far has gone well, and nobody has called it off. */
  get #goesOn(): boolean {
    return !this.#hasFailed && !this.#isCancelled && this.#how.limits?.signal?.aborted !== true;
  }

  /** There will be no more calls. */
  get isFed(): boolean {
    return this.#isFed;
  }

  /** How many items have been dealt with. */
  get done(): number {
    return this.#results.done;
  }

  /** How many there are, once that is known. */
  get total(): number | undefined {
    return this.#source.isExhausted ? this.#results.items : undefined;
  }

  /** Whoever waits for a result looks again. */
  #wake(): void {
    const wait = this.#waiting;
    this.#waiting = undefined;
    wait?._resolve();
  }

  #grow(): void {
    if (!this.#source.isAsync) this.#submitSync();
    const wait = this.#growing;
    this.#growing = undefined;
    wait?._resolve();
  }

  /** The next results; undefined: there are no more. */
  *next(): Coroutine<T[] | undefined> {
    const future = yield* this.#ended();
    if (future === undefined) return undefined;
    const outcome = future._outcome();
    this.#grow();
    return this.#setup.chunksize === 1 ? [outcome as T] : (outcome as T[]);
  }

  /** How the next items have ended; at last what the source threw, once. Undefined: there are no more. */
  *nextOutcomes(): Coroutine<Outcome<T>[] | undefined> {
    try {
      const future = yield* this.#ended();
      if (future === undefined) return undefined;
      this.#grow();
      const value = future._outcome();
      return this.#setup.chunksize === 1 ? [{ value: value as T }] : (value as Outcome<T>[]);
    } catch (error) {
      return [{ error }];
    }
  }

  /** The next call that has ended; undefined: there are no more. */
  *#ended(): Coroutine<Future<T | T[]> | undefined> {
    this.#looked();
    for (;;) {
      if (this.#isStopped) return undefined;
      if (this.#complaint !== undefined) throw this.#complaint.error;
      const future = this.#results.take();
      if (future !== undefined) return future;
      const isEmpty = this.#results.size === 0;
      if (isEmpty && this.#source.isExhausted) {
        const failure = this.#failure;
        this.#failure = undefined;
        if (failure !== undefined) throw failure.error;
        return undefined;
      }
      if (isEmpty && !this.#source.isAsync) {
        // The executor has as many calls of others waiting as may.
        yield* this.#pool.room();
        this.#submitSync();
      } else yield* (this.#waiting = new Pending<void>(this, 'next result'));
    }
  }

  /** There are to be no more calls: `error` comes after the results that are still to come. */
  breakOff(error: unknown): void {
    if (this.#isFed) return;
    this.#fail(error);
    this.#grow();
    this.#wake();
    this.#source.leave();
    this.#lookWhetherFed();
  }

  /** Calls that have not begun are cancelled; those that run go on, and nobody asks for what they give. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#looked();
    for (const future of Array.from(this.#results)) {
      future.cancel();
      future._looked();
    }
    this.#grow();
    this.#wake();
    this.#source.leave();
    this.#lookWhetherFed();
  }

  describe(): string {
    return `map in ${this.#pool.describe()}`;
  }

  withdraw(wait: unknown): boolean {
    if (this.#waiting === wait) this.#waiting = undefined;
    if (this.#growing === wait) this.#growing = undefined;
    return true;
  }
}

/** @throws InvalidArgumentError unless each is all that one call gets */
function requireArguments(items: readonly unknown[]): void {
  for (const item of items) {
    if (Array.isArray(item)) continue;
    throw new InvalidArgumentError(
      `starmap: each item must be an array of arguments, got ${show(item)}`,
    );
  }
}
