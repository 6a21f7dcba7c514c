import { sleep, spawn, tasks, type Coroutine, type RLock } from 'heddle';
import { Actor, type Figures, type Role } from '../actor.ts';
import { Fault } from '../fault.ts';
import { insistBlocking } from '../insist.ts';
import { enter, leave, type Pair } from '../pair.ts';

function mustHave(lock: RLock, depth: number): void {
  if (lock.depth !== depth) throw new Fault(`an RLock is taken ${lock.depth} times, not ${depth}`);
}

function* work(actor: Actor, lock: RLock, pair: Pair): Coroutine<void> {
  while (!actor.over) {
    const depth = 1 + actor.random.below(3);
    actor.does('waits');
    const guards = [yield* lock.acquire()];
    actor.does('is inside');
    const entered = enter(pair);
    while (guards.length < depth) {
      guards.push(yield* lock.acquire());
      if (actor.random.oneIn(3)) yield* sleep(0);
    }
    mustHave(lock, depth);
    leave(pair, entered);
    for (const guard of guards) guard.release();
    mustHave(lock, 0);
    actor.does('has left');
    actor.count('acquired');
    if (actor.random.oneIn(2)) yield* sleep(0);
  }
}

/** Threads and tasks that take what they have once more. */
export const nesting = tasks('soak.nesting', import.meta.url, {
  block(role: Role, lock: RLock, pair: Pair): Figures {
    const actor = new Actor(role);
    while (!actor.over) {
      const depth = 1 + actor.random.below(3);
      const guards = [insistBlocking(actor, (options) => lock.acquireSync(options))];
      actor.does('is inside');
      const entered = enter(pair);
      while (guards.length < depth) guards.push(lock.acquireSync());
      mustHave(lock, depth);
      leave(pair, entered);
      for (const guard of guards) guard.release();
      mustHave(lock, 0);
      actor.does('has left');
      actor.count('acquired');
    }
    return actor.end();
  },

  *interleave(role: Role, lock: RLock, pair: Pair): Coroutine<Figures> {
    const actor = new Actor(role);
    const some = Array.from({ length: 3 }, () => spawn(() => work(actor, lock, pair)));
    for (const one of some) yield* one;
    return actor.end();
  },
});
