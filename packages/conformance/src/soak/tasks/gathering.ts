import {
  BrokenBarrierError,
  sleep,
  tasks,
  TimeoutError,
  type Barrier,
  type Latch,
  type Once,
  type SharedArray,
} from 'heddle';
import { Actor, type Figures, type Role } from '../actor.ts';
import { Fault } from '../fault.ts';
import { meetAwaiting, meetBlocking, type Meeting } from '../meeting.ts';
import { spin } from '../random.ts';

/** Of the round: how many have come, how many went on, and how many got each number. */
export type Register = SharedArray<'i32'>;
const [came, wentOn, numbers] = [0, 1, 2];

function passed(register: Register, parties: number, index: number): void {
  register.add(wentOn, 1);
  if (register.get(came) < parties) {
    throw new Fault(`one went on when ${register.get(came)} of ${parties} had come`);
  }
  if (register.add(numbers + index, 1) > 0) throw new Fault(`two got the number ${index}`);
}

function failed(actor: Actor, error: unknown): void {
  if (error instanceof TimeoutError) actor.count('timeouts');
  else if (error instanceof BrokenBarrierError) actor.count('broken');
  else throw error;
  actor.does('timed out');
}

/** All have been heard of. One of them makes all good for the next round. */
function judge(actor: Actor, barrier: Barrier, register: Register, parties: number): void {
  const together = register.get(wentOn);
  if (together !== 0 && together !== parties) {
    throw new Fault(`${together} of ${parties} went on, and for the others it broke`);
  }
  if (together > 0) actor.count('rounds of a barrier');
  register.fill(0);
  if (barrier.broken) barrier.reset();
}

/** The options of one wait in many. */
const maybe = (actor: Actor): { timeout: number } | undefined =>
  actor.random.oneIn(12) ? { timeout: actor.random.below(3) } : undefined;

function runOnce(actor: Actor): () => void {
  return () => {
    actor.does('is inside');
    spin(actor.random.below(500));
    if (actor.random.oneIn(3)) throw new RangeError('not this time');
    actor.count('done');
  };
}

function notThisTime(actor: Actor, error: unknown): void {
  if (!(error instanceof RangeError)) throw error;
  actor.count('failed');
}

/** What all wait for together. */
export const gathering = tasks('soak.gathering', import.meta.url, {
  barrierBlocking(
    role: Role,
    place: Meeting,
    parties: number,
    barrier: Barrier,
    register: Register,
    me: number,
  ): Figures {
    const actor = new Actor(role);
    for (;;) {
      spin(actor.random.below(2000));
      register.add(came, 1);
      actor.does('blocks');
      try {
        passed(register, parties, barrier.waitSync(maybe(actor)));
      } catch (error) {
        failed(actor, error);
      }
      const goesOn = meetBlocking(actor, place, parties);
      if (me === 0) judge(actor, barrier, register, parties);
      if (!meetBlocking(actor, place, parties) || !goesOn) return actor.end();
    }
  },

  async barrierAwaiting(
    role: Role,
    place: Meeting,
    parties: number,
    barrier: Barrier,
    register: Register,
    me: number,
  ): Promise<Figures> {
    const actor = new Actor(role);
    for (;;) {
      if (actor.random.oneIn(2)) await sleep(0);
      register.add(came, 1);
      actor.does('waits');
      try {
        passed(register, parties, await barrier.wait(maybe(actor)));
      } catch (error) {
        failed(actor, error);
      }
      const goesOn = await meetAwaiting(actor, place, parties);
      if (me === 0) judge(actor, barrier, register, parties);
      if (!(await meetAwaiting(actor, place, parties)) || !goesOn) return actor.end();
    }
  },

  /** One latch after another; each counts it down, and then waits. */
  latchBlocking(role: Role, place: Meeting, parties: number, latches: readonly Latch[]): Figures {
    const actor = new Actor(role);
    for (const latch of latches) {
      spin(actor.random.below(2000));
      latch.countDown();
      actor.does('blocks');
      latch.waitSync();
      actor.count('latches');
      if (!meetBlocking(actor, place, parties)) break;
    }
    return actor.end();
  },

  async latchAwaiting(
    role: Role,
    place: Meeting,
    parties: number,
    latches: readonly Latch[],
  ): Promise<Figures> {
    const actor = new Actor(role);
    for (const latch of latches) {
      if (actor.random.oneIn(2)) await sleep(0);
      latch.countDown();
      actor.does('waits');
      await latch.wait();
      actor.count('latches');
      if (!(await meetAwaiting(actor, place, parties))) break;
    }
    return actor.end();
  },

  /** One after another is done by somebody, and failed before by some. */
  onceBlocking(role: Role, place: Meeting, parties: number, all: readonly Once[]): Figures {
    const actor = new Actor(role);
    for (const once of all) {
      while (!once.done) {
        actor.does('blocks');
        try {
          once.runSync(runOnce(actor));
        } catch (error) {
          notThisTime(actor, error);
        }
      }
      if (!meetBlocking(actor, place, parties)) break;
    }
    return actor.end();
  },

  async onceAwaiting(
    role: Role,
    place: Meeting,
    parties: number,
    all: readonly Once[],
  ): Promise<Figures> {
    const actor = new Actor(role);
    for (const once of all) {
      while (!once.done) {
        actor.does('waits');
        try {
          await once.run(runOnce(actor));
        } catch (error) {
          notThisTime(actor, error);
        }
      }
      if (!(await meetAwaiting(actor, place, parties))) break;
    }
    return actor.end();
  },
});
