import { CancelledError, InvalidArgumentError, InvalidStateError } from '../errors.ts';
import { show, type Operation } from '../operation/operation.ts';
import { root, Scope } from './scope.ts';
import { currentTask, startTask, type Coroutine, type Task, type TaskFunction } from './task.ts';

/**
 * Runs a program of tasks to its end: when `main` ends, what it has spawned and is still going is cancelled and waited for.
 * @example await run(function* () { yield* sleep(10); });
 * @throws InvalidStateError inside a task: spawn there instead. InvalidArgumentError if there is no function to run.
 * Python: asyncio.run.
 */
export function run<T>(main: TaskFunction<[], T>): Operation<T> {
  if (typeof main !== 'function') {
    throw new InvalidArgumentError(
      `run: needs a function to run (a generator function, an async one or a plain one), got ${show(main)}`,
    );
  }
  const inside = currentTask();
  if (inside !== undefined) {
    throw new InvalidStateError(
      `run: ${inside.describe()} is running already; use spawn() inside it`,
    );
  }
  const scope = new Scope();
  const first = startTask(main, [], main.name || 'main', scope);
  first._observe({ settled: () => first._looked() }); // its failure becomes that of `run`
  return startTask(() => finish(first, scope), [], 'run', root);
}

function* finish<T>(first: Task<T>, scope: Scope): Coroutine<T> {
  try {
    return yield* first;
  } finally {
    while (scope._alive > 0) {
      const left = [...scope._tasks];
      // All are told before one is waited for: what the first waits for in its `finally` may be held by the last.
      for (const task of left) {
        task.cancel(`${first.name} has ended`);
        void task.catch(report);
      }
      for (const task of left) yield* ended(task);
    }
  }
}

/** Thrown on, for the host to report. */
function report(error: unknown): void {
  if (!(error instanceof CancelledError)) throw error;
}

function* ended(task: Task<unknown>): Coroutine<void> {
  try {
    yield* task;
  } catch {
    // `report` has seen to it.
  }
}
