import { DeadlockError } from '../errors.ts';
import { thisAgent, agentIfAny, type Agent } from '../memory/agent.ts';
import { allocate, free } from '../memory/allocate.ts';
import { atomics } from '../memory/atomics.ts';
import { findDeadlock, holderShift, nameOf, publish, unpublish, waitOf } from '../memory/graph.ts';
import { agentWords, lockWords, slotWords } from '../memory/layout.ts';
import { dropName, writeName } from '../memory/name.ts';
import type { Operation } from '../operation/operation.ts';
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
    const here = agentIfAny();
    if (here !== undefined) ownOnly.register(lock, { agent: here, slot: share(lock, here) }, lock);
  });
}

/** Moves a lock into shared memory, with who holds it. */
function share(lock: Lock, agent: Agent): number {
  const slot = allocate(agent.memory, 1, 'lock');
  const words = agent.memory.reach(slot);
  words[slot * slotWords + lockWords.unowned] = lock.owned ? 0 : 1;
  if (lock.name !== undefined) {
    words[slot * slotWords + lockWords.name] = writeName(agent.memory, lock.name);
  }
  attach(lock, agent, slot);
  return slot;
}

function giveBack({ agent, slot }: { agent: Agent; slot: number }): void {
  const words = agent.memory.reach(slot);
  if (words[slot * slotWords + lockWords.state] !== 0) return;
  const name = words[slot * slotWords + lockWords.name]!;
  if (name !== 0) dropName(agent.memory, name);
  free(agent.memory, slot, 1);
}

function attach(lock: Lock, agent: Agent, slot: number): void {
  agent.known.set(slot, lock);
  lock._share((holder) => {
    if (holder !== undefined) {
      const holding = lock.owned ? agent.slotOf(holder) : somebody;
      const words = agent.memory.reach(Math.max(slot, holding));
      if (lock.owned) words[holding * slotWords + agentWords.holds]! += 1;
      words[slot * slotWords + lockWords.state] = holding << holderShift;
    }
    return new Half(lock, agent, slot);
  });
}

/** The lock in shared memory, with the record of who of this thread waits for it. */
class Half implements SharedHalf {
  readonly #agent: Agent;
  readonly #core: SharedLock;
  /** Who has an endless wait in the graph. */
  readonly #published = new Map<Wait, number>();
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
      this.#acquisition = atomics.add(this.#agent.words, at, 1) + 1;
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

  takeBlocking(who: Holder, remaining: () => number, wait: Wait): boolean {
    const holder = this.#agent.slotOf(who);
    let watched = wait.finite;
    try {
      const taken = this.#core.takeBlocking(this.#holding(who), remaining, () => {
        if (watched) return;
        watched = true;
        publish(this.#agent, holder, this.#core.slot, true);
        thisThread.blockedOn = wait;
        const cycle = findDeadlock(this.#agent, holder, true);
        if (cycle !== undefined) throw new DeadlockError(cycle);
      });
      return taken && this.#taken();
    } finally {
      if (watched && !wait.finite) {
        thisThread.blockedOn = undefined;
        unpublish(this.#agent, holder, true);
      }
    }
  }

  release(who: Holder): void {
    this.#core.release(this.#holding(who));
  }

  entered(): void {
    this.#core.wait();
  }

  left(wait: Wait): void {
    this.#unpublish(wait);
    this.#core.settle();
  }

  blocked(wait: Operation<Guard>, who: Holder): void {
    const holder = this.#agent.slotOf(who);
    this.#published.set(wait, holder);
    publish(this.#agent, holder, this.#core.slot, false);
    const cycle = findDeadlock(this.#agent, holder, false);
    if (cycle !== undefined) wait._giveUp(new DeadlockError(cycle));
  }

  #unpublish(wait: Wait): void {
    const holder = this.#published.get(wait);
    if (holder === undefined) return;
    this.#published.delete(wait);
    unpublish(this.#agent, holder, false);
  }
}
