import { close, ShutDownError, sleep, tasks, type Lock, type Queue } from 'heddle';
import { Actor, type Figures, type Role } from '../actor.ts';
import { Incoming } from '../incoming.ts';
import type { Ledger } from '../ledger.ts';
import { Outgoing } from '../outgoing.ts';

/** A queue that will be shut down while it is used. */
export interface Round {
  readonly queue: Queue<unknown>;
  readonly lock: Lock;
  readonly ledger: Ledger;
  readonly immediate: boolean;
  /** After how many steps a thread of this round shuts it down itself; 0: it does not. */
  readonly after: number;
}

/** Shuts it down if that is this thread's part. */
class Ending {
  #left: number;
  readonly #actor: Actor;
  readonly #round: Round;

  constructor(actor: Actor, round: Round) {
    this.#actor = actor;
    this.#round = round;
    this.#left = round.after;
  }

  step(): void {
    if (this.#left === 0 || --this.#left > 0) return;
    this.#actor.does('shuts down');
    this.#round.queue.shutdown({ immediate: this.#round.immediate });
  }
}

/** @throws What it is, if not the end. */
function mustBeEnd(error: unknown): void {
  if (!(error instanceof ShutDownError)) throw error;
}

/** Lets go of it, and tells that this thread is through. */
function ended(actor: Actor, { queue, ledger }: Round): void {
  close(queue);
  close(ledger);
  actor.does('has left');
}

/** Threads that put and get until there is no more, in queue after queue. */
export const closing = tasks('soak.closing', import.meta.url, {
  putBlocking(role: Role, from: number, rounds: Queue<Round>, done: Queue<number>): Figures {
    const actor = new Actor(role);
    try {
      for (;;) {
        const round = rounds.getSync();
        const outgoing = new Outgoing(actor, from, round.lock);
        const ending = new Ending(actor, round);
        try {
          for (;;) {
            actor.does('blocks');
            round.queue.putSync(outgoing.next(1)[0]);
            outgoing.done(1);
            ending.step();
          }
        } catch (error) {
          mustBeEnd(error);
        }
        outgoing.end(round.ledger);
        ended(actor, round);
        done.putSync(from);
      }
    } catch (error) {
      mustBeEnd(error);
    }
    return actor.end();
  },

  async put(role: Role, from: number, rounds: Queue<Round>, done: Queue<number>): Promise<Figures> {
    const actor = new Actor(role);
    for await (const round of rounds) {
      const outgoing = new Outgoing(actor, from, round.lock);
      const ending = new Ending(actor, round);
      try {
        for (;;) {
          actor.does('waits');
          await round.queue.put(outgoing.next(1)[0]);
          outgoing.done(1);
          ending.step();
          if (actor.random.oneIn(16)) await sleep(0);
        }
      } catch (error) {
        mustBeEnd(error);
      }
      outgoing.end(round.ledger);
      ended(actor, round);
      await done.put(from);
    }
    return actor.end();
  },

  getBlocking(role: Role, rounds: Queue<Round>, done: Queue<number>): Figures {
    const actor = new Actor(role);
    try {
      for (;;) {
        const round = rounds.getSync();
        const incoming = new Incoming(actor);
        const ending = new Ending(actor, round);
        try {
          for (;;) {
            actor.does('blocks');
            incoming.take(round.queue.getSync());
            round.queue.taskDone();
            ending.step();
          }
        } catch (error) {
          mustBeEnd(error);
        }
        incoming.end(round.ledger);
        ended(actor, round);
        done.putSync(-1);
      }
    } catch (error) {
      mustBeEnd(error);
    }
    return actor.end();
  },

  async get(role: Role, rounds: Queue<Round>, done: Queue<number>): Promise<Figures> {
    const actor = new Actor(role);
    for await (const round of rounds) {
      const incoming = new Incoming(actor);
      const ending = new Ending(actor, round);
      actor.does('waits');
      for await (const item of round.queue) {
        incoming.take(item);
        round.queue.taskDone();
        ending.step();
      }
      incoming.end(round.ledger);
      ended(actor, round);
      await done.put(-1);
    }
    return actor.end();
  },
});
