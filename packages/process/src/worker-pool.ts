import {
  CancelledError,
  Future,
  InvalidArgumentError,
  InvalidStateError,
  ShutDownError,
  type Executor,
  type ResultOf,
  type TaskFunction,
  type WaitOptions,
} from '@heddle/core';
import {
  MapCalls,
  refuseCopy,
  requireItems,
  requireOptions,
  show,
  type ChunkManner,
  type Items,
  type Operation,
  type TargetFunction,
} from '@heddle/core/internal';
import { AsyncResult, knownOfAsync, type AsyncOptions } from './async-result.ts';
import { checkMap, type ImapOptions, type PoolMapOptions } from './pool-map-options.ts';
import { PoolMap } from './pool-map.ts';
import { ResultIterator } from './result-iterator.ts';

/** What a function is called with, and how; what it is called with may be left out where that is nothing. */
type CallWith<F extends TargetFunction, O> =
  [] extends Parameters<F>
    ? [args?: Parameters<F>, options?: O]
    : [args: Parameters<F>, options?: O];

/** The items of a map, there or still to come. */
type Source<A> = Iterable<A> | AsyncIterable<A>;

/**
 * Calls in the workers of an executor, in the way of `multiprocessing.Pool`.
 * The type parameter is what it asks of a function: `Listed`, where that must be one of a `tasks` module.
 */
export abstract class WorkerPool<Mark = unknown> {
  /** How messages call it. */
  readonly name: string;
  /** A copy would be dead: structured clone and JSON refuse. */
  readonly toJSON: () => never = refuseCopy;
  readonly #executor: Executor<Mark>;
  /** Maps that still have items to come. */
  readonly #feeding = new Set<MapCalls<unknown>>();
  readonly #end: PoolEnd;
  #state: 'open' | 'closed' | 'terminated' = 'open';

  /** @internal */
  constructor(executor: Executor<Mark>) {
    this.#executor = executor;
    this.name = executor.name;
    this.#end = new PoolEnd(executor);
  }

  /** How many workers it has at this moment: they start as calls need them. */
  get workers(): number {
    return this.#executor.workers;
  }

  /** Starts all workers now and not with their first calls; settles when they are ready. @throws as that of an executor. */
  warmUp(options?: WaitOptions): Operation<void> {
    this.#require('warmUp');
    return this.#executor.warmUp(options);
  }

  /**
   * Calls a function in a worker, as soon as one is free, and gives what it gives; the limit ends the wait only.
   * @example const sum = await pool.apply(math.add, [1, 2]);
   * @throws what the call threw; CannotSendError with the path to what cannot cross; ProcessDiedError if its process dies;
   * ShutDownError once closed; BrokenExecutorError if the initializer has failed; InvalidArgumentError.
   * Python: apply(func, args).
   */
  apply<F extends TargetFunction & Mark>(
    fn: F,
    ...[args, options]: CallWith<F, WaitOptions>
  ): Operation<ResultOf<F>> {
    const future = this.#submit('apply', fn, args);
    return options === undefined ? future : future._waitFor('result', options, () => future._own());
  }

