import { isGenerator } from '../coroutine/generator.ts';
import { BrokenBarrierError, InvalidArgumentError } from '../errors.ts';
import type { Agent } from '../memory/agent.ts';
import { show } from '../operation/operation.ts';
import {
  afterReset,
  arrivedAt,
  broken,
  isBroken,
  momentOf,
  nextRound,
  resetsAt,
} from './barrier-state.ts';
import type { Cells } from './cells.ts';
import { isOver, lifeOf } from './life.ts';
import { notYet } from './turn.ts';

/** Which of a barrier's numbers says what: its state (see barrier-state.ts); */
const state = 0;
/** the moment in which it was broken before the last reset; */
const brokenIn = 1;
/** who is about to arrive as the last, or calls the action (see life.ts); 0: nobody. */
const actor = 2;
/** As such, as long as no other thread knows the barrier. */
const here = 2;

/** One who has called `wait`. */
export class Arrival {
  /** It may not come in yet, for the action of the round before is running; it waits for the others; its wait is over. */
  stage: 'outside' | 'inside' | 'through' | 'failed' = 'outside';
  /** When it came in, and as which. */
  moment = 0;
  index = 0;
  error: unknown = undefined;
}

/** Whose rounds they are. */
export interface Round {
  readonly parties: number;
  readonly _cells: Cells;
  describe(): string;
  _changed(): void;
}

/**
 * How parties arrive at a barrier and leave it. Each step is one compare-and-exchange; whoever dies between two of them has
 * arrived, or has not.
 */
export class Rounds {
  readonly #of: Round;
  readonly #action: (() => unknown) | undefined;
  /** Those of this thread that have not come in, in order. */
  readonly #outside = new Set<Arrival>();
  #agent: Agent | undefined = undefined;

  constructor(of: Round, action: (() => unknown) | undefined) {
    this.#of = of;
    this.#action = action;
  }

