import { currentTask, type Task } from '../coroutine/task.ts';
import { CancelledError } from '../errors.ts';
import type { CalleeWay } from './call-way.ts';

/** The call whose function runs at this moment, up to where it first waits. */
let way: CalleeWay | undefined;
let number = 0;
let task: Task<unknown> | undefined;

/** @internal */
export function useCancelCheck(
  by: CalleeWay | undefined,
  call: number,
  running: Task<unknown> | undefined,
): void {
  way = by;
  number = call;
  task = running;
}

/**
 * Ends the task here if it was asked to end, for loops that compute without waiting; some 5 ns if it was not. In a thread of
 * an executor it sees that at once through shared memory.
 * @example for (const row of rows) { throwIfCancelled(); sum += cost(row); }
 * @throws CancelledError
 * Python: none; it looks at a threading.Event.
 */
export function throwIfCancelled(): void {
  if (way !== undefined) {
    if (!way.isCancelled(number)) return;
    throw new CancelledError(`${task!.describe()} was cancelled`);
  }
  const here = currentTask();
  if (here === undefined || here.cancelling === 0) return;
  throw new CancelledError(`${here.describe()} was cancelled`);
}
