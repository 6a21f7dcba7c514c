import { CancelledError, InvalidStateError } from '../errors.ts';
import type { Operation } from '../operation/operation.ts';
import type { Scope } from './scope.ts';
import { Task, currentTask, type Coroutine, type TaskFunction } from './task.ts';

/**
 * Runs a program of tasks to its end: when `main` ends, what it has spawned and is still going is cancelled and waited for.
 * @example await run(function* () { yield* sleep(10); });
 * @throws InvalidStateError inside a task: spawn there instead.
 * Python: asyncio.run.
 */
export function run<T>(main: TaskFunction<[], T>): Operation<T> {
  const inside = currentTask();
  if (inside !== undefined) {
    throw new InvalidStateError(`run: ${inside.describe()} is running already; use spawn() inside it`);
  }
  const scope: Scope = new Set();
  const first = new Task(main, [], main.name || 'main', scope);
  return new Task(() => finish(first, scope), [], 'run', undefined);
}

function* finish<T>(first: Task<T>, scope: Scope): Coroutine<T> {
  try {
    return yield* first;
  } finally {
    while (scope.size > 0) {
      for (const task of scope) {
        task.cancel(`${first.name} has ended`);
        try {
          yield* task;
        } catch (error) {
          if (!(error instanceof CancelledError)) void Promise.reject(error); // the host reports it
        }
      }
    }
  }
}
