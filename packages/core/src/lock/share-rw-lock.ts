import { agentIfAny, type Agent } from '../memory/agent.ts';
import { rwLockSlots } from '../memory/layout.ts';
import { allocateNamed, freeNamed } from '../memory/name.ts';
import { unlessFull } from '../memory/unless-full.ts';
import { registerKind, type Kind } from '../wire/kind.ts';
import { sharedKind } from '../wire/shared-kind.ts';
import { SharedCells } from './cells.ts';
import { RwHalf } from './rw-half.ts';
import { RwLock, useRwHalf } from './rw-lock.ts';

interface RwLockHandle {
  readonly name: string | undefined;
}

const kind: Kind<RwLock> = /* @__PURE__ */ sharedKind<RwLock, RwLockHandle>({
  id: 'rw-lock',
  block: 'rwLock',
  type: RwLock,
  describe: ({ name }) => ({ name }),
  share,
  make({ name }, agent, slot) {
    const lock = new RwLock(name === undefined ? {} : { name });
    attach(lock, agent, slot);
    return lock;
  },
  sides: (lock) => lock._sides,
  busy: (lock) => lock._busy,
});

/** Lets readers-writer locks be handed to other threads. */
export function shareRwLocks(): void {
  registerKind(kind);
  useRwHalf(RwHalf, (lock) => {
    const agent = agentIfAny();
    if (agent !== undefined) unlessFull(() => share(lock, agent));
  });
}

/** Moves a lock into shared memory, with who is in; if there is no room, nothing has changed. */
function share(lock: RwLock, agent: Agent): number {
  const slot = allocateNamed(agent.memory, 'rwLock', lock.name, rwLockSlots);
  try {
    lock._admit(agent);
  } catch (error) {
    freeNamed(agent.memory, slot);
    throw error;
  }
  attach(lock, agent, slot);
  return slot;
}

function attach(lock: RwLock, agent: Agent, slot: number): void {
  agent.known.set(slot, lock);
  lock._share(agent, slot, new SharedCells(agent, slot));
}
