import { liveTasks } from '../coroutine/scope.ts';
import { Task } from '../coroutine/task.ts';
import { Operation } from '../operation/operation.ts';
import { Pending } from '../operation/pending.ts';
import type { Waitable } from '../wait/wait.ts';

/**
 * Is there a task that waits for what only another task or thread of the program can bring? Then it waits in vain once none
 * of them can run. One that waits for a promise of somebody else's is not counted: whoever does not hold the program open
 * for that (an unref'd timer) may well leave it waiting. Nor is one that was spawned as a daemon.
 */
export function isStuck(): boolean {
  const known = new Map<Operation<unknown>, boolean>();
  for (const task of liveTasks()) {
    if (!task._isDaemon && waitsWithin(task, known)) return true;
  }
  return false;
}

/** Follows what tasks wait for, as far as they wait for each other; each is looked at once. */
function waitsWithin(start: Operation<unknown>, known: Map<Operation<unknown>, boolean>): boolean {
  // Who waits for itself, round a cycle, is as stuck as can be; `true` stands for it while it is being looked at.
  const open: Operation<unknown>[] = [start];
  for (let next = open.at(-1); next !== undefined; next = open.at(-1)) {
    const operation: Operation<unknown> = next;
    if (!known.has(operation)) {
      known.set(operation, true);
      const unknown = needs(operation).filter((need) => !known.has(need));
      if (unknown.length > 0) {
        open.push(...unknown);
        continue;
      }
    }
    open.pop();
    const all = needs(operation);
    known.set(
      operation,
      all.length > 0 ? all.every((need) => known.get(need)) : isLeafWithin(operation),
    );
  }
  return known.get(start)!;
}

/** What has to end before this one can; none: it is the last that is known of. */
function needs(operation: Operation<unknown>): Operation<unknown>[] {
  if (operation instanceof Task) return operation._allWaits;
  const whole: object = operation instanceof Pending ? operation.target : operation;
  const all = (whole as Partial<Pick<Waitable, 'needs'>>).needs?.() ?? [];
  return all.filter((need) => need instanceof Operation);
}

function isLeafWithin(operation: Operation<unknown>): boolean {
  return operation instanceof Pending && operation.target.within === true;
}
