import { InvalidArgumentError } from '../errors.ts';
import { show } from '../operation/operation.ts';
import { Task, enclosingTask, type TaskFunction } from './task.ts';

/** A task with arguments and a name of its own. */
export interface SpawnOptions<A extends readonly unknown[], T> {
  target: TaskFunction<A, T>;
  args?: A;
  /** @default the function's name */
  name?: string;
}

/**
 * Runs a generator function, an async function or a plain one as a task of this thread.
 * It begins after the code that spawned it has had its turn, in the order of the calls.
 * @example const sum = await spawn(add, 1, 2);
 * @throws InvalidArgumentError if there is no function to run.
 * Python: asyncio.create_task, gevent.spawn.
 */
export function spawn<A extends readonly unknown[], T>(options: SpawnOptions<A, T>): Task<T>;
export function spawn<A extends readonly unknown[], T>(
  target: TaskFunction<A, T>,
  ...args: A
): Task<T>;
export function spawn<T>(
  target: TaskFunction<readonly unknown[], T> | SpawnOptions<readonly unknown[], T>,
  ...args: readonly unknown[]
): Task<T> {
  const options = typeof target === 'function' ? { target, args } : target;
  if (typeof options?.target !== 'function') {
    throw new InvalidArgumentError(
      `spawn: needs a function to run (a generator function, an async one or a plain one), got ${show(target)}`,
    );
  }
  return new Task(options.target, options.args ?? [], options.name, enclosingTask()?.scope);
}
