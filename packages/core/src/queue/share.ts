import { CorruptedError } from '../errors.ts';
import type { Agent } from '../memory/agent.ts';
import { allocate, free } from '../memory/allocate.ts';
import { atomics } from '../memory/atomics.ts';
import { kinds, queueSlots, queueWords, slotWords } from '../memory/layout.ts';
import type { Memory } from '../memory/memory.ts';
import { emptyBeforeFree } from '../memory/shares.ts';
import { functionOf, type FunctionReference } from '../wire/function.ts';
import { registerKind, type Kind } from '../wire/kind.ts';
import { sharedKind } from '../wire/shared-kind.ts';
import { Channel } from './channel.ts';
import type { Flow } from './flow.ts';
import type { Items } from './items.ts';
import { LifoQueue } from './lifo-queue.ts';
import { All } from './local-store.ts';
import { PriorityQueue } from './priority-queue.ts';
import { Queue } from './queue.ts';
import type { Wrapped } from './record.ts';
import { dropItems, SharedItems } from './shared-items.ts';
import { lastFirst, LeastFirst } from './shared-orders.ts';
import { rendezvous } from './shared-rendezvous.ts';
import { SharedStore } from './shared-store.ts';
import { SimpleQueue } from './simple-queue.ts';
import { dropTable, TableItems } from './table-items.ts';

/** How queues of one class lie in shared memory. `D` is what one is made with there, besides its name. */
interface FlowClass<F extends Flow<unknown>, D extends object> {
  readonly id: string;
  readonly type: abstract new (...args: never[]) => F;
  describe(flow: F): D;
  make(data: D, name: { name?: string }): F;
  maxsize(flow: F): number;
  /** Makes a new block an empty queue. @throws MemoryFullError */
  prepare(memory: Memory, slot: number, maxsize: number): void;
  itemsOf(flow: F, agent: Agent, slot: number): Items;
}

/** More than ever fit into memory: a larger bound is none, and would not fit into a word. */
const mostItems = 2 ** 29;

function flowKind<F extends Flow<unknown>, D extends object>(of: FlowClass<F, D>): Kind<F> {
  const attach = (flow: F, agent: Agent, slot: number): SharedStore<unknown> => {
    agent.known.set(slot, flow);
    const items = of.itemsOf(flow, agent, slot);
    return new SharedStore(agent, slot, items, flow, `an item of ${flow.describe()}`);
  };

  /** Moves it into shared memory with its items; if one of them cannot cross, nothing has changed. */
  const share = (flow: F, agent: Agent): number => {
    of.describe(flow); // what its handle needs may not cross
    const { memory } = agent;
    const slot = allocate(memory, queueSlots, 'queue');
    try {
      of.prepare(memory, slot, Math.min(of.maxsize(flow), mostItems));
    } catch (error) {
      free(memory, slot, kinds.queue);
      throw error;
    }
    flow._share((from, waiting) => {
      const store = attach(flow, agent, slot); // before its items cross: one of them may be the queue itself
      const wrapped: Wrapped[] = [];
      try {
        wrapped.push(store.wrapAll(from.items()));
        for (const put of waiting) {
          wrapped.push(put instanceof All ? store.wrapAll(put.items) : store.keep(store.wrap(put)));
        }
        store.refill(wrapped[0]!, from.unfinished, from.closed);
      } catch (error) {
        for (const each of wrapped) store.drop(each);
        agent.known.forget(flow);
        throw error;
      }
      return { store, wrapped: wrapped.slice(1) };
    });
    return slot;
  };

  return sharedKind<F, D & { name: string | undefined }>({
    id: of.id,
    block: 'queue',
    type: of.type,
    describe: (flow) => ({ ...of.describe(flow), name: flow.name }),
    share,
    make(data, agent, slot) {
      const { name } = data;
      const flow = of.make(data, name === undefined ? {} : { name });
      flow._share(() => ({ store: attach(flow, agent, slot), wrapped: [] }));
      return flow;
    },
    busy: (flow) => (flow._waits ? 'a task waits for it' : undefined),
  });
}

const inLine = {
  prepare: SharedItems.prepare,
  itemsOf: (_: unknown, { memory, thread }: Agent, slot: number): Items =>
    new SharedItems(memory, thread, slot),
};

const queue: Kind<Queue<unknown>> = /* @__PURE__ */ flowKind<Queue<unknown>, { maxsize: number }>({
  ...inLine,
  id: 'queue',
  type: Queue,
  describe: ({ maxsize }) => ({ maxsize }),
  make: ({ maxsize }, name) => new Queue({ maxsize, ...name }),
  maxsize: ({ maxsize }) => maxsize,
});

const simpleQueue: Kind<SimpleQueue<unknown>> = /* @__PURE__ */ flowKind<
  SimpleQueue<unknown>,
  object
>({
  ...inLine,
  id: 'simple queue',
  type: SimpleQueue,
  describe: () => ({}),
  make: (_, name) => new SimpleQueue(name),
  maxsize: () => 0,
});

const channel: Kind<Channel<unknown>> = /* @__PURE__ */ flowKind<
  Channel<unknown>,
  { capacity: number }
>({
  ...inLine,
  id: 'channel',
  type: Channel,
  describe: ({ capacity }) => ({ capacity }),
  make: ({ capacity }, name) => new Channel({ capacity, ...name }),
  maxsize: ({ capacity }) => (capacity === 0 ? rendezvous : capacity),
});

const lifoQueue: Kind<LifoQueue<unknown>> = /* @__PURE__ */ flowKind<
  LifoQueue<unknown>,
  { maxsize: number }
>({
  id: 'LIFO queue',
  type: LifoQueue,
  prepare: TableItems.prepare,
  itemsOf: (_, { memory, thread }, slot) => new TableItems(memory, thread, slot, lastFirst),
  describe: ({ maxsize }) => ({ maxsize }),
  make: ({ maxsize }, name) => new LifoQueue({ maxsize, ...name }),
  maxsize: ({ maxsize }) => maxsize,
});

interface PriorityHandle {
  readonly maxsize: number;
  readonly compare: FunctionReference | undefined;
}

const priorityQueue: Kind<PriorityQueue<unknown>> = /* @__PURE__ */ flowKind<
  PriorityQueue<unknown>,
  PriorityHandle
>({
  id: 'priority queue',
  type: PriorityQueue,
  prepare: TableItems.prepare,
  itemsOf: (of, { memory, thread }, slot) =>
    new TableItems(memory, thread, slot, new LeastFirst((a, b) => of._order(a, b))),
  describe: ({ maxsize, _compareReference: compare }) => ({ maxsize, compare }),
  make({ maxsize, compare }, name) {
    const given =
      compare && functionOf(compare, 'cannot receive a priority queue with its compare');
    return new PriorityQueue({
      maxsize,
      ...name,
      ...(given && { compare: given as (a: unknown, b: unknown) => number }),
    });
  },
  maxsize: ({ maxsize }) => maxsize,
});

/** Lets queues and channels be handed to other threads. */
export function shareQueues(): void {
  registerKind(queue);
  registerKind(simpleQueue);
  registerKind(channel);
  registerKind(lifoQueue);
  registerKind(priorityQueue);
  emptyBeforeFree('queue', (memory, slot) => {
    const isTable = atomics.load(
      memory.reach(slot + queueSlots - 1),
      slot * slotWords + queueWords.isTable,
    );
    try {
      if (isTable === 1) dropTable(memory, slot);
      else dropItems(memory, slot);
    } catch (error) {
      // What cannot be read is never used again; whoever clears up after a dead thread has to go on.
      if (!(error instanceof CorruptedError)) throw error;
    }
  });
}
