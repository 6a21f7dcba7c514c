import { DeadlockError } from '../errors.ts';
import type { Agent } from '../memory/agent.ts';
import { findDeadlock, publish, unpublish } from '../memory/graph.ts';
import { unlessFull } from '../memory/unless-full.ts';
import type { Holder } from '../wait/holder.ts';

/** What stands for one wait of this thread, as long as it lasts. */
export type Wish = object;

/** The endless waits of this thread for one readers-writer lock, as the graph between threads shows them. */
export class ShownWaits {
  readonly #agent: Agent;
  readonly #slot: number;
  /** The slots of those who wait: several may wait for one operation. */
  readonly #tasks = new Map<Wish, Set<number>>();
  /** The slot of whoever blocks the thread; 0 if nobody does. */
  #blocker = 0;

  constructor(agent: Agent, slot: number) {
    this.#agent = agent;
    this.#slot = slot;
  }

  /** `who` can do nothing before its wish is fulfilled. */
  blocked(wish: Wish, who: Holder): DeadlockError | undefined {
    const holder = unlessFull(() => this.#agent.slotOf(who));
    if (holder === undefined) return undefined;
    const holders = this.#tasks.get(wish) ?? new Set();
    this.#tasks.set(wish, holders.add(holder));
    return this.#show(holder, false);
  }

  unblocked(wish: Wish, who: Holder): void {
    if (this.#tasks.get(wish)?.delete(who.slot)) unpublish(this.#agent, who.slot, false);
  }

  /** The wish is fulfilled, or is none any more. */
  forget(wish: Wish): void {
    if (this.#tasks.size === 0) return;
    for (const holder of this.#tasks.get(wish) ?? []) unpublish(this.#agent, holder, false);
    this.#tasks.delete(wish);
  }

  /** The thread is about to stop for `who`. */
  parks(who: Holder): DeadlockError | undefined {
    if (this.#blocker !== 0) return undefined;
    this.#blocker = this.#agent.slotOf(who);
    return this.#show(this.#blocker, true);
  }

  /** It goes on. */
  parked(): void {
    if (this.#blocker === 0) return;
    unpublish(this.#agent, this.#blocker, true);
    this.#blocker = 0;
  }

  /** The wish may be fulfilled at any moment: gives what `showAgain` needs if it is not. */
  hide(wish: Wish, blocking: boolean): Set<number> | undefined {
    if (blocking) this.parked(); // shown again before the thread parks again
    if (this.#tasks.size === 0) return undefined;
    const holders = this.#tasks.get(wish);
    this.forget(wish);
    return holders;
  }

  /** @throws DeadlockError if a cycle has closed meanwhile. */
  showAgain(wish: Wish, holders: Set<number>): void {
    this.#tasks.set(wish, holders);
    for (const holder of holders) {
      const error = this.#show(holder, false);
      if (error === undefined) continue;
      this.forget(wish);
      throw error;
    }
  }

  #show(holder: number, blocking: boolean): DeadlockError | undefined {
    publish(this.#agent, holder, this.#slot, blocking);
    const cycle = findDeadlock(this.#agent, holder, blocking);
    return cycle === undefined ? undefined : new DeadlockError(cycle);
  }
}
