import type { Agent } from '../memory/agent.ts';
import type { kinds } from '../memory/layout.ts';
import { allocateNamed, freeNamed } from '../memory/name.ts';
import { registerKind, type Kind } from '../wire/kind.ts';
import { functionOf, type FunctionReference } from '../wire/function.ts';
import { sharedKind } from '../wire/shared-kind.ts';
import { bankerSlots } from './banker-books.ts';
import { Banker } from './banker.ts';
import { Barrier } from './barrier.ts';
import { SharedCells, type LocalCells } from './cells.ts';
import { Event } from './event.ts';
import { Latch } from './latch.ts';
import { Once } from './once.ts';
import { BoundedSemaphore, Semaphore } from './semaphore.ts';
import type { Synchronizer } from './synchronizer.ts';

type Options = { readonly name?: string };

/** How a synchronizer is made anew in another thread: from `D`; its numbers are in shared memory. */
interface SynchronizerClass<T extends Synchronizer, D extends object> {
  readonly id: string;
  readonly block: keyof typeof kinds;
  readonly type: abstract new (...args: never[]) => T;
  /** How many slots it takes. @default 1 */
  slots?(object: T): number;
  /** Is called before it is shared as well: what it throws is why it cannot be. */
  describe(object: T): D;
  /** Puts in what it has besides its numbers: nobody else knows the slot yet. */
  fill?(object: T, agent: Agent, slot: number): void;
  make(data: D, options: Options): T;
}

function synchronizerKind<T extends Synchronizer, D extends object>(
  shared: SynchronizerClass<T, D>,
): Kind<T> {
  const { id, block, type } = shared;
  return sharedKind<T, D & { name: string | undefined }>({
    id,
    block,
    type,
    describe: (object) => ({ ...shared.describe(object), name: object.name }),
    share(object, agent) {
      shared.describe(object);
      const slot = allocateNamed(agent.memory, block, object.name, shared.slots?.(object));
      try {
        const cells = new SharedCells(agent, slot);
        cells.fill((object._cells as LocalCells).numbers);
        shared.fill?.(object, agent, slot);
        attach(object, agent, slot, cells);
      } catch (error) {
        freeNamed(agent.memory, slot);
        throw error;
      }
      return slot;
    },
    make(handle, agent, slot) {
      const { name } = handle;
      const object = shared.make(handle, name === undefined ? {} : { name });
      attach(object, agent, slot, new SharedCells(agent, slot));
      return object;
    },
    busy: (object) => object._busy,
  });
}

function attach(object: Synchronizer, agent: Agent, slot: number, cells: SharedCells): void {
  agent.known.set(slot, object);
  object._share(agent, slot, cells);
}

const semaphore: Kind<Semaphore> = /* @__PURE__ */ synchronizerKind({
  id: 'semaphore',
  block: 'semaphore',
  type: Semaphore,
  describe: ({ permits }) => ({ permits }),
  make: ({ permits }, options) => new Semaphore(permits, options),
});

const boundedSemaphore: Kind<BoundedSemaphore> = /* @__PURE__ */ synchronizerKind({
  id: 'bounded-semaphore',
  block: 'semaphore',
  type: BoundedSemaphore,
  describe: ({ permits }) => ({ permits }),
  make: ({ permits }, options) => new BoundedSemaphore(permits, options),
});

const event: Kind<Event> = /* @__PURE__ */ synchronizerKind({
  id: 'event',
  block: 'event',
  type: Event,
  describe: () => ({}),
  make: (_, options) => new Event(options),
});

const latch: Kind<Latch> = /* @__PURE__ */ synchronizerKind({
  id: 'latch',
  block: 'latch',
  type: Latch,
  describe: () => ({}),
  make: (_, options) => new Latch(0, options),
});

const once: Kind<Once> = /* @__PURE__ */ synchronizerKind({
  id: 'once',
  block: 'once',
  type: Once,
  describe: () => ({}),
  make: (_, options) => new Once(options),
});

interface BarrierHandle {
  readonly parties: number;
  readonly timeout: number;
  readonly action: FunctionReference | undefined;
}

const barrier: Kind<Barrier> = /* @__PURE__ */ synchronizerKind<Barrier, BarrierHandle>({
  id: 'barrier',
  block: 'barrier',
  type: Barrier,
  describe: ({ parties, timeout, _actionReference: action }) => ({ parties, timeout, action }),
  make({ parties, timeout, action }, options) {
    const given = action && functionOf(action, 'cannot receive a barrier with its action');
    return new Barrier(parties, { ...options, timeout, action: given });
  },
});

interface BankerHandle {
  readonly resources: Readonly<Record<string, number>>;
  readonly accounts: number;
}

const banker: Kind<Banker> = /* @__PURE__ */ synchronizerKind<Banker, BankerHandle>({
  id: 'banker',
  block: 'banker',
  type: Banker,
  slots: ({ _kinds: kinds, accounts }) => bankerSlots(kinds.length, accounts),
  describe: ({ resources, accounts }) => ({ resources, accounts }),
  fill: ({ _books: books }, agent, slot) => books.fill(agent, slot),
  make: ({ resources, accounts }, options) => new Banker({ resources, accounts, ...options }),
});

/** Lets semaphores, events and their like be handed to other threads. */
export function shareSynchronizers(): void {
  registerKind(semaphore);
  registerKind(boundedSemaphore);
  registerKind(event);
  registerKind(latch);
  registerKind(once);
  registerKind(barrier);
  registerKind(banker);
}
