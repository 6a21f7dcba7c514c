import { sleep, spawn, tasks, TimeoutError, type Coroutine, type Guard, type RwLock } from 'heddle';
import { Actor, type Figures, type Role } from '../actor.ts';
import { insist, insistBlocking } from '../insist.ts';
import { meetAwaiting, meetBlocking, type Meeting } from '../meeting.ts';
import type { Pair } from '../pair.ts';
import { spin } from '../random.ts';
import { read, write } from '../use.ts';

/** A lock, the pair that it guards, and how many read it at this moment. */
export interface Shelf {
  readonly lock: RwLock;
  readonly pair: Pair;
}

function* work(actor: Actor, { lock, pair }: Shelf): Coroutine<void> {
  while (!actor.over) {
    const writes = actor.random.oneIn(4);
    const side = writes ? lock.write : lock.read;
    actor.does('waits');
    let guard: Guard;
    try {
      guard = yield* actor.random.oneIn(4)
        ? side.acquire({ timeout: actor.random.below(3) })
        : side.acquire();
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      actor.does('timed out');
      actor.count('timeouts');
      continue;
    }
    if (!writes && actor.random.oneIn(4)) yield* sleep(actor.random.below(2));
    if (writes) write(actor, guard, pair);
    else read(actor, guard, pair);
  }
}

/** Threads that read together, or write alone. */
export const reading = tasks('soak.reading', import.meta.url, {
  block(role: Role, { lock, pair }: Shelf): Figures {
    const actor = new Actor(role);
    while (!actor.over) {
      const writes = actor.random.oneIn(4);
      const side = writes ? lock.write : lock.read;
      const guard = insistBlocking(actor, (options): Guard => side.acquireSync(options));
      if (writes) write(actor, guard, pair);
      else read(actor, guard, pair);
      spin(actor.random.below(300));
    }
    return actor.end();
  },

  *interleave(role: Role, shelf: Shelf): Coroutine<Figures> {
    const actor = new Actor(role);
    const some = Array.from({ length: 4 }, () => spawn(() => work(actor, shelf)));
    for (const one of some) yield* one;
    return actor.end();
  },

  meetBlocking(role: Role, place: Meeting, parties: number, { lock, pair }: Shelf): Figures {
    const actor = new Actor(role);
    do {
      spin(actor.random.below(2000));
      const writes = actor.random.oneIn(2);
      const side = writes ? lock.write : lock.read;
      const guard = insistBlocking(actor, (options): Guard => side.acquireSync(options));
      if (writes) write(actor, guard, pair);
      else read(actor, guard, pair);
    } while (meetBlocking(actor, place, parties));
    return actor.end();
  },

  async meetAwaiting(
    role: Role,
    place: Meeting,
    parties: number,
    { lock, pair }: Shelf,
  ): Promise<Figures> {
    const actor = new Actor(role);
    do {
      if (actor.random.oneIn(2)) await sleep(0);
      const writes = actor.random.oneIn(2);
      const side = writes ? lock.write : lock.read;
      const guard = await insist(actor, (options): PromiseLike<Guard> => side.acquire(options));
      if (writes) write(actor, guard, pair);
      else read(actor, guard, pair);
    } while (await meetAwaiting(actor, place, parties));
    return actor.end();
  },
});
