import type { DeadlockLink } from '../errors.ts';
import type { Holder } from './holder.ts';
import { takenAt } from './taken-at.ts';
import type { Wait, Waitable } from './wait.ts';

/** One who was come to, by a wait for what that one has, and from where. */
interface Step {
  readonly holder: Holder;
  readonly by: Wait;
  readonly from: Step | undefined;
}

/**
 * The cycle that `who` closes by waiting for `wait`'s target without end, if there is one; within this thread.
 * (Between threads it is looked for in shared memory, see memory/graph.ts.)
 */
export function findCycle(wait: Wait, who: Holder): DeadlockLink[] | undefined {
  if (leadsBack(wait, who) === false) return undefined;
  const last = search(wait, who);
  if (last === undefined) return undefined;
  const links: DeadlockLink[] = [];
  let awaited = wait;
  for (let step: Step | undefined = last; step !== undefined; step = step.from) {
    links.unshift(linkOf(step.holder, step.by, awaited));
    awaited = step.by;
  }
  return [links.pop()!, ...links];
}

/** Nearly every chain ends somewhere, and may be long: so nothing is made on the way. Undefined: it has branches. */
function leadsBack(wait: Wait, who: Holder): boolean | undefined {
  // Others may wait in a circle of their own: met again at a mark that moves on less and less often (Brent, 1980).
  let mark: Holder | undefined;
  let steps = 0;
  let target: Waitable | undefined = wait.target;
  for (;;) {
    if (target?.awaited !== undefined) return undefined;
    const holder: Holder | undefined = target?.holder;
    if (holder === who) return true;
    if (holder === undefined || holder === mark) return false;
    if ((steps & (steps + 1)) === 0) mark = holder;
    steps++;
    target = holder.blockedOn?.target;
  }
}

/** The way back to `who`, depth first, from its last step on. */
function search(wait: Wait, who: Holder): Step | undefined {
  const visited = new Set<Holder>();
  const steps = stepsBy(wait, undefined);
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    const { holder } = step;
    if (holder === who) return step;
    if (visited.has(holder)) continue;
    visited.add(holder);
    const next = holder.blockedOn;
    if (next === undefined) continue;
    for (const further of stepsBy(next, step)) steps.push(further);
  }
  return undefined;
}

function stepsBy(by: Wait, from: Step | undefined): Step[] {
  const { target } = by;
  const { holder } = target;
  const holders = target.awaited?.(by) ?? (holder === undefined ? [] : [holder]);
  return Array.from(holders, (each) => ({ holder: each, by, from }));
}

function linkOf(holder: Holder, by: Wait, awaited: Wait): DeadlockLink {
  const at = takenAt(by.target, holder);
  return {
    ...(at && { takenAt: at }),
    holder: holder.describe(),
    holds: isItself(by.target) ? 'its own end' : heldOf(holder, by),
    waitsFor: isItself(awaited.target)
      ? `the end of ${awaited.target.describe()}`
      : wantedBy(awaited),
  };
}

function heldOf(holder: Holder, by: Wait): string {
  return by.target.held?.(holder, by) ?? by.target.describe();
}

function wantedBy(wait: Wait): string {
  return wait.target.wanted?.(wait) ?? wait.target.describe();
}

/** A task, whose end only itself can bring about. */
function isItself(target: Waitable): boolean {
  return (target.holder as unknown) === target;
}
