import { InvalidArgumentError, NoSchedulerError } from '../errors.ts';
import { show, suspension, type Suspended } from '../operation/operation.ts';
import { current } from '../wait/current.ts';
import { isGenerator } from './generator.ts';
import type { Coroutine } from './task.ts';

/** A call that `yield*` makes. */
export interface Call<T> {
  [Symbol.iterator](): Iterator<Suspended, T, unknown>;
}

/**
 * Calls a coroutine function, as `yield* fn(…)` does, on a stack that the task keeps: to resume under a thousand nested
 * calls then costs no more than under one, where an engine goes through each `yield*`.
 * @example const sum = yield* call(walk, tree.left);
 * @throws InvalidArgumentError if it is no function, or an async one; NoSchedulerError outside a coroutine.
 */
export function call<A extends readonly unknown[], T>(
  fn: (...args: A) => Coroutine<T> | T,
  ...args: A
): Call<T> {
  if (typeof fn !== 'function') {
    throw new InvalidArgumentError(`call: needs a coroutine function, got ${show(fn)}`);
  }
  return new Calling(fn, args);
}

class Calling<T> implements Call<T>, Iterator<Suspended, T, unknown> {
  #fn: ((...args: never) => Coroutine<T> | T) | undefined;
  readonly #args: readonly unknown[];

  constructor(fn: (...args: never) => Coroutine<T> | T, args: readonly unknown[]) {
    this.#fn = fn;
    this.#args = args;
  }

  [Symbol.iterator](): Iterator<Suspended, T, unknown> {
    return this;
  }

  next(result: unknown): IteratorResult<Suspended, T> {
    const fn = this.#fn;
    if (fn === undefined) return { done: true, value: result as T };
    if (current === undefined) {
      throw new NoSchedulerError(
        'call: no coroutine is running here; it is for yield* in a task, see spawn()',
      );
    }
    this.#fn = undefined;
    const called = fn(...(this.#args as never));
    if (isGenerator(called)) {
      current.enter(called as Coroutine<T>);
      return suspension;
    }
    if (typeof (called as PromiseLike<T> | undefined)?.then === 'function') {
      throw new InvalidArgumentError(
        `call of ${fn.name || 'a function'}: it returned a promise; call is for coroutine functions, spawn() for async ones`,
      );
    }
    return { done: true, value: called as T };
  }

  /** What the called coroutine threw. */
  throw(error: unknown): never {
    throw error;
  }
}
