import { Executor, type Listed, type ThreadTarget, type WorkerOptions } from '@heddle/core';
import {
  checkWorkers,
  enableSharing,
  idOfExecutor,
  knownOfExecutors,
  knownOfWorkers,
  requireOptions,
  requireText,
  threadKind,
  type Deaths,
  type Known,
  type Places,
  type WorkerKind,
} from '@heddle/core/internal';
import { BrokenProcessPoolError, ProcessDiedError } from './errors.ts';
import { processBoundary } from './boundary.ts';
import { currentProcess } from './current.ts';
import { checkRun, knownOfRuns, type CheckedRun, type RunOptions } from './options.ts';
import { ProcessPlace } from './place.ts';
import { commandFor } from './runtime.ts';

export interface ProcessPoolOptions<I extends ThreadTarget = ThreadTarget>
  extends WorkerOptions<I>, Omit<RunOptions, 'startTimeout'> {
  /** Processes are called `<prefix>_0`, `<prefix>_1` … @default the executor's name */
  processNamePrefix?: string;
}

const known: Known<Omit<ProcessPoolOptions, keyof WorkerOptions | keyof RunOptions>> = {
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
    const executor = (): string => idOfExecutor(this);
    super(action, options, options.processNamePrefix ?? '', kindOf(options, executor));
  }
}

const action = 'new ProcessPoolExecutor';

function kindOf<I extends ThreadTarget>(
  options: ProcessPoolOptions<I>,
  executor: () => string,
): WorkerKind {
  requireOptions(action, options, {
    ...knownOfExecutors,
    ...knownOfWorkers,
    ...knownOfRuns,
    ...known,
  });
  requireText(action, 'processNamePrefix', options.processNamePrefix ?? '');
  const run = checkRun(action, options as Record<string, unknown>);
  const workers = checkWorkers(action, options as WorkerOptions<never>, () => {
    enableSharing();
    return processBoundary;
  });
  return processKind(run, workers, executor);
}

/** Workers that are processes. */
function processKind(
  run: CheckedRun,
  workers: ReturnType<typeof checkWorkers>,
  executor: () => string,
): WorkerKind {
  const places: Places = {
    boundary: processBoundary,
    deaths,
    of: (name, title, task) =>
      new ProcessPlace({
        ...run,
        title,
        name,
        daemon: true,
        parent: currentProcess().name,
        command: commandFor(run, title, task?.url ?? ''),
      }),
  };
  return threadKind({ ...workers, memoryLimit: undefined, factory: undefined, executor, places });
}

const deaths: Deaths = {
  lost(text, cause) {
    if (!(cause instanceof ProcessDiedError)) return new ProcessDiedError(text, {}, { cause });
    return new ProcessDiedError(
      text,
      cause,
      cause.cause === undefined ? undefined : { cause: cause.cause },
    );
  },
  broken: (text, cause) =>
    new BrokenProcessPoolError(text, cause instanceof ProcessDiedError ? cause : {}, { cause }),
};
