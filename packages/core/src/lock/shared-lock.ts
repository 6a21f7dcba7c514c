import type { Agent, Listener } from '../memory/agent.ts';
import { atomics } from '../memory/atomics.ts';
import { holderShift } from '../memory/graph.ts';
import { agentWords, lockWords, slotWords } from '../memory/layout.ts';
import {
  enterAsync,
  enterBlocked,
  isBlocked,
  isEmpty,
  leaveAsync,
  leaveBlocked,
  nextBlocked,
  othersWait,
  ringAll,
} from '../memory/wait-set.ts';

// The state word: the holder's slot, and two flags. 0 is a free lock for which nobody waits.
/** Somebody waits, so a release has to look for whom to wake. */
const waiting = 1;
/** A woken thread is on its way: another release need not wake one more. */
const woken = 2;
const flags = (1 << holderShift) - 1;

/** The holder of a lock that anybody may release: no holder's slot. */
export const somebody = 1;

/** How often a thread may pass the lock on among its own tasks while other threads wait. */
const passes = 32;

/** The tasks of this thread that wait for the lock, in order. */
export interface LocalWaiters {
  /** The slot of the one that is next; 0 if nobody waits. */
  next(): number;
  /** The next one has got the lock. */
  grant(): void;
}

/**
 * A lock in shared memory, as one thread works on it. Whoever comes first takes it; a release frees it, wakes one parked
 * thread, and rings the bell of every thread whose tasks wait.
 * Every atomic access is a step that shared-lock.explore.test.ts explores in all orders.
 */
export class SharedLock implements Listener {
  readonly slot: number;
  readonly #agent: Agent;
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #state: number;
  readonly #set: number;
  readonly #local: LocalWaiters;
  #passed = 0;
  #listening = false;

  constructor(agent: Agent, slot: number, local: LocalWaiters) {
    this.slot = slot;
    this.#agent = agent;
    this.#words = agent.memory.reach(slot);
    this.#state = slot * slotWords + lockWords.state;
    this.#set = slot * slotWords + lockWords.waiting;
    this.#local = local;
  }

