import { Executor, type Listed, type ThreadTarget, type WorkerOptions } from '@heddle/core';
import { idOfExecutor, knownOfExecutors, knownOfWorkers, type Known } from '@heddle/core/internal';
import { knownOfRuns, type RunOptions } from './options.ts';
import { processKind } from './process-kind.ts';

export interface ProcessPoolOptions<I extends ThreadTarget = ThreadTarget>
  extends WorkerOptions<I>, Omit<RunOptions, 'startTimeout'> {
  /** Processes are called `<prefix>_0`, `<prefix>_1` … @default the executor's name */
  processNamePrefix?: string;
}

/** What every pool of processes knows of it. */
export const knownOfProcessPools: Known<ProcessPoolOptions> = {
  ...knownOfExecutors,
  ...knownOfWorkers,
  ...knownOfRuns,
  processNamePrefix: true,
};

/**
 * Runs functions of `tasks` modules in processes: the calls of one that dies fail with ProcessDiedError and go on in another,
 * or, with `onWorkerDeath: 'break'`, all fail with BrokenProcessPoolError.
 * @example
 * await using pool = new ProcessPoolExecutor({ maxWorkers: 4 });
 * const sum = await pool.submit(math.add, 1, 2);
 * @throws InvalidArgumentError; CannotSendError with the path to what of `initargs` cannot cross.
 * Python: concurrent.futures.ProcessPoolExecutor.
 */
export class ProcessPoolExecutor<I extends ThreadTarget = ThreadTarget> extends Executor<Listed> {
  constructor(options: ProcessPoolOptions<I> = {}) {
    const action = 'new ProcessPoolExecutor';
    const executor = (): string => idOfExecutor(this);
    const kind = processKind({ action, executor }, options, knownOfProcessPools);
    super(action, options, options.processNamePrefix ?? '', kind);
  }
}
