import { DeadlockError, sleep, spawn, tasks, type Coroutine, type Lock } from 'heddle';
import { Actor, type Figures, type Role } from '../actor.ts';
import { Fault } from '../fault.ts';
import type { Pair } from '../pair.ts';
import { spin } from '../random.ts';
import { use } from '../use.ts';

/** Several locks, and the pair that each guards. */
interface Crossing {
  readonly locks: readonly Lock[];
  readonly pairs: readonly Pair[];
  /** Everybody takes them in the same order, so that there is no cycle. */
  readonly ordered: boolean;
}

/** Two different locks, in the order in which to take them. */
function two(actor: Actor, { locks, ordered }: Crossing): [number, number] {
  const first = actor.random.below(locks.length);
  const second = (first + 1 + actor.random.below(locks.length - 1)) % locks.length;
  return ordered && first > second ? [second, first] : [first, second];
}

function closed(actor: Actor, error: unknown, { ordered }: Crossing): void {
  if (!(error instanceof DeadlockError)) throw error;
  if (ordered) throw new Fault(`a cycle was seen where there is none: ${error.message}`);
  actor.does('closed a cycle');
  actor.count('cycles');
}

function* cross(actor: Actor, crossing: Crossing): Coroutine<void> {
  const { locks, pairs } = crossing;
  while (!actor.over) {
    const [first, second] = two(actor, crossing);
    actor.does('waits');
    const outer = yield* locks[first]!.acquire();
    if (actor.random.oneIn(2)) yield* sleep(0);
    actor.does('waits');
    try {
      use(actor, yield* locks[second]!.acquire(), pairs[second]!);
    } catch (error) {
      closed(actor, error, crossing);
    }
    use(actor, outer, pairs[first]!);
  }
}

/** Whoever holds one lock and waits for another: in a cycle, one of them is told, and all others go on. */
export const crossing = tasks('soak.crossing', import.meta.url, {
  block(role: Role, all: Crossing): Figures {
    const actor = new Actor(role);
    const { locks, pairs } = all;
    while (!actor.over) {
      const [first, second] = two(actor, all);
      actor.does('blocks');
      const outer = locks[first]!.acquireSync();
      spin(actor.random.below(500));
      actor.does('blocks');
      try {
        use(actor, locks[second]!.acquireSync(), pairs[second]!);
      } catch (error) {
        closed(actor, error, all);
      }
      use(actor, outer, pairs[first]!);
    }
    return actor.end();
  },

  *interleave(role: Role, all: Crossing): Coroutine<Figures> {
    const actor = new Actor(role);
    const some = Array.from({ length: 3 }, () => spawn(() => cross(actor, all)));
    for (const one of some) yield* one;
    return actor.end();
  },
});
