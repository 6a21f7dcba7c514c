import { InvalidStateError } from '../errors.ts';
import type { Agent } from '../memory/agent.ts';
import type { Listener } from '../memory/bell.ts';
import { atomics } from '../memory/atomics.ts';
import {
  firstThread,
  slotWords,
  stateWords,
  threads,
  threadWords,
  waitedWords,
  waitSet,
} from '../memory/layout.ts';
import {
  enterAsync,
  enterBlocked,
  isBlocked,
  isListening,
  leaveAsync,
  leaveBlocked,
} from '../memory/wait-set.ts';

// A thread's word: how many of its waiters are signalled, how many are not, and which of those that had its number one
// after another the thread is. One word, because both counts change at one moment.
const most = 2 ** 14 - 1;
const waiterShift = 14;
const aWaiter = 1 << waiterShift;
const stampShift = 28;

function signalsIn(word: number): number {
  return word & most;
}

function waitersIn(word: number): number {
  return (word >>> waiterShift) & most;
}

/** Those who are counted, as signalled. */
function toSignals(word: number, count: number): number {
  return word - count * aWaiter + count;
}

/**
 * The waiters of a condition in shared memory, as one thread works on it: for each thread how many of its tasks wait, and
 * how many of those were signalled and have not seen it yet (a block of `tallySlots`, a word for each thread behind the
 * first slot). Which of its tasks are meant is the thread's own matter.
 *
 * Who begins to wait holds the lock, and so does who signals; only giving up, taking a signal and passing one on come at any
 * time. What a thread that has died did not take of its signals, those who look again after its death pass on.
 */
export class Signals implements Listener {
  readonly #agent: Agent;
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #slot: number;
  readonly #set: number;
  /** Of the first thread's word. */
  readonly #first: number;
  /** Which thread was signalled last. */
  readonly #last: number;
  /** The bits of all threads that ever waited, in two words. */
  readonly #ever: readonly number[];
  /** Lets so many tasks of this thread go on. Gives whether none is left. */
  readonly #serve: (count: number) => boolean;
  #announced = false;
  #listening = false;
  #blocking = false;

  constructor(agent: Agent, slot: number, serve: (count: number) => boolean) {
    this.#agent = agent;
    this.#words = agent.memory.reach(slot + threads / slotWords);
    this.#slot = slot * slotWords;
    this.#set = this.#slot + waitedWords.waiting;
    this.#first = this.#slot + slotWords;
    this.#last = this.#slot + stateWords[0]!;
    this.#ever = [this.#slot + stateWords[3]!, this.#slot + stateWords[4]!];
    this.#serve = serve;
  }

  /** A task of this thread, which holds the lock, begins to wait. @throws InvalidStateError if too many do. */
  enter(): void {
    this.look();
    this.#count(1);
    this.#listen();
  }

  /** So many tasks wait that did so before it was shared. */
  adopt(count: number): void {
    if (count === 0) return;
    this.#count(count);
    this.#listen();
  }