  /** The slot of who holds it, 0 if it is free. */
  get holder(): number {
    return atomics.load(this.#words, this.#state) >>> holderShift;
  }

  /** Takes it for `holder` if it is free. */
  tryTake(holder: number): boolean {
    let state = atomics.compareExchange(this.#words, this.#state, 0, holder << holderShift);
    while (state !== 0) {
      if (state >>> holderShift !== 0) return false;
      const before = state;
      state = this.#swap(state, (holder << holderShift) | state);
      if (state === before) break;
      if (state === 0) return this.tryTake(holder);
    }
    this.#count(holder, 1);
    return true;
  }

  /** What the word was; it is `to` now if that was `from`. */
  #swap(from: number, to: number): number {
    return atomics.compareExchange(this.#words, this.#state, from, to);
  }

  /** A holder's slot goes to nobody else while it holds something. Only its own thread counts, so a plain write will do. */
  #count(holder: number, change: 1 | -1): void {
    if (holder !== somebody)
      this.#agent.memory.reach(holder)[holder * slotWords + agentWords.holds]! += change;
  }

  /**
   * Blocks the thread until it has the lock; false when the time is over. `beforeParking` is called before each sleep
   * and may throw: the wait is then given up.
   */
  takeBlocking(holder: number, remaining: () => number, beforeParking: () => void): boolean {
    if (this.tryTake(holder)) return true;
    const agent = this.#agent;
    enterBlocked(agent, this.#set);
    try {
      for (;;) {
        const state = atomics.load(this.#words, this.#state);
        if (state >>> holderShift === 0) {
          // It comes out of the slow path: the next release has to wake another.
          if (this.#swap(state, (holder << holderShift) | (state & ~woken)) !== state) continue;
          leaveBlocked(agent, this.#set);
          this.#count(holder, 1);
          return true;
        }
        if ((state & waiting) === 0) {
          this.#swap(state, state | waiting); // announced: now look again
          continue;
        }
        beforeParking();
        if (!agent.park(remaining()) && remaining() <= 0) break;
        this.#clearWoken();
      }
    } catch (error) {
      this.#giveUp();
      throw error;
    }
    this.#giveUp();
    return this.tryTake(holder);
  }

  /** Stops waiting; a wake-up that was on its way must serve somebody. */
  #giveUp(): void {
    leaveBlocked(this.#agent, this.#set);
    this.#clearWoken();
    this.#passOn();
  }

  #clearWoken(): void {
    for (;;) {
      const state = atomics.load(this.#words, this.#state);
      if ((state & woken) === 0 || this.#swap(state, state & ~woken) === state) return;
    }
  }

  /** Wakes a waiter of a lock that is free, in place of one that has given up. */
  #passOn(): void {
    for (;;) {
      const state = atomics.load(this.#words, this.#state);
      if (state >>> holderShift !== 0 || (state & woken) !== 0 || isEmpty(this.#agent, this.#set))
        return;
      if (this.#wake(state)) return;
    }
  }

  /** Leaves the lock free with a waiter on its way. False: the word has changed. */
  #wake(state: number): boolean {
    const thread = nextBlocked(this.#agent, this.#set, this.#agent.thread);
    if (this.#swap(state, thread < 0 ? waiting : waiting | woken) !== state) return false;
    if (thread >= 0) {
      this.#agent.unpark(thread);
      // It may have given up between the choice and its announcement: then nobody is on the way.
      if (!isBlocked(this.#agent, this.#set, thread)) {
        this.#clearWoken();
        this.#passOn();
      }
    } else if (nextBlocked(this.#agent, this.#set, 0) >= 0) {
      this.#passOn(); // it came between the choice and the announcement, and went to sleep on a held lock
    }
    ringAll(this.#agent, this.#set);
    return true;
  }

  /** Frees it, or passes it on to the next task of this thread. */
  release(holder: number): void {
    this.#count(holder, -1);
    const next = this.#local.next();
    if (next === 0) {
      if (this.#swap(holder << holderShift, 0) === holder << holderShift) return;
    } else if (!othersWait(this.#agent, this.#set)) {
      this.#passed = 0;
      this.#pass(next);
      return;
    } else if (this.#passed++ < passes) {
      this.#pass(next);
      return;
    }
    this.#passed = 0;
    this.#free(holder << holderShift);
  }

  #free(held: number): void {
    for (;;) {
      const state = atomics.load(this.#words, this.#state);
      if (isEmpty(this.#agent, this.#set)) {
        // "Somebody waits" goes first, then the bits are looked at again: one may have come that saw the flag.
        if (state !== held && this.#swap(state, held) !== state) continue;
        if (!isEmpty(this.#agent, this.#set)) atomics.or(this.#words, this.#state, waiting);
        else if (this.#swap(held, 0) === held) return;
      } else if ((state & woken) !== 0) {
        if (this.#swap(state, state & flags) === state) return;
      } else if (this.#wake(state)) {
        return;
      }
    }
  }

  /** The next task of this thread has it; the flags stay. */
  #pass(next: number): void {
    for (;;) {
      const state = atomics.load(this.#words, this.#state);
      if (this.#swap(state, (next << holderShift) | (state & flags)) === state) break;
    }
    this.#granted(next);
  }

  #granted(next: number): void {
    this.#count(next, 1);
    this.#local.grant();
    this.settle();
  }

  /** A task of this thread has joined its line: asks to be told of a release, and looks once more. */
  wait(): void {
    if (!this.#listening) {
      this.#listening = true;
      enterAsync(this.#agent, this.#set);
      this.#agent.listen(this);
    }
    this.look();
  }

  /** A task of this thread has left its line: asks no longer if it was the last. */
  settle(): void {
    if (!this.#listening || this.#local.next() !== 0) return;
    this.#listening = false;
    leaveAsync(this.#agent, this.#set);
    this.#agent.quiet(this);
  }

  /** The bell: takes the lock for the next task, if it is free. */
  look(): void {
    for (;;) {
      const next = this.#local.next();
      if (next === 0) return;
      const state = atomics.load(this.#words, this.#state);
      if (state >>> holderShift === 0) {
        if (this.#swap(state, (next << holderShift) | state) !== state) continue;
        this.#granted(next);
        return;
      }
      if ((state & waiting) !== 0 || this.#swap(state, state | waiting) === state) return;
    }
  }
}
