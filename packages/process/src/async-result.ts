import {
  InvalidArgumentError,
  InvalidStateError,
  type Future,
  type WaitOptions,
} from '@heddle/core';
import { Operation, refuseCopy, show, type Known } from '@heddle/core/internal';

/** What is to be called when a call, or all of a map, has ended: exactly one of them is. */
export interface AsyncOptions<T> {
  /** Gets what it gave. What it throws is told by `console.error` and changes nothing. */
  callback?: (value: T) => void;
  /** Gets what it failed with, which has been looked at then. Python: error_callback. */
  errorCallback?: (error: unknown) => void;
}

export const knownOfAsync: Known<AsyncOptions<never>> = { callback: true, errorCallback: true };

/**
 * What a pool was asked for without waiting for it. Made by `applyAsync`, `mapAsync`, `starmapAsync`.
 * @example
 * const result = pool.applyAsync(math.add, [1, 2]);
 * const sum = await result.get({ timeout: 1000 });
 * Python: multiprocessing.pool.AsyncResult.
 */
export class AsyncResult<T> {
  /** A copy would be dead: structured clone and JSON refuse. */
  readonly toJSON: () => never = refuseCopy;
  readonly #future: Future<T>;

  /** @throws InvalidArgumentError unless the callbacks are functions. @internal */
  constructor(action: string, start: () => Future<T>, options: AsyncOptions<T>) {
    const { callback, errorCallback } = checkAsync(action, options);
    const future = (this.#future = start());
    if (callback === undefined && errorCallback === undefined) return;
    future.addDoneCallback(() => {
      if (future._state === 1) callback?.(future._value as T);
      else if (errorCallback !== undefined) {
        future._looked();
        errorCallback(future._value);
      }
    });
  }

  /**
   * What it gives, or throws; the limit ends the wait only.
   * @throws what the call threw; CancelledError and ProcessDiedError if the pool was terminated; TimeoutError, `signal.reason`.
   * Python: get(timeout).
   */
  get(options?: WaitOptions): Operation<T> {
    return this.#future._waitFor('get', options, () => this.#future._own());
  }

  /**
   * Settles when it has ended, in whichever way.
   * @throws TimeoutError, `signal.reason`.
   * Python: wait(timeout), which does not tell a timeout.
   */
  wait(options?: WaitOptions): Operation<void> {
    return this.#future._waitFor('wait', options, () => {
      this.#future._looked();
      return Operation.resolved<void>(undefined);
    });
  }

  /** It has ended, in whichever way. Python: ready(). */
  get ready(): boolean {
    return this.#future.done;
  }

  /** It has ended well. @throws InvalidStateError until it has ended. Python: successful(), which raises ValueError. */
  successful(): boolean {
    if (this.ready) return this.#future._state === 1;
    throw new InvalidStateError(
      `successful of ${this.#future.describe()}: it has not ended; await wait() or get() first`,
    );
  }
}

function checkAsync<T>(action: string, options: AsyncOptions<T>): AsyncOptions<T> {
  for (const name of ['callback', 'errorCallback'] as const) {
    const given = options[name];
    if (given === undefined || typeof given === 'function') continue;
    throw new InvalidArgumentError(`${action}: ${name} must be a function, got ${show(given)}`);
  }
  return options;
}
