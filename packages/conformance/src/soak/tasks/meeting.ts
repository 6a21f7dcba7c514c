import { sleep, tasks, type Event, type Lock, type Semaphore, type Value } from 'heddle';
import { Actor, type Figures, type Role } from '../actor.ts';
import { insist, insistBlocking } from '../insist.ts';
import { meetAwaiting, meetBlocking, type Meeting } from '../meeting.ts';
import type { Pair } from '../pair.ts';
import { spin } from '../random.ts';
import { use, useSome } from '../use.ts';

/** Each does one thing, then all meet: whoever was not woken is missed, for nobody comes by who would wake it late. */
export const meeting = tasks('soak.meeting', import.meta.url, {
  lockBlocking(role: Role, place: Meeting, parties: number, lock: Lock, pair: Pair): Figures {
    const actor = new Actor(role);
    do {
      spin(actor.random.below(2000));
      use(
        actor,
        insistBlocking(actor, (options) => lock.acquireSync(options)),
        pair,
      );
    } while (meetBlocking(actor, place, parties));
    return actor.end();
  },

  async lockAwaiting(
    role: Role,
    place: Meeting,
    parties: number,
    lock: Lock,
    pair: Pair,
  ): Promise<Figures> {
    const actor = new Actor(role);
    do {
      if (actor.random.oneIn(2)) await sleep(0);
      const guard = await insist(actor, (options) => lock.acquire(options));
      if (actor.random.oneIn(4)) await Promise.resolve();
      use(actor, guard, pair);
    } while (await meetAwaiting(actor, place, parties));
    return actor.end();
  },

  permitsBlocking(
    role: Role,
    place: Meeting,
    parties: number,
    semaphore: Semaphore,
    inside: Value<'i32'>,
  ): Figures {
    const actor = new Actor(role);
    do {
      spin(actor.random.below(2000));
      const permits = 1 + actor.random.below(semaphore.permits);
      const guard = insistBlocking(actor, (options) =>
        semaphore.acquireSync({ permits, ...options }),
      );
      useSome(actor, guard, inside, permits, semaphore.permits);
    } while (meetBlocking(actor, place, parties));
    return actor.end();
  },

  async permitsAwaiting(
    role: Role,
    place: Meeting,
    parties: number,
    semaphore: Semaphore,
    inside: Value<'i32'>,
  ): Promise<Figures> {
    const actor = new Actor(role);
    do {
      if (actor.random.oneIn(2)) await sleep(0);
      const permits = 1 + actor.random.below(semaphore.permits);
      const guard = await insist(actor, (options) => semaphore.acquire({ permits, ...options }));
      useSome(actor, guard, inside, permits, semaphore.permits);
    } while (await meetAwaiting(actor, place, parties));
    return actor.end();
  },

  /** One after another sets it; all others wait for that. It is cleared when all have seen it. */
  eventBlocking(role: Role, place: Meeting, parties: number, event: Event, me: number): Figures {
    const actor = new Actor(role);
    for (let round = 0; ; round++) {
      if (round % parties === me) {
        spin(actor.random.below(20_000));
        event.set();
      } else insistBlocking(actor, (options) => event.waitSync(options));
      actor.count('seen');
      const goesOn = meetBlocking(actor, place, parties);
      event.clear();
      if (!meetBlocking(actor, place, parties) || !goesOn) return actor.end();
    }
  },

  async eventAwaiting(
    role: Role,
    place: Meeting,
    parties: number,
    event: Event,
    me: number,
  ): Promise<Figures> {
    const actor = new Actor(role);
    for (let round = 0; ; round++) {
      if (round % parties === me) {
        if (actor.random.oneIn(2)) await sleep(0);
        event.set();
      } else await insist(actor, (options) => event.wait(options));
      actor.count('seen');
      const goesOn = await meetAwaiting(actor, place, parties);
      event.clear();
      if (!(await meetAwaiting(actor, place, parties)) || !goesOn) return actor.end();
    }
  },

  /** Waits before all meet; then one sets it and clears it at once. */
  async pulse(
    role: Role,
    place: Meeting,
    parties: number,
    event: Event,
    me: number,
  ): Promise<Figures> {
    const actor = new Actor(role);
    for (let round = 0; ; round++) {
      const sets = round % parties === me;
      const seen = sets ? undefined : event.wait();
      const goesOn = await meetAwaiting(actor, place, parties);
      if (sets) {
        event.set();
        event.clear();
      }
      actor.does('waits');
      await seen;
      actor.count('seen');
      if (!(await meetAwaiting(actor, place, parties)) || !goesOn) return actor.end();
    }
  },
});
