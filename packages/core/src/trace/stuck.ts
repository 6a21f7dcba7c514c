import { liveTasks } from '../coroutine/scope.ts';
import { Task } from '../coroutine/task.ts';
import { Operation } from '../operation/operation.ts';
import { Pending } from '../operation/pending.ts';
import { isIdle } from '../scheduler/loop.ts';
import { isTimed } from '../time/timers.ts';
import type { Waitable } from '../wait/wait.ts';

/**
 * Who has to act before a wait can end: the program's own tasks and threads, by what they do (`within`) or by ending
 * (`elsewhere`: there it is decided), or somebody of whom nothing is known (`outside`).
 */
type By = 'within' | 'elsewhere' | 'outside';

/** How a thread stands that has nothing to do at this moment. */
export interface Standing {
  /** A task waits for what only another task or thread can bring: in vain, once none of them can run. */
  readonly isStuck: boolean;
  /**
   * A task waits for a promise of somebody else's. What that waits for does not hold the program open (an unref'd timer),
   * but comes nevertheless if another thread does.
   */
  readonly isOpen: boolean;
}

/** Is one of this thread's tasks ready, or will a timer make one so? Then it goes on, whatever the host says of its event loop. */
export function goesOn(): boolean {
  return !isIdle() || isTimed();
}

/** How this thread's tasks stand; daemons may be left waiting. */
export function standing(): Standing {
  const known = new Map<Operation<unknown>, By>();
  let isStuck = false;
  let isOpen = false;
  for (const task of liveTasks()) {
    const by = byWhom(task, known);
    if (by === 'outside') isOpen = true;
    else if (by === 'within' && !task._isDaemon) isStuck = true;
  }
  return { isStuck, isOpen };
}

/** Follows what tasks wait for, as far as they wait for each other; each is looked at once. */
function byWhom(start: Operation<unknown>, known: Map<Operation<unknown>, By>): By {
  const open = [start];
  for (let operation = open.at(-1); operation !== undefined; operation = open.at(-1)) {
    const needs = needsOf(operation);
    if (!known.has(operation)) {
      known.set(operation, 'within'); // round a cycle nobody else can act
      const unknown = needs.filter((need) => !known.has(need));
      open.push(...unknown);
      if (unknown.length > 0) continue;
    }
    open.pop();
    const all = needs.map((need) => known.get(need)!);
    known.set(operation, all.length === 0 ? byItself(operation) : together(all));
  }
  return known.get(start)!;
}

function together(all: readonly By[]): By {
  if (all.includes('outside')) return 'outside';
  return all.includes('elsewhere') ? 'elsewhere' : 'within';
}

/** What has to end before this one can; none: it is the last that is known of. */
function needsOf(operation: Operation<unknown>): Operation<unknown>[] {
  if (operation instanceof Task) return operation._allWaits;
  const whole: object = operation instanceof Pending ? operation.target : operation;
  const all = (whole as Partial<Pick<Waitable, 'needs'>>).needs?.() ?? [];
  return all.filter((need) => need instanceof Operation);
}

function byItself(operation: Operation<unknown>): By {
  // A task that waits for nothing of Heddle's, or what stands for a promise; the end of a group is its tasks' own matter.
  if (operation instanceof Task || operation.constructor === Operation) return 'outside';
  const whole: object = operation instanceof Pending ? operation.target : operation;
  return (whole as Partial<Waitable>).within === true ? 'within' : 'elsewhere';
}
