import type { DeadlockLink } from '../errors.ts';
import type { Holder } from './holder.ts';
import type { Wait, Waitable } from './wait.ts';

/** A task, whose end only itself can bring about. */
function isItself(target: Waitable): boolean {
  return (target.holder as unknown) === target;
}

/**
 * The cycle that `who` closes by waiting for `wait`'s target without end, if there is one; within this thread.
 * (Between threads it is looked for in shared memory, see memory/graph.ts.)
 */
export function findCycle(wait: Wait, who: Holder): DeadlockLink[] | undefined {
  const links: DeadlockLink[] = [];
  const visited = new Set<Holder>();
  let target = wait.target;
  for (;;) {
    const holder = target?.holder;
    if (holder === undefined || visited.has(holder)) return undefined;
    visited.add(holder);
    const next = holder === who ? wait : holder.blockedOn;
    if (next?.target === undefined) return undefined;
    links.push({
      holder: holder.describe(),
      holds: isItself(target!) ? 'its own end' : target!.describe(),
      waitsFor: isItself(next.target)
        ? `the end of ${next.target.describe()}`
        : next.target.describe(),
    });
    if (holder === who) return [links.pop()!, ...links];
    target = next.target;
  }
}
