import { agentIfAny, type Agent } from '../memory/agent.ts';
import { lockWords, slotWords } from '../memory/layout.ts';
import { allocateNamed, freeNamed } from '../memory/name.ts';
import { forgetTakenAt, writeTakenAt } from '../memory/taken-at.ts';
import { unlessFull } from '../memory/unless-full.ts';
import { takenAt } from '../wait/taken-at.ts';
import { registerKind, type Kind } from '../wire/kind.ts';
import { sharedKind } from '../wire/shared-kind.ts';
import { Half } from './half.ts';
import { Lock, onContended, type LockOptions } from './lock.ts';
import { RLock } from './rlock.ts';

interface LockHandle {
  name: string | undefined;
  owned: boolean;
  fair: boolean;
}

const kind: Kind<Lock> = /* @__PURE__ */ lockKind('lock', Lock);
const reentrantKind: Kind<RLock> = /* @__PURE__ */ lockKind('rlock', RLock);

function lockKind<T extends Lock>(id: string, type: new (options: LockOptions) => T): Kind<T> {
  return sharedKind<T, LockHandle>({
    id,
    block: 'lock',
    type,
    describe: ({ name, owned, fair }) => ({ name, owned, fair }),
    share,
    make({ name, owned, fair }, agent, slot) {
      const lock = new type(name === undefined ? { owned, fair } : { name, owned, fair });
      attach(lock, agent, slot);
      return lock;
    },
    busy(lock) {
      // Who has taken one that anybody may release cannot be known.
      if (lock.owned ? lock.holder !== undefined : lock.locked) return 'it is held';
      return lock._next === undefined ? undefined : 'a task waits for it';
    },
  });
}

/** Lets locks be handed to other threads. */
export function shareLocks(): void {
  registerKind(kind);
  registerKind(reentrantKind);
  onContended((lock) => {
    const agent = agentIfAny();
    if (agent !== undefined) unlessFull(() => share(lock, agent));
  });
}

/** Moves a lock into shared memory, with who holds it; if there is no room, nothing has changed. */
function share(lock: Lock, agent: Agent): number {
  const slot = allocateNamed(agent.memory, 'lock', lock.name);
  agent.memory.reach(slot)[slot * slotWords + lockWords.unowned] = lock.owned ? 0 : 1;
  // Before anybody looks for cycles, which sharing it may show.
  const { holder } = lock;
  const frames = holder && takenAt(lock, holder);
  if (frames !== undefined) {
    unlessFull(() => writeTakenAt(agent, slot, agent.slotOf(holder!), frames));
  }
  try {
    attach(lock, agent, slot);
  } catch (error) {
    if (frames !== undefined) forgetTakenAt(agent, slot);
    freeNamed(agent.memory, slot);
    throw error;
  }
  return slot;
}

function attach(lock: Lock, agent: Agent, slot: number): void {
  lock._share(() => new Half(lock, agent, slot));
  agent.known.set(slot, lock);
}
