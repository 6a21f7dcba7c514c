import { BrokenExecutorError, ThreadDiedError } from '../errors.ts';

/** What the end of a worker is to those who made calls in it. */
export interface Deaths {
  /** Why a call is lost. */
  lost(text: string, cause: unknown): Error;
  /** Why there are no more calls. */
  broken(text: string, cause: unknown): BrokenExecutorError;
}

/** Those of threads, and of what stands for one. */
export const deathsOfThreads: Deaths = {
  lost(text, cause) {
    // The same again, of the worker: what it died of is the cause.
    if (!(cause instanceof ThreadDiedError)) return new ThreadDiedError(text, undefined, { cause });
    const options = cause.cause === undefined ? undefined : { cause: cause.cause };
    return new ThreadDiedError(text, cause.exitCode, options);
  },
  broken: (text, cause) => new BrokenExecutorError(text, { cause }),
};
