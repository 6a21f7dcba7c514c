import { CancelledError } from '../errors.ts';

/** How an operation fails whose coroutine has ended without it. @internal */
export function leftBehind(what: string): CancelledError {
  return new CancelledError(
    `${what} was left behind by the coroutine that began it: wait for it with yield*, also where it is returned`,
  );
}
