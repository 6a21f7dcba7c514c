import type { Agent } from '../memory/agent.ts';
import { allocateNamed } from '../memory/name.ts';
import { registerKind, type Kind } from '../wire/kind.ts';
import { sharedKind } from '../wire/shared-kind.ts';
import { bankerSlots } from './banker-books.ts';
import { Banker } from './banker.ts';
import { SharedCells } from './cells.ts';

interface BankerHandle {
  readonly resources: Readonly<Record<string, number>>;
  readonly accounts: number;
  readonly name: string | undefined;
}

const kind: Kind<Banker> = /* @__PURE__ */ sharedKind<Banker, BankerHandle>({
  id: 'banker',
  block: 'banker',
  type: Banker,
  describe: ({ resources, accounts, name }) => ({ resources, accounts, name }),
  share(banker, agent) {
    const slots = bankerSlots(banker._kinds.length, banker.accounts);
    const slot = allocateNamed(agent.memory, 'banker', banker.name, slots);
    banker._books.fill(agent, slot);
    attach(banker, agent, slot);
    return slot;
  },
  make({ resources, accounts, name }, agent, slot) {
    const options = { resources, accounts };
    const banker = new Banker(name === undefined ? options : { ...options, name });
    attach(banker, agent, slot);
    return banker;
  },
  busy: ({ _busy: reason }) => reason,
});

/** Lets bankers be handed to other threads. */
export function shareBankers(): void {
  registerKind(kind);
}

function attach(banker: Banker, agent: Agent, slot: number): void {
  agent.known.set(slot, banker);
  banker._share(agent, slot, new SharedCells(agent, slot));
}
