import { BlockingNotAllowedError } from '../errors.ts';
import { platform } from '../realm.ts';

/** Is this thread one that may block? */
export function mayBlock(): boolean {
  return platform().missing.blocking === undefined;
}

/** @throws BlockingNotAllowedError where this thread may not block, whether or not it would have to. */
export function requireBlocking(action: () => string): void {
  const reason = platform().missing.blocking;
  if (reason === undefined) return;
  throw new BlockingNotAllowedError(
    `${action()}: this thread may not block (${reason}); use the form without Sync`,
  );
}

/** Stops the thread for `ms` milliseconds. */
export function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
