import type { TaskFunction } from '../coroutine/task.ts';
import { InvalidArgumentError } from '../errors.ts';
import { requireOptions, type Known } from '../known-options.ts';
import type { Operation, Signal, WaitOptions } from '../operation/operation.ts';
import { refuseCopy } from '../refuse-copy.ts';
import { show } from '../show.ts';
import type { TargetFunction } from '../thread/known-tasks.ts';
import type { ResultOf } from '../thread/thread.ts';
import type { Shareable } from '../wire/kind.ts';
import { requireAllMovable } from '../wire/transfer.ts';
import { requireCount, requireMilliseconds, requireText } from './check-options.ts';
import type { Future } from './future.ts';
import type { MapOptions } from './map-options.ts';
import { Mapping } from './mapping.ts';
import { Pool } from './pool.ts';
import type { How } from './pool-options.ts';
import { poolSize } from './pool-size.ts';
import type { WorkerKind } from './worker-kind.ts';

/** What every executor takes. */
export interface ExecutorOptions {
  /** How messages call it. @default pool-1, pool-2, … */
  name?: string;
  /** As many workers it has at most. @default as many as there are cores */
  maxWorkers?: number;
  /** As many stay, however long they have nothing to do. @default 0 */
  minWorkers?: number;
  /** As many calls run beside each other in one worker, while they wait; in a thread 1023 at most. @default 1 */
  tasksPerWorker?: number;
  /** After so many calls a worker is replaced. Python: max_tasks_per_child. @default Infinity */
  maxTasksPerChild?: number;
  /** As many calls may wait for a worker: `submit` throws ExecutorFullError where that many do. @default Infinity */
  maxQueue?: number;
  /** After so many calls of others one that waits counts as one level more urgent. @default 1000 */
  ageing?: number;
  /** What becomes of the executor when a worker dies: it gets another, or takes no more calls. @default 'replace' */
  onWorkerDeath?: 'replace' | 'break';
}

/** What every executor knows of what it is made with. */
export const knownOfExecutors: Known<ExecutorOptions> = {
  name: true,
  maxWorkers: true,
  minWorkers: true,
  tasksPerWorker: true,
  maxTasksPerChild: true,
  maxQueue: true,
  ageing: true,
  onWorkerDeath: true,
};

/** How calls are made that go through `with`. */
export interface CallOptions {
  /** Ends a call when it is aborted: one that has not begun at once, one that runs is cancelled first. */
  signal?: Signal;
  /** Milliseconds that a call may take from its begin; then it is cancelled, and fails with TimeoutError. @default Infinity */
  timeout?: number;
  /** How urgent it is; more goes first. @default 0 */
  priority?: number;
  /** What of the arguments moves in place of being copied: see `transfer`. */
  transfer?: readonly object[];
  /** Milliseconds that a cancelled call gets to end by itself, until its worker is ended and replaced. @default 1000 */
  grace?: number;
}

const knownOfCalls: Known<CallOptions> = {
  signal: true,
  timeout: true,
  priority: true,
  transfer: true,
  grace: true,
};

/**
 * Makes calls in an executor. The type parameter is what it asks of a function: `Listed`, where that must be one of a
 * `tasks` module.
 */
export class Submitter<Mark = unknown> {
  /** @internal */
  readonly _pool: Pool;
  readonly #how: How;
  /** All that was asked for by `with`. */
  readonly #asked: CallOptions;

  /** @internal */
  constructor(pool: Pool, how: How, asked: CallOptions = {}) {
    this._pool = pool;
    this.#how = how;
    this.#asked = asked;
  }

