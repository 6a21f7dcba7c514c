import type { Agent } from '../memory/agent.ts';
import type { Listener } from '../memory/bell.ts';
import { atomics, linger, pauses } from '../memory/atomics.ts';
import {
  agentWords,
  holderShift,
  lockWords,
  slotWords,
  stopState,
  threadWords,
} from '../memory/layout.ts';
import {
  enterAsync,
  enterBlocked,
  isBlocked,
  isEmpty,
  leaveAsync,
  leaveBlocked,
  isWaiting,
  nextBlocked,
  nextWaiting,
  othersWait,
  ringAll,
} from '../memory/wait-set.ts';
import { platform } from '../realm.ts';
import { Claim, patience } from './claim.ts';

// The state word: the holder's slot, and two flags. 0 is a free lock, or one whose next taker is on its way.
/**
 * Somebody sleeps, so a release has to wake one. It takes the flag away with it, so that the next releases are free of that;
 * whoever was woken puts it back: when it takes the lock and others wait, and before it sleeps again.
 */
const waiting = 1;
/** It is somebody's turn, see claim.ts. */
const claimed = 4;
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
  /** The holder, whose slot it was, has died: nobody will get it. */
  fail(holder: number): void;
}

/**
 * A lock in shared memory, as one thread works on it. Whoever comes first takes it; a release frees it, wakes one parked
 * thread, and rings the bell of every thread whose tasks wait. One that has waited too long comes next; a fair lock is
 * handed to each waiting thread in turn.
 *
 * Whoever dies leaves the word as it is: what a dead one holds is abandoned, and whom it was to wake looks by itself, for
 * every thread looks again after a death (`Agent.bury`).
 * Every atomic access is a step that shared-lock.explore.test.ts explores in all orders.
 */
export class SharedLock implements Listener {
  readonly slot: number;
  readonly #agent: Agent;
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #state: number;
  readonly #set: number;
  /** The word that tells this thread to stop: looked at here, for that is where it has to be quick. */
  readonly #stop: number;
  readonly #claim: Claim;
  readonly #fair: boolean;
  readonly #local: LocalWaiters;
  #passed = 0;
  #listening = false;
  /** It is this that the thread blocks for: it may come itself when it is its turn. */
  #blocking = false;
  /** When this thread's tasks were first rung in vain. */
  #vainSince = -1;

  constructor(agent: Agent, slot: number, fair: boolean, local: LocalWaiters) {
    this.slot = slot;
    this.#agent = agent;
    this.#words = agent.memory.reach(slot);
    this.#state = slot * slotWords + lockWords.state;
    this.#set = slot * slotWords + lockWords.waiting;
    this.#stop = agent.slot * slotWords + threadWords.stop;
    this.#claim = new Claim(agent, slot, slot * slotWords + lockWords.claim);
    this.#fair = fair;
    this.#local = local;
  }

  /** The slot of who holds it, 0 if it is free. */
  get holder(): number {
    return atomics.load(this.#words, this.#state) >>> holderShift;
  }

  /** The slot of the dead one who holds it, else 0. */
  get deadHolder(): number {
    const { holder } = this;
    return this.#isAbandoned(holder) ? holder : 0;
  }

  #isDead(holder: number): boolean {
    return holder > somebody && this.#agent.isDead(holder);
  }

