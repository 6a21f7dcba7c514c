import { thisAgent, agentIfAny, type Agent } from '../memory/agent.ts';
import { lockWords, slotWords } from '../memory/layout.ts';
import { allocateNamed, freeNamed } from '../memory/name.ts';
import { registerKind, type Kind } from '../wire/kind.ts';
import { Half, unlessFull } from './half.ts';
import { Lock, onContended } from './lock.ts';

interface LockHandle {
  slot: number;
  name: string | undefined;
  owned: boolean;
  fair: boolean;
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
    return { slot, name: lock.name, owned: lock.owned, fair: lock.fair };
  },
  fromHandle: ({ slot, name, owned, fair }: LockHandle): Lock => {
    const here = thisAgent();
    here.memory.check(slot, 'lock');
    const there = here.known.get(slot);
    if (there !== undefined) return there as Lock;
    const lock = new Lock(name === undefined ? { owned, fair } : { name, owned, fair });
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
