import { InvalidArgumentError } from '../errors.ts';
import type { Known } from '../known-options.ts';
import { show } from '../show.ts';
import { mostCalls } from '../thread/call-lane.ts';
import { referenceOf, type TaskReference, type ThreadTarget } from '../thread/known-tasks.ts';
import { noTask } from '../no-task.ts';
import { startTimeoutFor } from '../thread/options.ts';
import type { Boundary } from '../wire/boundary.ts';
import type { Sendable } from '../wire/sendable.ts';
import { mustBeSendable } from '../wire/value.ts';
import { requireMilliseconds } from './check-options.ts';
import type { ExecutorOptions } from './executor.ts';

/** What every executor takes whose workers have a memory of their own. */
export interface WorkerOptions<I extends ThreadTarget = ThreadTarget> extends ExecutorOptions {
  /** A function of a `tasks` module that each worker calls before its first call; if it throws, the executor is broken. */
  initializer?: I;
  /** What the initializer is called with. Python: initargs. */
  initargs?: Parameters<I> & Sendable<Parameters<I>>;
  /** Milliseconds after which a worker without a call ends, down to `minWorkers`. @default Infinity */
  idleTimeout?: number;
  /**
   * Milliseconds until a worker must have begun, its initializer included; and for the module of a call to load, or that call
   * fails. @default 30000
   */
  startTimeout?: number;
}

export const knownOfWorkers: Known<Omit<WorkerOptions, keyof ExecutorOptions>> = {
  initializer: true,
  initargs: true,
  idleTimeout: true,
  startTimeout: true,
};

export interface CheckedWorkers {
  readonly initializer: TaskReference | undefined;
  readonly initargs: readonly unknown[];
  readonly tasksPerWorker: number;
  readonly idleTimeout: number;
  readonly startTimeout: number;
}

/**
 * @param prepare So that it is known what can be shared.
 * @throws InvalidArgumentError; CannotSendError with the path to what of `initargs` cannot cross.
 */
export function checkWorkers(
  action: string,
  options: WorkerOptions<never>,
  prepare: () => Boundary | undefined,
): CheckedWorkers {
  const {
    initializer,
    initargs,
    tasksPerWorker = 1,
    idleTimeout = Infinity,
    startTimeout = 30_000,
  } = options as WorkerOptions;
  const first = referenceOf(initializer);
  if (initializer !== undefined && first === undefined) {
    throw noTask(
      `${action}: initializer must be`,
      initializer,
      'each worker',
      '{ initializer: work.fn }',
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
  if (initargs !== undefined) mustBeSendable(initargs, 'initargs', prepare());
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
  };
}
