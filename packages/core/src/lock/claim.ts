import type { Agent } from '../memory/agent.ts';
import { atomics } from '../memory/atomics.ts';
import { isBlocked } from '../memory/wait-set.ts';

/** How long a thread waits, in milliseconds, before being woken in vain makes it the next one: Go's rule. */
export let patience = 1;

/** For tests. */
export function setPatience(ms: number): void {
  patience = ms;
}

/**
 * Whose turn it is: a thread that has waited too long, or to which a lock is handed over. While one claims it, nobody else
 * may come first. One word: the thread's number + 1; 0: whoever comes.
 */
export class Claim {
  readonly #agent: Agent;
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #index: number;
  readonly #me: number;

  constructor(agent: Agent, slot: number, index: number) {
    this.#agent = agent;
    this.#words = agent.memory.reach(slot);
    this.#index = index;
    this.#me = agent.thread + 1;
  }

  /** May this thread come now? */
  get isOpen(): boolean {
    const claimant = atomics.load(this.#words, this.#index);
    return claimant === 0 || claimant === this.#me;
  }

  get isSomebodys(): boolean {
    return atomics.load(this.#words, this.#index) !== 0;
  }

  get isMine(): boolean {
    return atomics.load(this.#words, this.#index) === this.#me;
  }

  /** Makes it this thread's turn. False: it is another's. */
  make(): boolean {
    const before = atomics.compareExchange(this.#words, this.#index, 0, this.#me);
    return before === 0 || before === this.#me;
  }

  /** Makes a turn that is nobody's this thread's. False: it is somebody's. */
  takeOver(): boolean {
    return atomics.compareExchange(this.#words, this.#index, 0, this.#me) === 0;
  }

  /** Makes it the turn of a thread that waits. */
  give(thread: number): void {
    atomics.store(this.#words, this.#index, thread + 1);
  }

  /** Its turn has come, or it waits no longer. */
  drop(): void {
    atomics.compareExchange(this.#words, this.#index, this.#me, 0);
  }

  /** Tells the one whose turn it is to look: parked, or in its event loop. */
  call(set: number): void {
    const thread = atomics.load(this.#words, this.#index) - 1;
    if (thread < 0) return;
    if (isBlocked(this.#agent, set, thread)) this.#agent.unpark(thread);
    else this.#agent.ring(thread);
  }
}
