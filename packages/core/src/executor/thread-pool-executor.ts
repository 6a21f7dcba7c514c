import { InvalidArgumentError } from '../errors.ts';
import { requireOptions, type Known } from '../known-options.ts';
import { show } from '../show.ts';
import type { Listed, ThreadTarget } from '../thread/known-tasks.ts';
import { memoryLimitFor } from '../thread/options.ts';
import { prepareThreads } from '../thread/sharing.ts';
import { requireText } from './check-options.ts';
import { Executor, knownOfExecutors } from './executor.ts';
import { idOf, shareExecutors } from './share-executor.ts';
import { threadKind, type ThreadSetup } from './thread-worker.ts';
import { checkWorkers, knownOfWorkers, type WorkerOptions } from './worker-options.ts';

export interface ThreadPoolOptions<I extends ThreadTarget = ThreadTarget> extends WorkerOptions<I> {
  /** Threads are called `<prefix>_0`, `<prefix>_1` … @default the executor's name */
  threadNamePrefix?: string;
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

const known: Known<Omit<ThreadPoolOptions, keyof WorkerOptions>> = {
  threadNamePrefix: true,
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
  requireOptions(action, options, { ...knownOfExecutors, ...knownOfWorkers, ...known });
  const { threadNamePrefix = '', memoryLimit, worker } = options;
  const checked = checkWorkers(action, options as WorkerOptions<never>, () => {
    prepareThreads();
    return undefined;
  });
  if (worker !== undefined && typeof worker !== 'function') {
    throw new InvalidArgumentError(
      `${action}: worker must be a function that makes a Worker, got ${show(worker)}`,
    );
  }
  requireText(action, 'threadNamePrefix', threadNamePrefix);
  return {
    ...checked,
    memoryLimit: memoryLimitFor(action, memoryLimit),
    factory: worker,
  };
}