  /** The thread itself, which holds the lock, begins to wait. */
  enterBlocked(): void {
    this.look();
    this.#count(1);
    enterBlocked(this.#agent, this.#set);
  }

  #listen(): void {
    if (this.#listening) return;
    this.#listening = true;
    enterAsync(this.#agent, this.#set);
    this.#agent.bell.listen(this);
  }

  /** No task of this thread waits any more. */
  quiet(): void {
    if (!this.#listening) return;
    this.#listening = false;
    leaveAsync(this.#agent, this.#set);
    this.#agent.bell.quiet(this);
  }

  #count(waiters: number): void {
    const own = this.#agent.thread;
    if (!this.#announced) {
      this.#announced = true;
      // What stands there is of a thread that had this number before.
      this.#take(own, this.#load(own));
      atomics.or(this.#words, this.#ever[own >> 5]!, 1 << (own & 31));
    }
    for (;;) {
      const word = this.#load(own);
      if (waitersIn(word) + signalsIn(word) + waiters > most) {
        throw new InvalidStateError(
          `${most} tasks of this thread wait for a condition that is shared, which is as many as can; notify some first`,
        );
      }
      if (this.#swap(own, word, word + waiters * aWaiter)) return;
    }
  }

  /** The bell: lets those go on that were signalled. */
  look(): void {
    this.#clearDead();
    const own = this.#agent.thread;
    for (let word = this.#load(own); signalsIn(word) > 0; word = this.#load(own)) {
      const signals = signalsIn(word);
      if (!this.#isAlive(own, word)) return; // ended by force, it runs on: they are for others
      if (!this.#swap(own, word, word - signals)) continue;
      if (this.#serve(signals)) this.quiet();
      return;
    }
  }

  /** One of this thread's waiters gives up. False: there are signals to be taken first. */
  leave(): boolean {
    const own = this.#agent.thread;
    for (;;) {
      const word = this.#load(own);
      if (signalsIn(word) > 0) return !this.#isAlive(own, word);
      if (this.#swap(own, word, word - aWaiter)) return true;
    }
  }

  /** Blocks the thread, after `enterBlocked`, until it is signalled; false when the time is over. */
  block(remaining: () => number): boolean {
    this.#blocking = true;
    try {
      for (;;) {
        this.#clearDead();
        if (this.#takeOne()) return true;
        if (!this.#agent.park(remaining()) && remaining() <= 0) break;
      }
      while (!this.leave()) if (this.#takeOne()) return true;
      return false;
    } finally {
      this.#blocking = false;
      leaveBlocked(this.#agent, this.#set);
    }
  }

  /** Before the tasks of its thread: they could not go on while it is blocked. */
  #takeOne(): boolean {
    const own = this.#agent.thread;
    for (let word = this.#load(own); signalsIn(word) > 0; word = this.#load(own)) {
      if (!this.#isAlive(own, word)) return false; // as above
      if (this.#swap(own, word, word - 1)) return true;
    }
    return false;
  }

  /** Signals `count` of those who wait, thread after thread in turn. */
  notify(count: number): void {
    let left = count;
    let thread = atomics.load(this.#words, this.#last);
    let isOwn = false;
    for (let vain = 0; left > 0 && vain < threads;) {
      thread = this.#nextWaiting(thread);
      if (thread < 0) break;
      const signalled = this.#signal(thread, count === Infinity ? Infinity : 1);
      if (signalled === 0) {
        vain++;
        continue;
      }
      vain = 0;
      left -= signalled;
      atomics.store(this.#words, this.#last, thread);
      if (thread === this.#agent.thread && !this.#blocking) isOwn = true;
      else this.#call(thread);
    }
    if (isOwn) this.look();
  }

  /** The next thread with waiters that are not signalled; -1 if there is none. */
  #nextWaiting(after: number): number {
    const low = this.#waiting(0);
    const high = this.#waiting(1);
    if (low === 0 && high === 0) return -1;
    for (let step = 1; step <= threads; step++) {
      const thread = (after + step) % threads;
      if (((thread < 32 ? low : high) & (1 << (thread & 31))) === 0) continue;
      const word = this.#load(thread);
      if (waitersIn(word) > 0 && this.#isAlive(thread, word)) return thread;
    }
    return -1;
  }

  #waiting(half: number): number {
    const at = this.#set + half;
    return atomics.load(this.#words, at) | atomics.load(this.#words, at + waitSet.asyncLow);
  }

  /** Gives how many it has signalled. */
  #signal(thread: number, count: number): number {
    for (;;) {
      const word = this.#load(thread);
      const signalled = this.#isAlive(thread, word) ? Math.min(count, waitersIn(word)) : 0;
      if (signalled === 0) return 0;
      if (!this.#swap(thread, word, toSignals(word, signalled))) continue;
      // It may have died meanwhile, and everybody have looked after its death already.
      const now = this.#load(thread);
      if (!this.#isAlive(thread, now)) this.#clear(thread, now);
      return signalled;
    }
  }

  #call(thread: number): void {
    if (isBlocked(this.#agent, this.#set, thread)) this.#agent.unpark(thread);
    if (isListening(this.#agent, this.#set, thread)) this.#agent.ring(thread);
  }

  /** Passes on what dead threads were signalled and have not taken. */
  #clearDead(): void {
    for (let half = 0; half < 2; half++) {
      let bits = atomics.load(this.#words, this.#ever[half]!);
      while (bits !== 0) {
        const thread = half * 32 + 31 - Math.clz32(bits & -bits);
        bits &= bits - 1;
        if (thread === this.#agent.thread && this.#announced) continue;
        const word = this.#load(thread);
        if ((waitersIn(word) > 0 || signalsIn(word) > 0) && !this.#isAlive(thread, word)) {
          this.#clear(thread, word);
        }
      }
    }
  }

  #clear(thread: number, word: number): void {
    if (this.#take(thread, word) && signalsIn(word) > 0) this.notify(signalsIn(word));
  }

  /** Makes the word that of the thread which has this number now. */
  #take(thread: number, word: number): boolean {
    return this.#swap(thread, word, this.#stamp(thread) << stampShift);
  }

  #isAlive(thread: number, word: number): boolean {
    return word >>> stampShift === this.#stamp(thread);
  }

  #stamp(thread: number): number {
    const born = (firstThread + thread) * slotWords + threadWords.born;
    return atomics.load(this.#words, born) & 0xf;
  }

  #load(thread: number): number {
    return atomics.load(this.#words, this.#first + thread);
  }

  #swap(thread: number, from: number, to: number): boolean {
    return atomics.compareExchange(this.#words, this.#first + thread, from, to) === (from | 0);
  }
}
