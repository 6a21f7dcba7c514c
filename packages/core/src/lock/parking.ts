import type { Agent } from '../memory/agent.ts';
import type { Listener } from '../memory/bell.ts';
import { slotWords, waitedWords } from '../memory/layout.ts';
import {
  enterAsync,
  enterBlocked,
  isEmpty,
  leaveAsync,
  leaveBlocked,
  wakeAll,
  wakeSome,
} from '../memory/wait-set.ts';
import { platform } from '../realm.ts';
import { Claim, patience } from './claim.ts';
import { notYet } from './turn.ts';

/** Which of the tasks that wait could go on. */
export type Served = 'all' | 'some' | 'none';

/**
 * Where the tasks of this thread, or the thread as a whole, wait until something in shared memory has changed. They announce
 * themselves first and look then, so that whoever changes it and wakes afterwards has seen them. One that was woken in vain
 * for too long claims the next turn; after a death everybody looks again.
 */
export class Parking implements Listener {
  readonly slot: number;
  readonly #agent: Agent;
  readonly #set: number;
  readonly #claim: Claim;
  /** Serves the tasks of this thread that wait, as far as possible. */
  readonly #serve: () => Served;
  /** Takes back what the tasks of this thread that wait keep others from. True: there was something. */
  readonly #withdraw: () => boolean;
  /** Does whoever goes on take something from the others, so that there are turns? */
  readonly #inTurn: boolean;
  #listening = false;
  /** It is this that the thread blocks for: it may come itself when it is its turn. */
  #blocking = false;
  /** While the thread parks for something else: its tasks keep nobody from anything, and have to look again. */
  #isWithdrawn = false;
  /** When its tasks first looked in vain. */
  #vainSince = -1;

  constructor(
    agent: Agent,
    slot: number,
    inTurn: boolean,
    serve: () => Served,
    withdraw: () => boolean,
  ) {
    this.slot = slot;
    this.#agent = agent;
    this.#set = slot * slotWords + waitedWords.waiting;
    this.#claim = new Claim(agent, slot, slot * slotWords + waitedWords.claim);
    this.#inTurn = inTurn;
    this.#serve = serve;
    this.#withdraw = withdraw;
  }

  /** May this thread come now, or is it another's turn? */
  get isOpen(): boolean {
    return !this.#inTurn || this.#claim.isOpen;
  }

  /** A task of this thread waits: looks once more, now that others know. */
  entered(): void {
    if (!this.#listening) {
      this.#listening = true;
      enterAsync(this.#agent, this.#set);
      this.#agent.bell.listen(this);
    }
    this.look();
  }

  /** No task of this thread waits any more. */
  left(): void {
    if (!this.#listening) return;
    this.#listening = false;
    this.#vainSince = -1;
    leaveAsync(this.#agent, this.#set);
    this.#agent.bell.quiet(this);
    this.#unclaim();
  }

  /** The bell. */
  look(): void {
    if ((this.isOpen && this.#progress()) || !this.#inTurn) return;
    const now = platform().now();
    if (this.#vainSince < 0) this.#vainSince = now;
    if (now - this.#vainSince < patience || this.#claim.isSomebodys) return;
    if (this.#claim.make()) this.#progress(); // looks again, now that it is its turn
  }

  /** False: it was in vain. */
  #progress(): boolean {
    const served = this.#serve();
    if (served === 'none') return false;
    this.#vainSince = -1;
    if (served === 'all') this.left();
    else this.#unclaim();
    return true;
  }

  /**
   * Blocks the thread until `attempt` gives something; `notYet` when the time is over. `beforeParking` is called before each
   * sleep; it and `attempt` may throw: the wait is then given up.
   */
  block<T>(
    attempt: () => T | typeof notYet,
    remaining: () => number,
    beforeParking: () => void,
  ): T | typeof notYet {
    const patient = platform().now() + patience;
    let threw = true;
    this.#blocking = true;
    try {
      for (let woke = false; ; woke = true) {
        // First the bit, then the look: what changes after the look finds the bit.
        enterBlocked(this.#agent, this.#set);
        if (woke && this.#inTurn && platform().now() >= patient) this.#claim.make();
        const result = this.isOpen ? attempt() : notYet;
        if (result === notYet) {
          beforeParking();
          if (this.#agent.park(remaining()) || remaining() > 0) continue;
        }
        threw = false;
        return result;
      }
    } finally {
      this.#blocking = false;
      const isWoken = !leaveBlocked(this.#agent, this.#set);
      // Woken for something that it has not looked at, or did not take: not every other one may have a use for it.
      if (!this.#unclaim() && (isWoken || threw)) this.wake(Infinity);
    }
  }

  /** The thread parks for something else: it must not keep the turn from those for whom it may be waiting. */
  parks(): void {
    if (this.#blocking) return;
    this.#isWithdrawn = this.#withdraw();
    if (!this.#unclaim() && this.#isWithdrawn) this.wake(Infinity);
  }

  unparked(): void {
    if (this.#blocking || !this.#isWithdrawn) return;
    this.#isWithdrawn = false;
    this.look();
  }

  /** Its turn is over: the others may come. False: it was not its turn. */
  #unclaim(): boolean {
    if (!this.#claim.isMine) return false;
    this.#claim.drop();
    this.wake(Infinity);
    return true;
  }

  /**
   * Wakes every thread whose tasks wait, and of the parked ones as many as `count` things can be for, or more. One alone is
   * woken only if it has a use for the thing whichever it is.
   */
  wake(count: number): void {
    if (isEmpty(this.#agent, this.#set)) return;
    if (count === 1) wakeSome(this.#agent, this.#set, 1);
    else wakeAll(this.#agent, this.#set);
    this.#claim.call(this.#set);
  }
}
