import { InvalidArgumentError, ThreadDiedError } from '../errors.ts';
import { show } from '../show.ts';
import { tellError } from '../tell.ts';
import type { Thread } from './thread.ts';

/** A thread that has failed, and nobody has taken its error from `result()`. */
export interface ThreadFailure {
  readonly error: unknown;
  readonly thread: Thread;
}

export type ThreadErrorHook = (failure: ThreadFailure) => unknown;

/** Prints the error with the thread's name; one that has ended itself with `process.exit(0)` has not failed. */
const print: ThreadErrorHook = ({ error, thread }) => {
  if (error instanceof ThreadDiedError && error.exitCode === 0) return;
  tellError(`${thread.describe()} failed, and nobody asked for its result():`, error);
};

let hook = print;

/**
 * Says what is to be done with the errors of threads that nobody takes from `result()`, of those which the thread that calls
 * this has started; gives what was done before. Without a function: they are printed to the console with the thread's name.
 * What the function throws is printed with the error, and harms nothing else.
 * @example threadErrorHook(({ error, thread }) => report(thread.name, error));
 * @throws InvalidArgumentError if it is no function.
 * Python: threading.excepthook, which gets every error of a thread, since there no result takes one.
 */
export function threadErrorHook(next: ThreadErrorHook = print): ThreadErrorHook {
  if (typeof next !== 'function') {
    throw new InvalidArgumentError(`threadErrorHook: needs a function, got ${show(next)}`);
  }
  const before = hook;
  hook = next;
  return before;
}

/** An error that nobody has taken must not vanish. @internal */
export function reportFailure(failure: ThreadFailure): void {
  const failed = (reason: unknown): void =>
    tellError(
      `the threadErrorHook threw ${show(reason)} at the failure of ${failure.thread.describe()}:`,
      failure.error,
      reason,
    );
  try {
    const told = hook(failure) as Partial<PromiseLike<unknown>> | undefined;
    if (typeof told?.then === 'function') told.then(undefined, failed);
  } catch (reason) {
    failed(reason);
  }
}
