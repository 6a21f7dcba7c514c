import { InvalidStateError } from '../errors.ts';
import type { Agent } from '../memory/agent.ts';
import { atomics } from '../memory/atomics.ts';
import { firstThread, slotWords, stateWords, threads, threadWords } from '../memory/layout.ts';

/** A thread's number can be no greater. */
export const mostTallied = 0xffff;

/**
 * A number from 0 to 65535 for each thread, in the words behind something's first slot (a block of `tallySlots`). A thread's
 * number dies with it: beside it stands which of the threads that had its place one after another wrote it, and what another
 * one wrote counts as 0. Each change is one compare-and-exchange, and only its own thread makes it.
 *
 * Two of the words of state (`stateWords` 3 and 4) have a bit for each thread that ever had a number here, so that whoever
 * looks at all of them looks at few. A bit is set before the number, and stays.
 */
export class Tally {
  readonly #agent: Agent;
  readonly #words: Int32Array<SharedArrayBuffer>;
  /** The words of the first thread, of this one, and those with the bits. */
  readonly #first: number;
  readonly #own: number;
  readonly #bits: readonly [low: number, high: number];
  /** The bit of this thread is set. */
  #announced = false;

  constructor(agent: Agent, slot: number) {
    this.#agent = agent;
    this.#words = agent.memory.reach(slot + threads / slotWords);
    this.#first = (slot + 1) * slotWords;
    this.#own = this.#first + agent.thread;
    const at = slot * slotWords;
    this.#bits = [at + stateWords[3]!, at + stateWords[4]!];
  }

  /**
   * Adds to this thread's number, or takes from it; gives what it was.
   * @throws InvalidStateError if it would be too great, or below 0: it is then as it was.
   */
  add(by: number): number {
    const { thread, born } = this.#agent;
    if (!this.#announced) {
      atomics.or(this.#words, this.#bits[thread < 32 ? 0 : 1], 1 << (thread & 31));
      this.#announced = true;
    }
    const stamp = born & 0xffff;
    for (;;) {
      const word = atomics.load(this.#words, this.#own);
      const value = word >>> 16 === stamp ? word & mostTallied : 0;
      const next = value + by;
      if (next < 0 || next > mostTallied) {
        throw new InvalidStateError(
          `a thread cannot be counted ${next} times in one place: there is room for 0 to ${mostTallied}`,
        );
      }
      const to = (stamp << 16) | next;
      if (atomics.compareExchange(this.#words, this.#own, word, to) === word) return value;
    }
  }

  /** Is any thread's number other than 0? They are not read at one moment. */
  get isSome(): boolean {
    for (let half = 0; half < 2; half++) {
      let bits = atomics.load(this.#words, this.#bits[half]!);
      while (bits !== 0) {
        const lowest = 31 - Math.clz32(bits & -bits);
        bits &= bits - 1;
        if (this.#of(half * 32 + lowest) !== 0) return true;
      }
    }
    return false;
  }

  /** All numbers together; they are not read at one moment. */
  get sum(): number {
    let sum = 0;
    for (let thread = 0; thread < threads; thread++) sum += this.#of(thread);
    return sum;
  }

  #of(thread: number): number {
    const word = atomics.load(this.#words, this.#first + thread);
    if ((word & mostTallied) === 0) return 0;
    const born = (firstThread + thread) * slotWords + threadWords.born;
    const stamp = atomics.load(this.#words, born) & 0xffff;
    return word >>> 16 === stamp ? word & mostTallied : 0;
  }
}