  /**
   * Did it hold it when it died? It may have released it and ended between two looks, and its slot be another's by now, who
   * has taken it.
   */
  #isAbandoned(holder: number): boolean {
    return this.#isDead(holder) && this.holder === holder && this.#isDead(holder);
  }

  /** Takes it for `holder` if it is free. */
  tryTake(holder: number): boolean {
    // One that was ended by force, and runs on, takes nothing any more: it stops here, and leaves a free lock free.
    if (this.#words[this.#stop] !== stopState.none) this.#agent.goesOn();
    const state = this.#swap(0, holder << holderShift);
    if (state !== 0 && !this.#tryTakeFlagged(holder, state)) return false;
    this.#count(holder, 1);
    return true;
  }

  #tryTakeFlagged(holder: number, seen: number): boolean {
    let state = seen;
    while (this.#isOpen(state)) {
      if (this.#take(state, (holder << holderShift) | (state & ~claimed))) return true;
      state = atomics.load(this.#words, this.#state);
    }
    return false;
  }

  /** Takes it as it was seen open. False: it has changed. */
  #take(state: number, taken: number): boolean {
    if (this.#swap(state, taken) !== state) return false;
    if ((state & claimed) === 0) return true;
    if (this.#claim.isOpen) {
      this.#claim.drop();
      return true;
    }
    // The turn that it saw was over before it came, and the word is the same again because it is the next one's.
    for (let now = taken; !this.#freeForClaimant(now);)
      now = atomics.load(this.#words, this.#state);
    return false;
  }

  /** Free, and not another's turn. */
  #isOpen(state: number): boolean {
    return state >>> holderShift === 0 && ((state & claimed) === 0 || this.#claim.isOpen);
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

  /** Takes it over from a dead one. False: it is free, or somebody alive has it. */
  recover(holder: number): boolean {
    this.#agent.goesOn();
    for (;;) {
      const state = atomics.load(this.#words, this.#state);
      if (!this.#isDead(state >>> holderShift)) return false;
      if (this.#swap(state, (holder << holderShift) | (state & flags)) !== state) continue;
      this.#count(holder, 1);
      this.#agent.lostHold(state >>> holderShift);
      return true;
    }
  }

  /**
   * Blocks the thread until it has the lock; false when the time is over. `beforeParking` is called before each sleep,
   * `abandoned` when the holder has died; both may throw: the wait is then given up.
   */
  takeBlocking(
    holder: number,
    remaining: () => number,
    beforeParking: () => void,
    abandoned: (holder: number) => void,
  ): boolean {
    if (this.tryTake(holder) || (!this.#fair && this.#spin(holder))) return true;
    const agent = this.#agent;
    const patient = platform().now() + patience;
    let woke = false;
    this.#blocking = true;
    enterBlocked(agent, this.#set);
    try {
      for (;;) {
        const state = atomics.load(this.#words, this.#state);
        if (this.#isOpen(state)) {
          if (!this.#takeInTurn(holder, state)) continue;
          leaveBlocked(agent, this.#set);
          this.#count(holder, 1);
          return true;
        }
        if (this.#isAbandoned(state >>> holderShift)) abandoned(state >>> holderShift);
        if ((state & waiting) === 0) {
          this.#setFlag(waiting); // now look again
          continue;
        }
        if (!this.#fair && woke && (state & claimed) === 0 && platform().now() >= patient) {
          if (this.#claim.make()) this.#setFlag(claimed); // now look again
          woke = false;
          continue;
        }
        beforeParking();
        // A fair lock is on its way to one that stands in line, so this one looks for it a while before it sleeps.
        if (!agent.park(remaining(), this.#fair) && remaining() <= 0) break;
        woke = true;
      }
    } catch (error) {
      this.#giveUp();
      throw error;
    } finally {
      this.#blocking = false;
    }
    this.#giveUp();
    return this.tryTake(holder);
  }

  /**
   * What a lock guards takes often less than it takes to park. The looks become rare, for each takes the word away from the
   * one that uses it.
   */
  #spin(holder: number): boolean {
    for (const pause of pauses) {
      linger(pause);
      const state = atomics.load(this.#words, this.#state);
      if (state >>> holderShift === 0 && this.tryTake(holder)) return true;
    }
    return false;
  }

  /** Takes it for one that stood in line: the next release has to wake another, if others do. */
  #takeInTurn(holder: number, state: number): boolean {
    const flag = (state & waiting) !== 0 || othersWait(this.#agent, this.#set) ? waiting : 0;
    return this.#take(state, (holder << holderShift) | flag);
  }

  /**
   * Gives what the word was. A swap would fail again and again against one who takes the lock and releases it all the time.
   */
  #setFlag(flag: number): number {
    return atomics.or(this.#words, this.#state, flag);
  }

  /** Stops waiting; a wake-up that was on its way must serve somebody. */
  #giveUp(): void {
    leaveBlocked(this.#agent, this.#set);
    this.#unclaim();
    this.#passOn();
  }

  #unclaim(): boolean {
    if (!this.#claim.isMine) return false;
    // The flag first: once the turn is nobody's, it may be set for the next one.
    atomics.and(this.#words, this.#state, ~claimed);
    this.#claim.drop();
    return true;
  }

  /** Wakes a waiter of a lock that is free, in place of one that has given up. */
  #passOn(): void {
    for (;;) {
      const state = atomics.load(this.#words, this.#state);
      if (state >>> holderShift !== 0 || isEmpty(this.#agent, this.#set)) return;
      if ((state & claimed) !== 0) {
        if (this.#isNobodys(state)) continue;
        this.#claim.call(this.#set);
        return;
      }
      if (this.#wake(state)) return;
    }
  }

  /** Leaves the lock free with a waiter on its way. False: the word has changed. */
  #wake(state: number): boolean {
    const thread = nextBlocked(this.#agent, this.#set, this.#agent.thread);
    // A fair lock keeps the flag: whoever comes first may take it once, and then passes it on in turn.
    if (this.#swap(state, this.#fair ? waiting : 0) !== state) return false;
    if (thread >= 0) {
      this.#agent.unpark(thread);
      // It may have given up between the choice and its announcement: then nobody is on the way.
      if (!isBlocked(this.#agent, this.#set, thread)) this.#passOn();
    } else if (nextBlocked(this.#agent, this.#set, 0) >= 0) {
      this.#passOn(); // it came between the choice and the announcement, and went to sleep on a held lock
    }
    ringAll(this.#agent, this.#set);
    return true;
  }

  /** Frees it, or passes it on to the next task of this thread, unless the thread is about to block. */
  release(holder: number, mayPass: boolean): void {
    this.#count(holder, -1);
    const next = this.#local.next();
    const held = holder << holderShift;
    if (next === 0) {
      const state = this.#swap(held, 0);
      if (state !== held) this.#free(held, state);
      return;
    }
    const others = othersWait(this.#agent, this.#set);
    if (mayPass && (!others || (!this.#fair && this.#passed++ < passes))) {
      if (!others) this.#passed = 0;
      this.#pass(next);
      return;
    }
    this.#passed = 0;
    this.#free(held, atomics.load(this.#words, this.#state));
  }

  /** Frees a lock for which somebody waits. */
  #free(held: number, seen: number): void {
    for (let state = seen; ; state = atomics.load(this.#words, this.#state)) {
      if ((state & claimed) !== 0) {
        if (this.#isNobodys(state)) continue;
        if (this.#swap(state, state & flags) !== state) continue;
        this.#claim.call(this.#set);
        return;
      }
      if (this.#fair && othersWait(this.#agent, this.#set)) {
        if (this.#handOver(state)) return;
      } else if (isEmpty(this.#agent, this.#set)) {
        // "Somebody waits" goes first, then the bits are looked at again: one may have come that saw the flag.
        if (state !== held && this.#swap(state, held) !== state) continue;
        if (!isEmpty(this.#agent, this.#set)) this.#setFlag(waiting);
        else if (this.#swap(held, 0) === held) return;
      } else if (this.#wake(state)) {
        return;
      }
    }
  }

  /** The flag of a claim that was given up is still there: takes it away. */
  #isNobodys(state: number): boolean {
    if (!this.#claim.takeOver()) return false;
    // While the turn is this thread's, nobody else comes and none is given. Else the word may be the same again because
    // turns have come and gone, and the flag be the next one's.
    if (atomics.load(this.#words, this.#state) === state && this.#claim.isMine) {
      this.#swap(state, state & ~claimed);
    }
    this.#claim.drop();
    return true;
  }

  /** Frees it for the thread whose turn it is. False: the word has changed, or nobody waits any more. */
  #handOver(state: number): boolean {
    for (;;) {
      const thread = nextWaiting(this.#agent, this.#set, this.#agent.thread);
      if (thread < 0) return false;
      this.#claim.give(thread);
      // If it has given up before it could see that, it is another's turn. (Asked while the lock is held: once it is free,
      // the turn may have come and gone, and be another one of that thread.)
      if (isWaiting(this.#agent, this.#set, thread)) break;
    }
    return this.#freeForClaimant(state);
  }

  /** Frees it for the thread that claims it. False: the word has changed. */
  #freeForClaimant(state: number): boolean {
    if (this.#swap(state, (state & flags) | waiting | claimed) !== state) return false;
    this.#claim.call(this.#set);
    // It may have given up, and the turn with it, before that was announced.
    if (!this.#claim.isSomebodys) this.#passOn();
    return true;
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
    this.#vainSince = -1;
    this.#local.grant();
    this.settle();
  }

  /** A task of this thread has joined its line: asks to be told of a release, and looks once more. */
  wait(): void {
    if (!this.#listening) {
      this.#listening = true;
      enterAsync(this.#agent, this.#set);
      this.#agent.bell.listen(this);
    }
    this.look();
  }

  /** A task of this thread has left its line: asks no longer if it was the last. */
  settle(): void {
    if (!this.#listening || this.#local.next() !== 0) return;
    this.#listening = false;
    this.#vainSince = -1;
    leaveAsync(this.#agent, this.#set);
    this.#agent.bell.quiet(this);
    if (this.#unclaim()) this.#passOn();
  }

  /** The bell: takes the lock for the next task, if it is free. */
  look(): void {
    for (;;) {
      const next = this.#local.next();
      if (next === 0) return;
      const state = atomics.load(this.#words, this.#state);
      if (this.#isOpen(state)) {
        if (!this.#takeInTurn(next, state)) continue;
        this.#granted(next);
        return;
      }
      if (this.#isAbandoned(state >>> holderShift)) {
        this.#local.fail(state >>> holderShift);
        this.settle();
        return;
      }
      if ((state & waiting) === 0 && this.#setFlag(waiting) !== state) continue;
      if (this.#fair || (state & claimed) !== 0) return; // a fair lock comes to each in turn
      if (!this.#isImpatient() || !this.#claim.make()) return;
      this.#setFlag(claimed); // now look again
    }
  }

  /** The thread parks for something else: it must not keep the turn from those for whom it may be waiting, nor be given it. */
  parks(): void {
    if (this.#blocking) return;
    if (this.#fair) leaveAsync(this.#agent, this.#set);
    if (this.#unclaim()) this.#passOn();
  }

  unparked(): void {
    if (this.#blocking || !this.#fair) return;
    enterAsync(this.#agent, this.#set);
    this.look();
  }

  /** Have its tasks waited too long? */
  #isImpatient(): boolean {
    const now = platform().now();
    if (this.#vainSince < 0) this.#vainSince = now;
    return now - this.#vainSince >= patience;
  }
}
