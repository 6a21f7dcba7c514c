import type { DeadlockLink } from '../errors.ts';
import type { Holder } from './holder.ts';
import type { Wait, Waitable } from './wait.ts';

/**
 * The cycle that `who` closes by waiting for `wait`'s target without end, if there is one; within this thread.
 * (Between threads it is looked for in shared memory, see memory/graph.ts.)
 */
export function findCycle(wait: Wait, who: Holder): DeadlockLink[] | undefined {
  if (!leadsBack(wait, who)) return undefined;
  const links: DeadlockLink[] = [];
  let holder = who;
  let next = wait;
  do {
    const { target } = next;
    const after = target.holder!;
    const awaited = after === who ? wait : after.blockedOn!;
    links.push(linkOf(after, target, awaited.target));
    holder = after;
    next = awaited;
  } while (holder !== who);
  return [links.pop()!, ...links];
}

/** Nearly every chain ends somewhere, and may be long: so nothing is made on the way. */
function leadsBack(wait: Wait, who: Holder): boolean {
  // Others may wait in a circle of their own: met again at a mark that moves on less and less often (Brent, 1980).
  let mark: Holder | undefined;
  let steps = 0;
  for (let holder = wait.target.holder; holder !== who; holder = holder.blockedOn?.target?.holder) {
    if (holder === undefined || holder === mark) return false;
    if ((steps & (steps + 1)) === 0) mark = holder;
    steps++;
  }
  return true;
}

function linkOf(holder: Holder, held: Waitable, awaited: Waitable): DeadlockLink {
  return {
    holder: holder.describe(),
    holds: isItself(held) ? 'its own end' : held.describe(),
    waitsFor: isItself(awaited) ? `the end of ${awaited.describe()}` : awaited.describe(),
  };
}

/** A task, whose end only itself can bring about. */
function isItself(target: Waitable): boolean {
  return (target.holder as unknown) === target;
}