  /**
   * The same without waiting for it.
   * @example pool.applyAsync(math.add, [1, 2], { callback: console.log });
   * @throws ShutDownError once closed; BrokenExecutorError; InvalidArgumentError.
   * Python: apply_async(func, args, callback=, error_callback=).
   */
  applyAsync<F extends TargetFunction & Mark>(
    fn: F,
    ...[args, options = {}]: CallWith<F, AsyncOptions<ResultOf<F>>>
  ): AsyncResult<ResultOf<F>> {
    const action = 'applyAsync';
    requireOptions(action, options, knownOfAsync);
    return new AsyncResult(action, () => this.#submit(action, fn, args), options);
  }

  /**
   * Calls a function with each item of an iterable or async iterable; gives all results in the order of the items. Where some
   * fail all others still run, and then the first failure, in that order, is thrown: what the iterable throws comes last.
   * @example const areas = await pool.map(shapes.area, list, { chunksize: 16 });
   * @throws as `apply`.
   * Python: map(func, iterable, chunksize).
   */
  map<A, B>(
    fn: TaskFunction<[A], B> & Mark,
    items: Source<A>,
    options: PoolMapOptions & WaitOptions = {},
  ): Operation<Awaited<B>[]> {
    return this.#map('map', fn, items, options, 'outcomes');
  }

  /** The same without waiting for it: `callback` gets all results. @throws as `applyAsync`. Python: map_async. */
  mapAsync<A, B>(
    fn: TaskFunction<[A], B> & Mark,
    items: Source<A>,
    options: PoolMapOptions & AsyncOptions<Awaited<B>[]> = {},
  ): AsyncResult<Awaited<B>[]> {
    return this.#mapAsync('mapAsync', fn, items, options, 'outcomes');
  }

  /**
   * As `map`, of a function that takes all that an item has as its arguments.
   * @example const sums = await pool.starmap(math.add, [[1, 2], [3, 4]]);
   * Python: starmap.
   */
  starmap<F extends TargetFunction & Mark>(
    fn: F,
    items: Source<Parameters<F>>,
    options: PoolMapOptions & WaitOptions = {},
  ): Operation<ResultOf<F>[]> {
    return this.#map('starmap', fn, items, options, 'spread');
  }

  /** The same without waiting for it. @throws as `applyAsync`. Python: starmap_async. */
  starmapAsync<F extends TargetFunction & Mark>(
    fn: F,
    items: Source<Parameters<F>>,
    options: PoolMapOptions & AsyncOptions<ResultOf<F>[]> = {},
  ): AsyncResult<ResultOf<F>[]> {
    return this.#mapAsync('starmapAsync', fn, items, options, 'spread');
  }

  /**
   * As `map`, with each result as soon as it and all before it are there. A failure comes where the result would, and what is
   * behind it can still be asked for; so does what the iterable throws. All calls are made at once, or as the items come,
   * unless `buffersize` says how many.
   * @example for await (const area of pool.imap(shapes.area, list)) console.log(area);
   * @throws as `applyAsync`.
   * Python: imap.
   */
  imap<A, B>(
    fn: TaskFunction<[A], B> & Mark,
    items: Source<A>,
    options: ImapOptions = {},
  ): ResultIterator<Awaited<B>> {
    return this.#imap('imap', fn, items, options, true);
  }

  /** The same with each result as soon as it is there. Python: imap_unordered. */
  imapUnordered<A, B>(
    fn: TaskFunction<[A], B> & Mark,
    items: Source<A>,
    options: ImapOptions = {},
  ): ResultIterator<Awaited<B>> {
    return this.#imap('imapUnordered', fn, items, options, false);
  }

  /** Takes no more calls; those that it has, and those of maps that it has begun, still run. Python: close(). */
  close(): void {
    if (this.#state !== 'open') return;
    this.#state = 'closed';
    this.#endIfFed();
  }

  /**
   * Settles when all calls have ended and the workers are gone.
   * @example pool.close(); await pool.join();
   * @throws InvalidStateError before `close` or `terminate`; TimeoutError, `signal.reason`.
   * Python: join().
   */
  join(options?: WaitOptions): Operation<void> {
    if (this.#state === 'open') {
      throw new InvalidStateError(
        `join of ${this.#end.describe()}: it still takes calls; close or terminate it first`,
      );
    }
    return this.#end._waitFor('join', options, () => this.#end._own());
  }

  /**
   * Ends all workers wherever they are, and settles when they are gone: calls that run fail with ProcessDiedError, those that
   * have not begun with CancelledError.
   * Python: terminate(), after which what was asked for never comes.
   */
  terminate(): Operation<void> {
    if (this.#state !== 'terminated') {
      this.#state = 'terminated';
      for (const calls of Array.from(this.#feeding)) {
        const what = `the rest of a map in ${this.#end.describe()}`;
        calls.breakOff(new CancelledError(`${what} was cancelled as that was terminated`));
      }
      this.#end.follow(this.#executor.terminateWorkers());
    }
    return this.#end._waitFor('terminate', undefined, () => this.#end._own());
  }

  /** For `await using pool = new Pool()`: `terminate`. Python: with. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.terminate();
  }

  #require(action: string): void {
    if (this.#state === 'open') return;
    throw new ShutDownError(
      `${action}: ${this.#end.describe()} was ${this.#state}; make a new one, or close it after its last call`,
    );
  }

  #submit<F extends TargetFunction>(
    action: string,
    fn: F,
    args: unknown = [],
  ): Future<ResultOf<F>> {
    this.#require(action);
    if (!Array.isArray(args)) {
      throw new InvalidArgumentError(`${action}: args must be an array, got ${show(args)}`);
    }
    const pool = this.#executor._pool;
    pool.check(fn as never, action);
    return pool.submit({ priority: 0 }, fn as never, args) as Future<ResultOf<F>>;
  }

  #map<T>(
    action: string,
    fn: unknown,
    items: Items,
    options: PoolMapOptions & WaitOptions,
    manner: ChunkManner,
  ): Operation<T[]> {
    const { chunksize } = checkMap(action, options, { timeout: true, signal: true });
    const map = this.#mapOf<T>(action, fn, items, { chunksize, manner });
    return map._waitFor('result', options, () => map._own());
  }

  #mapAsync<T>(
    action: string,
    fn: unknown,
    items: Items,
    options: PoolMapOptions & AsyncOptions<T[]>,
    manner: ChunkManner,
  ): AsyncResult<T[]> {
    const { chunksize } = checkMap(action, options, knownOfAsync);
    const start = (): Future<T[]> => this.#mapOf<T>(action, fn, items, { chunksize, manner });
    return new AsyncResult(action, start, options);
  }

  #mapOf<T>(
    action: string,
    fn: unknown,
    items: Items,
    how: { chunksize: number; manner: ChunkManner },
  ): PoolMap<T> {
    const [title, calls] = this.#feed<T>(action, fn, items, how);
    return new PoolMap<T>(title, calls, () => this.#state === 'terminated');
  }

  #imap<T>(
    action: string,
    fn: unknown,
    items: Items,
    options: ImapOptions,
    ordered: boolean,
  ): ResultIterator<T> {
    const { chunksize, buffersize } = checkMap(action, options, { buffersize: true });
    const how = { chunksize, buffersize, ordered, manner: 'outcomes' } as const;
    return new ResultIterator<T>(...this.#feed<T>(action, fn, items, how));
  }

  /** Makes the calls of a map, as items and room for them are there. */
  #feed<T>(
    action: string,
    fn: unknown,
    items: Items,
    how: { chunksize: number; manner: ChunkManner; buffersize?: number; ordered?: boolean },
  ): [title: string, calls: MapCalls<T>] {
    this.#require(action);
    requireItems(items, action);
    const pool = this.#executor._pool;
    pool.check(fn as never, action);
    const setup = {
      ordered: true,
      buffersize: Infinity,
      timeout: Infinity,
      onProgress: undefined,
      ...how,
      whenFed: (calls: MapCalls<unknown>) => {
        if (this.#feeding.delete(calls)) this.#endIfFed();
      },
    };
    const calls = new MapCalls<T>(pool, { priority: 0 }, fn as never, items, setup);
    if (!calls.isFed) this.#feeding.add(calls);
    return [`${action} in ${this.#end.describe()}`, calls];
  }

  #endIfFed(): void {
    if (this.#state === 'closed' && this.#feeding.size === 0) {
      this.#end.follow(this.#executor.shutdown());
    }
  }
}

/** The end of the last worker. */
class PoolEnd extends Future<void> {
  readonly #executor: Executor<never>;

  constructor(executor: Executor<never>) {
    super();
    this.#executor = executor;
  }

  /** It comes with that of the executor. */
  follow(end: Operation<void>): void {
    if (end._settled) this._resolve(undefined);
    else end._observe({ settled: () => this._resolve(undefined) });
  }

  override describe(): string {
    return this.#executor._pool.describe();
  }

  override get _progress(): string {
    const { workers } = this.#executor;
    return `${workers} of its workers are still there`;
  }
}
