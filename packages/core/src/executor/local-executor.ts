import type { TaskFunction } from '../coroutine/task.ts';
import { InvalidArgumentError } from '../errors.ts';
import { requireOptions, type Known } from '../known-options.ts';
import { show } from '../show.ts';
import { Executor, knownOfExecutors, type ExecutorOptions } from './executor.ts';
import { localKind } from './local-worker.ts';

export interface LocalExecutorOptions extends ExecutorOptions {
  /** Each worker calls it before its first call; if it throws, the executor is broken. */
  initializer?: () => unknown;
}

const known: Known<Omit<LocalExecutorOptions, keyof ExecutorOptions>> = { initializer: true };

/**
 * Runs functions as tasks of this thread: as an executor of threads does, but any function, with anything, and nothing
 * copied. For unit tests, and where there are no threads. A call that computes is not ended from without.
 * @example
 * const pool = new LocalExecutor({ maxWorkers: 2 });
 * const sum = await pool.submit((a: number, b: number) => a + b, 1, 2);
 * @throws InvalidArgumentError
 * Python: none; tests use a ThreadPoolExecutor.
 */
export class LocalExecutor extends Executor {
  constructor(options: LocalExecutorOptions = {}) {
    super('new LocalExecutor', options, '', localKind(beginning(options)));
  }
}

function beginning(
  options: LocalExecutorOptions,
): TaskFunction<readonly unknown[], unknown> | undefined {
  requireOptions('new LocalExecutor', options, { ...knownOfExecutors, ...known });
  const { initializer } = options;
  if (initializer === undefined || typeof initializer === 'function') return initializer;
  throw new InvalidArgumentError(
    `new LocalExecutor: initializer must be a function, got ${show(initializer)}`,
  );
}
