import { DeadlockError, MemoryFullError } from '../errors.ts';
import { thisAgent, agentIfAny, type Agent } from '../memory/agent.ts';
import { atomics } from '../memory/atomics.ts';
import { findDeadlock, nameOf, publish, unpublish, waitOf } from '../memory/graph.ts';
import { lockWords, slotWords } from '../memory/layout.ts';
import { allocateNamed, freeNamed } from '../memory/name.ts';
import type { Pending } from '../operation/pending.ts';
import { platform } from '../realm.ts';
import { thisThread, type Holder } from '../wait/holder.ts';
import type { Wait } from '../wait/wait.ts';
import { registerKind, type Kind } from '../wire/kind.ts';
import type { Guard } from './guard.ts';
import { Lock, onContended, type SharedHalf } from './lock.ts';
import { SharedLock, somebody } from './shared-lock.ts';

interface LockHandle {
  slot: number;
  name: string | undefined;
  owned: boolean;
}

/** Locks that were shared for the graph's sake only: no other thread knows them, so their slots come back with them. */
const ownOnly = /* @__PURE__ */ new FinalizationRegistry<{ agent: Agent; slot: number }>(giveBack);

const kind: Kind<Lock> = {
  id: 'lock',
  type: Lock,
  toHandle: (lock): LockHandle => {
    const here = thisAgent();
    const slot = here.known.slotOf(lock) ?? share(lock, here);
    ownOnly.unregister(lock);
    return { slot, name: lock.name, owned: lock.owned };
  },
  fromHandle: ({ slot, name, owned }: LockHandle): Lock => {
    const here = thisAgent();
    here.memory.check(slot, 'lock');
    const there = here.known.get(slot);
    if (there !== undefined) return there as Lock;
    const lock = new Lock(name === undefined ? { owned } : { name, owned });
    attach(lock, here, slot);
    return lock;
  },
};

/** Lets locks be handed to other threads. */
export function shareLocks(): void {
  registerKind(kind);
  onContended((lock) => {
    const agent = agentIfAny();
    if (agent === undefined) return;
    const slot = unlessFull(() => share(lock, agent));
    if (slot !== undefined) ownOnly.register(lock, { agent, slot }, lock);
  });
}

/** For what only serves the graph: a wait that it cannot show still ends as any other. */
function unlessFull<T>(step: () => T): T | undefined {
  try {
    return step();
  } catch (error) {
    if (error instanceof MemoryFullError) return undefined;
    throw error;
  }
}

/** Moves a lock into shared memory, with who holds it; if there is no room, nothing has changed. */
function share(lock: Lock, agent: Agent): number {
  const slot = allocateNamed(agent.memory, 'lock', lock.name);
  agent.memory.reach(slot)[slot * slotWords + lockWords.unowned] = lock.owned ? 0 : 1;
  try {
    attach(lock, agent, slot);
  } catch (error) {
    freeNamed(agent.memory, slot);
    throw error;
  }
  return slot;
}

function giveBack({ agent, slot }: { agent: Agent; slot: number }): void {
  const held = agent.memory.reach(slot)[slot * slotWords + lockWords.state] !== 0;
  if (!held) freeNamed(agent.memory, slot);
}

function attach(lock: Lock, agent: Agent, slot: number): void {
  lock._share(() => new Half(lock, agent, slot));
  agent.known.set(slot, lock);
}

/** The lock in shared memory, with the record of who of this thread waits for it. */
class Half implements SharedHalf {
  readonly #agent: Agent;
  readonly #core: SharedLock;
  /** The slots of those whose endless wait is in the graph: several may wait for one operation. */
  readonly #published = new Map<Wait, Set<number>>();
  readonly #lock: Lock;
  /** Counts acquisitions of a lock that anybody may release, so that a guard knows whether its own one still stands. */
  #acquisition: number;

  constructor(lock: Lock, agent: Agent, slot: number) {
    this.#agent = agent;
    this.#lock = lock;
    this.#acquisition = atomics.load(agent.words, slot * slotWords + lockWords.unowned);
    this.#core = new SharedLock(agent, slot, {
      next: () => {
        const wait = lock._next;
        return wait === undefined ? 0 : this.#holding(wait.owner ?? thisThread);
      },
      grant: () => {
        this.#unpublish(lock._next!);
        this.#taken();
        lock._grant();
      },
    });
  }

  get locked(): boolean {
    return this.#core.holder !== 0;
  }

  explain(): string | undefined {
    const holder = this.#core.holder;
    if (holder === 0) return undefined;
    if (holder === somebody) return 'somebody holds it';
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
    return this.#core.tryTake(this.#holding(who)) && this.#taken();
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
      );
      return taken && this.#taken();
    } finally {
      if (published) unpublish(this.#agent, holder, true);
    }
  }

  release(who: Holder): void {
    this.#core.release(this.#holding(who));
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
    const holders = this.#published.get(wait) ?? new Set();
    this.#published.set(wait, holders.add(holder));
    publish(this.#agent, holder, this.#core.slot, false);
    const cycle = findDeadlock(this.#agent, holder, false);
    if (cycle !== undefined) wait._giveUp(new DeadlockError(cycle));
  }

  unblocked(wait: Wait, who: Holder): void {
    if (this.#published.get(wait)?.delete(who.slot)) unpublish(this.#agent, who.slot, false);
  }

  #unpublish(wait: Wait): void {
    for (const holder of this.#published.get(wait) ?? []) unpublish(this.#agent, holder, false);
    this.#published.delete(wait);
  }
}
