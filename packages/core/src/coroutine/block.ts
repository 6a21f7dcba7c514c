import { InvalidArgumentError, InvalidStateError, NoSchedulerError } from '../errors.ts';
import { show } from '../operation/operation.ts';
import { generatorFunction } from './generator.ts';
import { currentTask, type Coroutine, type Task, type TaskFunction } from './task.ts';

/** Is it a generator function? @throws InvalidArgumentError if it is no function at all. */
export function isCoroutineBody<A extends readonly unknown[], T>(
  body: TaskFunction<A, T>,
  action: string,
): body is (...args: A) => Coroutine<T> {
  if (typeof body !== 'function') {
    throw new InvalidArgumentError(`${action}: needs a function to run, got ${show(body)}`);
  }
  return Object.getPrototypeOf(body) === generatorFunction;
}

/**
 * A block is entered once. Awaited by mistake it would give back the generator, and the body would never run; entered a
 * second time it would give `undefined`: so both are refused.
 */
export function forYield<T>(coroutine: Coroutine<T>, action: string): Coroutine<T> {
  let entered = false;
  return Object.defineProperties(coroutine, {
    then: {
      value: (_: unknown, reject: (error: Error) => void) =>
        reject(
          new InvalidArgumentError(
            `${action} of a generator function is for yield*; give await an async function`,
          ),
        ),
    },
    [Symbol.iterator]: {
      value: () => {
        if (entered) {
          throw new InvalidStateError(
            `${action} was entered before: call it again for another one`,
          );
        }
        entered = true;
        return coroutine;
      },
    },
  });
}

/** The task whose coroutine enters a block. @throws NoSchedulerError */
export function taskHere(action: string): Task<unknown> {
  const task = currentTask();
  if (task === undefined) {
    throw new NoSchedulerError(
      `${action}: no task is running here; a block is for yield* in a task, see spawn()`,
    );
  }
  return task;
}