  get #cells(): Cells {
    return this.#of._cells;
  }

  get waiting(): number {
    const now = this.#cells.load(state);
    return isBroken(now) ? 0 : arrivedAt(now);
  }

  get broken(): boolean {
    return isBroken(this.#cells.load(state));
  }

  /** Comes in if it can; gives its number once all have. */
  attempt(arrival: Arrival): number | typeof notYet {
    if (arrival.stage === 'outside') this.#outside.add(arrival);
    // As they came, though they are not the first in line: there stand those who have come in.
    for (const one of this.#outside) if (!this.#comeIn(one)) break;
    this.#look(arrival);
    if (arrival.stage === 'failed') throw arrival.error;
    return arrival.stage === 'through' ? arrival.index : notYet;
  }

  abort(): void {
    for (;;) {
      const now = this.#cells.load(state);
      if (isBroken(now) || this.#break(now)) return;
    }
  }

  reset(): void {
    for (;;) {
      // In this order: if another one resets it in between, the first number has changed.
      const before = this.#cells.load(brokenIn);
      const now = this.#cells.load(state);
      if (!isBroken(now)) {
        if (arrivedAt(now) === 0) return;
        this.#cells.swap(state, now, broken(now));
        continue;
      }
      const moment = momentOf(now);
      if (before !== moment && !this.#cells.swap(brokenIn, before, moment)) continue;
      if (!this.#cells.swap(state, now, afterReset(now))) continue;
      this.#of._changed();
      return;
    }
  }

  /** False: it cannot yet. */
  #comeIn(arrival: Arrival): boolean {
    while (arrival.stage === 'outside') {
      const now = this.#cells.load(state);
      const index = arrivedAt(now);
      if (isBroken(now)) return this.#goThrough(arrival, index, this.#broken());
      if (index === this.#of.parties) {
        if (!this.#breakIfDead(now)) return false;
        continue;
      }
      if (index + 1 < this.#of.parties) {
        if (!this.#cells.swap(state, now, now + 1)) continue;
        this.#outside.delete(arrival);
        arrival.stage = 'inside';
        arrival.moment = momentOf(now);
        arrival.index = index;
        return true;
      }
      if (this.#action !== undefined) {
        const role = this.#cells.load(actor);
        if (role !== 0 && !this.#isOver(role)) return false;
        // First who it will be, then the arrival: one that dies as the last is known.
        if (!this.#cells.swap(actor, role, this.#me)) continue;
        if (this.#cells.swap(state, now, now + 1)) return this.#act(arrival, now + 1);
        // Perhaps it was a dead one who has arrived in between, and whom the others are to find.
        this.#cells.swap(actor, this.#me, role);
        this.#of._changed();
      } else if (this.#cells.swap(state, now, nextRound(now))) {
        this.#goThrough(arrival, index);
        this.#of._changed();
      }
    }
    return true;
  }

  /** All are there: calls the action for them. */
  #act(arrival: Arrival, full: number): true {
    this.#outside.delete(arrival); // the action may wait for the next round
    const error = this.#failureOf(this.#action!);
    const isReleased = error === undefined && this.#cells.swap(state, full, nextRound(full));
    if (!isReleased) this.#cells.swap(state, full, broken(full));
    this.#cells.swap(actor, this.#cells.load(actor), 0);
    this.#goThrough(
      arrival,
      this.#of.parties - 1,
      isReleased ? undefined : (error ?? this.#broken()),
    );
    this.#of._changed();
    return true;
  }

  #failureOf(action: () => unknown): unknown {
    try {
      const result = action();
      const { then } = (result ?? {}) as Partial<PromiseLike<unknown>>;
      if (typeof then !== 'function' && !isGenerator(result)) return undefined;
      return new InvalidArgumentError(
        `wait of ${this.#of.describe()}: its action must be a plain function, and returned ${show(result)}, which nobody waits for`,
      );
    } catch (error) {
      if (error instanceof Error) return error;
      return new BrokenBarrierError(
        `wait of ${this.#of.describe()}: its action threw ${show(error)}`,
        { cause: error },
      );
    }
  }

  #goThrough(arrival: Arrival, index: number, error?: unknown): true {
    this.#outside.delete(arrival);
    arrival.stage = error === undefined ? 'through' : 'failed';
    arrival.index = index;
    arrival.error = error;
    return true;
  }

  /** Is its wait over? If not, gives the state in which it is not. */
  #look(arrival: Arrival): number | undefined {
    while (arrival.stage === 'inside') {
      const now = this.#cells.load(state);
      if (momentOf(now) !== arrival.moment) {
        const isReleased = this.#wasReleased(arrival.moment, momentOf(now));
        this.#goThrough(arrival, arrival.index, isReleased ? undefined : this.#broken());
      } else if (isBroken(now)) {
        this.#goThrough(arrival, arrival.index, this.#broken());
      } else if (arrivedAt(now) < this.#of.parties || !this.#breakIfDead(now)) return now;
    }
    return undefined;
  }

  #wasReleased(moment: number, now: number): boolean {
    if (resetsAt(now) === resetsAt(moment)) return true;
    const end = this.#cells.load(brokenIn);
    // It was broken twice since then, and nobody knows any more: no round is said to be complete that perhaps was not.
    return resetsAt(end) === resetsAt(moment) && end !== moment;
  }

  /** Gives a wait up, which breaks the barrier; gives its number if all have arrived in the meantime. */
  leave(arrival: Arrival): number | undefined {
    this.#outside.delete(arrival);
    const isInside = arrival.stage === 'inside';
    for (let now = this.#look(arrival); now !== undefined; now = this.#look(arrival)) {
      if (this.#break(now)) arrival.stage = 'failed';
    }
    return isInside && arrival.stage === 'through' ? arrival.index : undefined;
  }

  /** False: it has changed. */
  #break(now: number): boolean {
    if (!this.#cells.swap(state, now, broken(now))) return false;
    this.#of._changed();
    return true;
  }

  /** The action was running in a thread that has died. False: it is alive. */
  #breakIfDead(full: number): boolean {
    const role = this.#cells.load(actor);
    if (role === 0 || !this.#isOver(role)) return false;
    this.#break(full);
    return true;
  }

  get #me(): number {
    return this.#agent === undefined ? here : lifeOf(this.#agent);
  }

  #isOver(role: number): boolean {
    return this.#agent !== undefined && isOver(this.#agent, role);
  }

  #broken(): BrokenBarrierError {
    return new BrokenBarrierError(
      `wait of ${this.#of.describe()}: it was aborted or reset, or somebody's time was over, or its action failed; ` +
        'reset() makes a broken one usable again',
    );
  }

  share(agent: Agent): void {
    this.#agent = agent;
    this.#cells.swap(actor, here, this.#me);
  }
}