  /**
   * Calls a function in a worker, as soon as one is free.
   * @example const sum = await pool.submit(math.add, 1, 2);
   * @returns a future, which also tells what cannot cross: CannotSendError with the path.
   * @throws InvalidArgumentError for a function that workers cannot find; ShutDownError, BrokenExecutorError, ExecutorFullError.
   * Python: Executor.submit.
   */
  submit<F extends TargetFunction & Mark>(fn: F, ...args: Parameters<F>): Future<ResultOf<F>> {
    return this._pool.submit(this.#how, fn as never, args) as Future<ResultOf<F>>;
  }

  /**
   * Calls a function with each item of an iterable or async iterable; all calls are submitted at once, or as the items come,
   * unless `buffersize` says how many, or `maxQueue` of the executor. What the source throws comes after all results.
   * @example const areas = await pool.map(shapes.area, list);
   * @example for await (const area of pool.map(shapes.area, list, { buffersize: 16 })) console.log(area);
   * @throws as `submit`; what a call throws comes where its result would.
   * Python: Executor.map.
   */
  map<A, B>(
    fn: TaskFunction<[A], B> & Mark,
    items: Iterable<A> | AsyncIterable<A>,
    options: MapOptions = {},
  ): Mapping<Awaited<B>> {
    return new Mapping(this._pool, this.#how, fn as never, items, options);
  }

  /**
   * The same with limits, a priority, or things that move; on top of those of an earlier `with`.
   * @example await pool.with({ timeout: 500 }).submit(math.factor, n);
   * @throws InvalidArgumentError
   */
  with(options: CallOptions): Submitter<Mark> {
    const action = 'with';
    requireOptions(action, options, knownOfCalls);
    const asked = { ...this.#asked, ...options };
    const { signal, timeout = Infinity, priority = 0, transfer, grace = 1000 } = asked;
    requireMilliseconds(action, 'timeout', timeout);
    requireMilliseconds(action, 'grace', grace);
    if (typeof priority !== 'number' || !Number.isFinite(priority)) {
      throw new InvalidArgumentError(
        `with: priority must be a finite number, got ${show(priority)}`,
      );
    }
    if (signal !== undefined && typeof signal?.addEventListener !== 'function') {
      throw new InvalidArgumentError(`with: signal must be an AbortSignal, got ${show(signal)}`);
    }
    if (transfer !== undefined) requireAllMovable('with: transfer', transfer);
    const isLimited = signal !== undefined || timeout !== Infinity;
    const limits = isLimited ? { limits: { signal, timeout, grace } } : undefined;
    const moves = transfer === undefined ? undefined : { transfer };
    return new Submitter(this._pool, { priority, ...limits, ...moves }, asked);
  }
}

export interface ExecutorShutdownOptions {
  /** The returned operation settles when all calls have ended and the workers are gone. @default true */
  wait?: boolean;
  /** Calls that have not begun are cancelled. @default false */
  cancelFutures?: boolean;
}

const knownOfShutdown: Known<ExecutorShutdownOptions> = { wait: true, cancelFutures: true };

let count = 0;

/**
 * Workers that run calls, and the line of calls that wait for one.
 * Python: concurrent.futures.Executor.
 */
export abstract class Executor<Mark = unknown> extends Submitter<Mark> implements Shareable {
  readonly name: string;
  /** A copy would be dead: structured clone and JSON refuse. */
  readonly toJSON: () => never = refuseCopy;

  /** @internal */
  constructor(action: string, options: ExecutorOptions, workers: string, kind: WorkerKind) {
    super(makePool(action, options, workers, kind), { priority: 0 });
    this.name = this._pool.name;
  }

  /** How many workers it has at this moment. */
  get workers(): number {
    return this._pool.members.length;
  }

  /** How many calls wait for a worker. */
  get waiting(): number {
    return this._pool.waiting;
  }

  /**
   * Starts all workers now and not with their first calls; settles when they are ready.
   * The limit ends the wait only.
   * @example await pool.warmUp({ timeout: 5000 });
   * @throws BrokenExecutorError if one cannot begin; ShutDownError; TimeoutError, `signal.reason`.
   */
  warmUp(options?: WaitOptions): Operation<void> {
    return this._pool.warmUp(options);
  }

  /**
   * Settles when there is room for one more call, where `maxQueue` bounds how many may wait.
   * @example await pool.room({ timeout: 1000 });
   * @throws ShutDownError, BrokenExecutorError; TimeoutError, `signal.reason`.
   */
  room(options?: WaitOptions): Operation<void> {
    return this._pool.room(options);
  }

  /**
   * Takes no more calls; those that it has still run, unless they are cancelled. Calling it again does no harm.
   * @throws InvalidArgumentError
   * Python: Executor.shutdown(wait, cancel_futures).
   */
  shutdown(options: ExecutorShutdownOptions = {}): Operation<void> {
    requireOptions('shutdown', options, knownOfShutdown);
    const { wait = true, cancelFutures = false } = options;
    for (const [name, value] of Object.entries({ wait, cancelFutures })) {
      if (typeof value === 'boolean') continue;
      throw new InvalidArgumentError(`shutdown: ${name} must be true or false, got ${show(value)}`);
    }
    return this._pool.shutdown(wait, cancelFutures);
  }

  /**
   * Ends all workers wherever they are: calls that run fail with ThreadDiedError, those that wait are cancelled.
   * Python: terminate_workers.
   */
  terminateWorkers(): Operation<void> {
    return this._pool.terminate();
  }

  /** For `await using pool = new ThreadPoolExecutor()`: `shutdown`. Python: with. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }
}

function makePool(
  action: string,
  options: ExecutorOptions,
  workers: string,
  kind: WorkerKind,
): Pool {
  const {
    name = `pool-${++count}`,
    maxWorkers = poolSize(),
    minWorkers = 0,
    tasksPerWorker = 1,
    maxTasksPerChild = Infinity,
    maxQueue = Infinity,
    ageing = 1000,
    onWorkerDeath = 'replace',
  } = options;
  requireText(action, 'name', name);
  requireCount(action, 'maxWorkers', maxWorkers, 1);
  requireCount(action, 'minWorkers', minWorkers, 0);
  requireCount(action, 'tasksPerWorker', tasksPerWorker, 1);
  requireCount(action, 'maxTasksPerChild', maxTasksPerChild, 1, true);
  requireCount(action, 'maxQueue', maxQueue, 0, true);
  requireCount(action, 'ageing', ageing, 1);
  if (minWorkers > maxWorkers) {
    throw new InvalidArgumentError(
      `${action}: minWorkers must not be above maxWorkers, got ${minWorkers} and ${maxWorkers}`,
    );
  }
  if (onWorkerDeath !== 'replace' && onWorkerDeath !== 'break') {
    throw new InvalidArgumentError(
      `${action}: onWorkerDeath must be 'replace' or 'break', got ${show(onWorkerDeath)}`,
    );
  }
  return new Pool(
    {
      name,
      workerNamePrefix: workers === '' ? name : workers,
      maxWorkers,
      minWorkers,
      tasksPerWorker,
      maxTasksPerChild,
      maxQueue,
      ageing,
      onWorkerDeath,
    },
    kind,
  );
}
