import { InvalidStateError } from '../errors.ts';
import type { Agent } from '../memory/agent.ts';
import { atomics } from '../memory/atomics.ts';
import { firstThread, slotWords, stateWords, threads, threadWords } from '../memory/layout.ts';

/** A thread's number can be no greater. */
export const mostTallied = 0xffff;

/**
 * A number from 0 to 65535 for each thread, in the words behind something's first slot (a block of `tallySlots`). A thread's
 * number dies with it: beside it stands which of the threads that had its place one after another wrote it, and what another
 * one wrote counts as 0. Each change is one compare-and-exchange.
 *
 * Two of the words of state (`stateWords` 3 and 4) have a bit for each thread that ever had a number here, so that whoever
 * looks at all of them looks at few. A bit is set before the number, and stays.
 */
export class Tally {
  readonly #agent: Agent;
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #first: number;
  readonly #low: number;
  readonly #high: number;
  /** The bit of this thread is set. */
  #announced = false;

  constructor(agent: Agent, slot: number) {
    this.#agent = agent;
    this.#words = agent.memory.reach(slot + threads / slotWords);
    this.#first = (slot + 1) * slotWords;
    this.#low = slot * slotWords + stateWords[3]!;
    this.#high = slot * slotWords + stateWords[4]!;
  }

  /** This thread's number. */
  get own(): number {
    const word = atomics.load(this.#words, this.#first + this.#agent.thread);
    return word >>> 16 === (this.#agent.born & 0xffff) ? word & mostTallied : 0;
  }

  /** The number of a thread; 0 if it has died. */
  of(thread: number): number {
    const word = atomics.load(this.#words, this.#first + thread);
    if ((word & mostTallied) === 0) return 0;
    return word >>> 16 === this.#stamp(thread) ? word & mostTallied : 0;
  }

  /**
   * Changes this thread's number until nobody came between. Gives what it was; undefined, as soon as `to` says that it
   * cannot be done. @throws InvalidStateError if it would be too great.
   */
  changeOwn(to: (value: number) => number | undefined): number | undefined {
    if (!this.#announced) {
      this.#announce(this.#agent.thread);
      this.#announced = true;
    }
    return this.#change(this.#agent.thread, this.#agent.born & 0xffff, to);
  }

  /** The same with a thread's number. If that thread dies meanwhile, the change comes to nothing. */
  change(thread: number, to: (value: number) => number | undefined): number | undefined {
    this.#announce(thread);
    return this.#change(thread, this.#stamp(thread), to);
  }

  #change(
    thread: number,
    stamp: number,
    to: (value: number) => number | undefined,
  ): number | undefined {
    const index = this.#first + thread;
    for (;;) {
      const word = atomics.load(this.#words, index);
      const value = word >>> 16 === stamp ? word & mostTallied : 0;
      const next = to(value);
      if (next === undefined) return undefined;
      if (next < 0 || next > mostTallied) {
        throw new InvalidStateError(
          `a thread cannot be counted ${next} times in one place: from 0 to ${mostTallied} is what there is room for`,
        );
      }
      if (atomics.compareExchange(this.#words, index, word, (stamp << 16) | next) === word) {
        return value;
      }
    }
  }

  /** The next thread in turn after `after` whose number `fits`, 0 or not; -1 if there is none. */
  next(after: number, fits: (value: number) => boolean = isSome): number {
    const low = atomics.load(this.#words, this.#low);
    const high = atomics.load(this.#words, this.#high);
    if (low === 0 && high === 0) return -1;
    for (let step = 1; step <= threads; step++) {
      const thread = (after + step) % threads;
      const isThere = ((thread < 32 ? low : high) & (1 << (thread & 31))) !== 0;
      if (isThere && fits(this.of(thread))) return thread;
    }
    return -1;
  }

  /** Is any thread's number other than 0? They are not read at one moment. */
  get isSome(): boolean {
    for (let half = 0; half < 2; half++) {
      let bits = atomics.load(this.#words, half === 0 ? this.#low : this.#high);
      while (bits !== 0) {
        const lowest = 31 - Math.clz32(bits & -bits);
        bits &= bits - 1;
        if (this.of(half * 32 + lowest) !== 0) return true;
      }
    }
    return false;
  }

  /** All numbers together; they are not read at one moment. */
  get sum(): number {
    let sum = 0;
    for (let thread = 0; thread < threads; thread++) sum += this.of(thread);
    return sum;
  }

  #announce(thread: number): void {
    const index = thread < 32 ? this.#low : this.#high;
    const bit = 1 << (thread & 31);
    if ((atomics.load(this.#words, index) & bit) === 0) atomics.or(this.#words, index, bit);
  }

  #stamp(thread: number): number {
    const born = (firstThread + thread) * slotWords + threadWords.born;
    return atomics.load(this.#words, born) & 0xffff;
  }
}

function isSome(value: number): boolean {
  return value !== 0;
}
