import type { ThreadTarget, WorkerOptions } from '@heddle/core';
import {
  checkWorkers,
  enableSharing,
  requireOptions,
  requireText,
  threadKind,
  type Deaths,
  type Places,
  type WorkerKind,
} from '@heddle/core/internal';
import { ProcessBoundary } from './boundary.ts';
import { currentProcess } from './current.ts';
import { BrokenProcessPoolError, ProcessDiedError } from './errors.ts';
import { checkRun } from './options.ts';
import { ProcessPlace } from './place.ts';
import type { ProcessPoolOptions } from './process-pool-executor.ts';
import { commandFor } from './runtime.ts';

/** How the processes of a pool are told of in messages and handles. */
export interface Called {
  /** Who makes it, as in `new Pool`. */
  readonly action: string;
  readonly noun?: string;
  /** What handles of it say. */
  executor(): string;
}

/** Workers that are processes. @throws InvalidArgumentError; CannotSendError */
export function processKind<I extends ThreadTarget>(
  { action, noun, executor }: Called,
  options: ProcessPoolOptions<I>,
  known: Readonly<Record<string, true>>,
): WorkerKind {
  requireOptions(action, options, known);
  requireText(action, 'processNamePrefix', options.processNamePrefix ?? '');
  const run = checkRun(action, options as Record<string, unknown>);
  const workers = checkWorkers(action, options as WorkerOptions<never>, () => {
    enableSharing();
    return new ProcessBoundary();
  });
  const places: Places = {
    boundary: () => new ProcessBoundary(),
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
  const kind = threadKind({
    ...workers,
    memoryLimit: undefined,
    factory: undefined,
    executor,
    places,
  });
  return noun === undefined ? kind : { ...kind, noun };
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
