import type { Agent } from '../memory/agent.ts';
import { tallySlots } from '../memory/layout.ts';
import { allocateNamed, freeNamed } from '../memory/name.ts';
import { registerKind, type Kind } from '../wire/kind.ts';
import { sharedKind } from '../wire/shared-kind.ts';
import { Condition } from './condition.ts';
import type { Lock } from './lock.ts';
import { Signals } from './signals.ts';

const kind: Kind<Condition> = /* @__PURE__ */ sharedKind<Condition, { name: string | undefined }>({
  id: 'condition',
  block: 'condition',
  type: Condition,
  describe: ({ name }) => ({ name }),
  // Whoever waits or notifies needs its lock.
  parts: ({ lock }) => [lock],
  share(condition, agent) {
    const slot = allocateNamed(agent.memory, 'condition', condition.name, tallySlots);
    try {
      attach(condition, agent, slot);
    } catch (error) {
      freeNamed(agent.memory, slot);
      throw error;
    }
    return slot;
  },
  make({ name }, agent, slot, [lock]) {
    const condition = new Condition(lock as Lock, name === undefined ? {} : { name });
    attach(condition, agent, slot);
    return condition;
  },
  busy: ({ _busy: reason }) => reason,
});

/** Lets conditions be handed to other threads; for their locks, shareLocks is called as well. */
export function shareConditions(): void {
  registerKind(kind);
}

function attach(condition: Condition, agent: Agent, slot: number): void {
  condition._share((serve) => new Signals(agent, slot, serve));
  agent.known.set(slot, condition);
}
