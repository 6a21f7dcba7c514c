import { InvalidArgumentError } from '../errors.ts';
import { show } from '../operation/operation.ts';
import { generatorFunction } from './generator.ts';
import type { Coroutine } from './task.ts';

/** The body of a block: a generator function, which runs as part of the coroutine that calls, or an async or plain one. */
export type Body<A extends readonly unknown[], T> = (
  ...args: A
) => Coroutine<T> | PromiseLike<T> | T;

/** Is it a generator function? @throws InvalidArgumentError if it is no function at all. */
export function isCoroutineBody<A extends readonly unknown[], T>(
  body: Body<A, T>,
  action: string,
): body is (...args: A) => Coroutine<T> {
  if (typeof body !== 'function') {
    throw new InvalidArgumentError(`${action}: needs a function to run, got ${show(body)}`);
  }
  return Object.getPrototypeOf(body) === generatorFunction;
}

/** Awaited by mistake it would give back the generator, and the body would never run: so that is refused. */
export function forYield<T>(coroutine: Coroutine<T>, action: string): Coroutine<T> {
  Object.defineProperty(coroutine, 'then', {
    value: (_: unknown, reject: (error: Error) => void) =>
      reject(
        new InvalidArgumentError(
          `${action} of a generator function is for yield*; give await an async function`,
        ),
      ),
  });
  return coroutine;
}
