import { InvalidArgumentError } from '../errors.ts';
import { requireOptions, type Known } from '../known-options.ts';
import { show } from '../show.ts';
import { mostCalls } from '../thread/call-lane.ts';
import { referenceOf, type Listed, type ThreadTarget } from '../thread/known-tasks.ts';
import { memoryLimitFor, startTimeoutFor } from '../thread/options.ts';
import { prepareThreads } from '../thread/sharing.ts';
import type { Sendable } from '../wire/sendable.ts';
import { mustBeSendable } from '../wire/value.ts';
import { requireMilliseconds, requireText } from './check-options.ts';
import { Executor, knownOfExecutors, type ExecutorOptions } from './executor.ts';
import { idOf, shareExecutors } from './share-executor.ts';
import { threadKind, type ThreadSetup } from './thread-worker.ts';

export interface ThreadPoolOptions<I extends ThreadTarget = ThreadTarget> extends ExecutorOptions {
  /** A function of a `tasks` module that each worker calls before its first call; if it throws, the executor is broken. */
  initializer?: I;
  /** What the initializer is called with. Python: initargs. */
  initargs?: Parameters<I> & Sendable<Parameters<I>>;
  /** Threads are called `<prefix>_0`, `<prefix>_1` … @default the executor's name */
  threadNamePrefix?: string;
  /** Milliseconds after which a thread without a call ends, down to `minWorkers`. @default Infinity */
  idleTimeout?: number;
  /**
   * Milliseconds until a thread must have begun, its initializer included; and for the module of a call to load, or that call
   * fails with ThreadStartError. @default 30000
   */
  startTimeout?: number;
  /**
   * Megabytes for the objects of each thread, from 16 up. The calls of one that needs more fail with ThreadDiedError, which says so. Only
   * Node has such a limit; elsewhere the first call throws NotSupportedError, as `Thread.start` does.
   * @default as much as the runtime gives
   */
  memoryLimit?: number;
  /**
   * Makes the worker, for bundled applications whose workers know several task modules; else `bindWorker` of the first task
   * does.
   */
  worker?: () => unknown;
}

const known: Known<Omit<ThreadPoolOptions, keyof ExecutorOptions>> = {
  initializer: true,
  initargs: true,
  threadNamePrefix: true,
  idleTimeout: true,
  startTimeout: true,
  memoryLimit: true,
  worker: true,
};

/**
 * Runs functions of `tasks` modules in threads, each with a memory of its own. One that has nothing to do holds no program open.
 * @example
 * await using pool = new ThreadPoolExecutor({ maxWorkers: 4 });
 * const sum = await pool.submit(math.add, 1, 2);
 * @throws InvalidArgumentError; CannotSendError with the path to what of `initargs` cannot cross.
 * Python: concurrent.futures.ThreadPoolExecutor.
 */
export class ThreadPoolExecutor<I extends ThreadTarget = ThreadTarget> extends Executor<Listed> {
  constructor(options: ThreadPoolOptions<I> = {}) {
    const setup = setupOf(options);
    const executor = (): string => idOf(this);
    super(action, options, options.threadNamePrefix ?? '', threadKind({ ...setup, executor }));
    shareExecutors();
  }
}

const action = 'new ThreadPoolExecutor';

function setupOf<I extends ThreadTarget>(
  options: ThreadPoolOptions<I>,
): Omit<ThreadSetup, 'executor'> {
  requireOptions(action, options, { ...knownOfExecutors, ...known });
  const {
    initializer,
    initargs,
    threadNamePrefix = '',
    tasksPerWorker = 1,
    idleTimeout = Infinity,
    startTimeout = 30_000,
    memoryLimit,
    worker,
  } = options;
  const first = referenceOf(initializer);
  if (initializer !== undefined && first === undefined) {
    throw new InvalidArgumentError(
      `${action}: initializer must be a function of a tasks() module, got ${show(initializer)}`,
    );
  }
  if (initargs !== undefined && !Array.isArray(initargs)) {
    throw new InvalidArgumentError(`${action}: initargs must be an array, got ${show(initargs)}`);
  }
  if (initargs !== undefined && initializer === undefined) {
    throw new InvalidArgumentError(
      `${action}: initargs are what the initializer is called with, and there is none`,
    );
  }
  if (initargs !== undefined) {
    prepareThreads(); // so that it is known what can be shared
    mustBeSendable(initargs, 'initargs');
  }
  if (worker !== undefined && typeof worker !== 'function') {
    throw new InvalidArgumentError(
      `${action}: worker must be a function that makes a Worker, got ${show(worker)}`,
    );
  }
  requireText(action, 'threadNamePrefix', threadNamePrefix);
  if (tasksPerWorker >= mostCalls) {
    throw new InvalidArgumentError(
      `${action}: tasksPerWorker must be a whole number from 1 to ${mostCalls - 1}, got ${show(tasksPerWorker)}`,
    );
  }
  requireMilliseconds(action, 'idleTimeout', idleTimeout);
  return {
    initializer: first,
    initargs: initargs ?? [],
    tasksPerWorker,
    idleTimeout,
    startTimeout: startTimeoutFor(action, startTimeout),
    memoryLimit: memoryLimitFor(action, memoryLimit),
    factory: worker,
  };
}
