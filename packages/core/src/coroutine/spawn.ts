import { InvalidArgumentError } from '../errors.ts';
import { show } from '../operation/operation.ts';
import { makeReady } from '../scheduler/loop.ts';
import type { Scope } from './scope.ts';
import { newTask, startTask, type Task, type TaskFunction } from './task.ts';

/** A task with arguments and a name of its own. `args` may be left out where the function can do without. */
export type SpawnOptions<A extends readonly unknown[], T> = SpawnHow<A, T> &
  ([] extends A ? { args?: A } : { args: A });

interface SpawnHow<A extends readonly unknown[], T> {
  target: TaskFunction<A, T>;
  /** @default the function's name */
  name?: string;
  /** How urgent it is, where the policy asks (`setPolicy`): a number, more goes first. @default 0 */
  priority?: number;
  /** It runs at once, up to where it first waits. Python: asyncio.eager_task_factory. @default false */
  eager?: boolean;
  /**
   * It, and what it spawns, may be left waiting when the program ends: no reason to say that nothing can run any more.
   * Python: Thread.daemon.
   * @default false
   */
  daemon?: boolean;
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
  return spawnIn(undefined, target, args);
}

/** @internal */
export function spawnIn<T>(
  scope: Scope | undefined,
  target: TaskFunction<readonly unknown[], T> | SpawnOptions<readonly unknown[], T>,
  args: readonly unknown[],
): Task<T> {
  if (typeof target !== 'function') return spawnWith(scope, target);
  return startTask(target, args, undefined, scope);
}

function spawnWith<T>(
  scope: Scope | undefined,
  options: SpawnOptions<readonly unknown[], T>,
): Task<T> {
  const { target, args = [], name, priority = 0, eager = false, daemon = false } = options ?? {};
  if (typeof target !== 'function') {
    throw new InvalidArgumentError(
      `spawn: needs a function to run (a generator function, an async one or a plain one), got ${show(options)}`,
    );
  }
  if (typeof priority !== 'number' || !Number.isFinite(priority)) {
    throw new InvalidArgumentError(
      `spawn: priority must be a finite number, got ${show(priority)}`,
    );
  }
  if (typeof eager !== 'boolean') {
    throw new InvalidArgumentError(`spawn: eager must be true or false, got ${show(eager)}`);
  }
  if (typeof daemon !== 'boolean') {
    throw new InvalidArgumentError(`spawn: daemon must be true or false, got ${show(daemon)}`);
  }
  const task = newTask(target, args, name, scope);
  if (priority !== 0) task.urgency = priority;
  if (daemon) task._seldom().daemon = true;
  if (eager) task.step();
  else makeReady(task);
  return task;
}
