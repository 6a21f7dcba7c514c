import { AbandonedLockError, DeadlockError } from '../errors.ts';
import type { Agent } from '../memory/agent.ts';
import { atomics } from '../memory/atomics.ts';
import { findDeadlock, nameOf, publish, unpublish, waitOf } from '../memory/graph.ts';
import { lockWords, slotWords } from '../memory/layout.ts';
import type { Pending } from '../operation/pending.ts';
import { unlessFull } from '../memory/unless-full.ts';
import { platform } from '../realm.ts';
import { thisThread, type Holder } from '../wait/holder.ts';
import type { Wait } from '../wait/wait.ts';
import type { Guard } from './guard.ts';
import type { Lock, SharedHalf } from './lock.ts';
import { SharedLock, somebody, type LocalWaiters } from './shared-lock.ts';

/** The lock in shared memory, with the record of who of this thread waits for it. */
export class Half implements SharedHalf, LocalWaiters {
  readonly #agent: Agent;
  readonly #core: SharedLock;
  /** The slots of those whose endless wait is in the graph: several may wait for one operation. */
  #published: Map<Wait, Set<number>> | undefined = undefined;
  readonly #lock: Lock;
  /** Counts acquisitions of a lock that anybody may release, so that a guard knows whether its own one still stands. */
  #acquisition: number;

  constructor(lock: Lock, agent: Agent, slot: number) {
    this.#agent = agent;
    this.#lock = lock;
    this.#acquisition = atomics.load(agent.words, slot * slotWords + lockWords.unowned);
    this.#core = new SharedLock(agent, slot, lock.fair, this);
  }

  next(): number {
    const wait = this.#lock._next;
    return wait === undefined ? 0 : this.#holding(wait.owner ?? thisThread);
  }

  grant(): void {
    this.#unpublish(this.#lock._next!);
    this.#taken();
    this.#lock._grant();
  }

  fail(holder: number): void {
    this.#lock._failAll(() => this.#abandoned('acquire of', holder));
  }

  get locked(): boolean {
    return this.#core.holder !== 0;
  }

  get abandoned(): boolean {
    return this.#core.deadHolder !== 0;
  }

  refusal(verb: string): AbandonedLockError | undefined {
    const holder = this.#core.deadHolder;
    return holder === 0 ? undefined : this.#abandoned(verb, holder);
  }

  #abandoned(verb: string, holder: number): AbandonedLockError {
    const name = nameOf(this.#agent, holder);
    return new AbandonedLockError(
      `${verb} ${this.#lock.describe()}: ${name} held it and has died, perhaps in the middle of a change; ` +
        'recover() takes the lock over',
      name,
    );
  }

  recover(who: Holder): boolean {
    return this.#core.recover(this.#agent.slotOf(who));
  }

  explain(): string | undefined {
    const holder = this.#core.holder;
    if (holder === 0) return undefined;
    if (holder === somebody) return 'somebody holds it';
    if (this.#agent.isDead(holder)) {
      return `${nameOf(this.#agent, holder)} held it and has died; recover() takes it over`;
    }
    const next = waitOf(this.#agent, holder);
    return `${nameOf(this.#agent, holder)} holds it${next === undefined ? '' : ` and waits for ${next}`}`;
  }

  /** As whom the state word shows it. */
  #holding(who: Holder): number {
    return this.#lock.owned ? this.#agent.slotOf(who) : somebody;
  }

  #taken(): true {
    if (!this.#lock.owned) {
      const at = this.#core.slot * slotWords + lockWords.unowned;
      this.#acquisition = atomics.add(this.#agent.words, at, 2) + 2; // odd, so that it never comes to 0
    }
    return true;
  }

  get stands(): boolean {
    if (this.#lock.owned) return true;
    const at = this.#core.slot * slotWords + lockWords.unowned;
    return this.locked && atomics.load(this.#agent.words, at) === this.#acquisition;
  }

  tryTake(who: Holder): boolean {
    if (this.#lock.owned) return this.#core.tryTake(this.#agent.slotOf(who));
    return this.#core.tryTake(somebody) && this.#taken();
  }

  takeBlocking(who: Holder, timeout: number): boolean {
    const holder = this.#agent.slotOf(who);
    const end = platform().now() + timeout;
    let published = false;
    try {
      const taken = this.#core.takeBlocking(
        this.#holding(who),
        () => end - platform().now(),
        () => {
          if (published || timeout !== Infinity) return;
          published = true;
          publish(this.#agent, holder, this.#core.slot, true);
          const cycle = findDeadlock(this.#agent, holder, true);
          if (cycle !== undefined) throw new DeadlockError(cycle);
        },
        (dead) => {
          throw this.#abandoned('acquireSync of', dead);
        },
      );
      return taken && this.#taken();
    } finally {
      if (published) unpublish(this.#agent, holder, true);
    }
  }

  release(who: Holder, mayPass: boolean): void {
    this.#core.release(this.#holding(who), mayPass);
  }

  admit(who: Holder): void {
    this.#holding(who);
  }

  entered(): void {
    this.#core.wait();
  }

  left(wait: Wait): void {
    this.#unpublish(wait);
    this.#core.settle();
  }

  blocked(wait: Pending<Guard>, who: Holder): void {
    const holder = unlessFull(() => this.#agent.slotOf(who));
    if (holder === undefined) return;
    this.#published ??= new Map();
    const holders = this.#published.get(wait) ?? new Set();
    this.#published.set(wait, holders.add(holder));
    publish(this.#agent, holder, this.#core.slot, false);
    const cycle = findDeadlock(this.#agent, holder, false);
    if (cycle !== undefined) wait._giveUp(new DeadlockError(cycle));
  }

  unblocked(wait: Wait, who: Holder): void {
    if (this.#published?.get(wait)?.delete(who.slot)) unpublish(this.#agent, who.slot, false);
  }

  #unpublish(wait: Wait): void {
    for (const holder of this.#published?.get(wait) ?? []) unpublish(this.#agent, holder, false);
    this.#published?.delete(wait);
  }
}
