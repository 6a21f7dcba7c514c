import type { Agent } from '../memory/agent.ts';
import { allocate, free } from '../memory/allocate.ts';
import { kinds, queueSlots } from '../memory/layout.ts';
import { emptyBeforeFree } from '../memory/shares.ts';
import { registerKind, type Kind } from '../wire/kind.ts';
import { sharedKind } from '../wire/shared-kind.ts';
import { Queue } from './queue.ts';
import { All } from './local-store.ts';
import { dropItems, SharedItems } from './shared-items.ts';
import { SharedStore, type Wrapped } from './shared-store.ts';

interface QueueHandle {
  name: string | undefined;
  maxsize: number;
}

/** More than ever fit into memory: a larger bound is none, and would not fit into a word. */
const mostItems = 2 ** 29;

const kind: Kind<Queue<unknown>> = /* @__PURE__ */ sharedKind<Queue<unknown>, QueueHandle>({
  id: 'queue',
  block: 'queue',
  type: Queue,
  describe: ({ name, maxsize }) => ({ name, maxsize }),
  share,
  make({ name, maxsize }, agent, slot) {
    const queue = new Queue<unknown>(name === undefined ? { maxsize } : { name, maxsize });
    queue._share(() => ({ store: attach(queue, agent, slot), wrapped: [] }));
    return queue;
  },
  busy: (queue) => (queue._waits ? 'a task waits for it' : undefined),
});

/** Lets queues be handed to other threads. */
export function shareQueues(): void {
  registerKind(kind);
  emptyBeforeFree('queue', dropItems);
}

function attach(queue: Queue<unknown>, agent: Agent, slot: number): SharedStore<unknown> {
  agent.known.set(slot, queue);
  return new SharedStore(agent, slot, queue, pathOf(queue));
}

/** How a message calls an item. */
function pathOf(queue: Queue<unknown>): string {
  return `an item of ${queue.describe()}`;
}

/** Moves a queue into shared memory with its items; if one of them cannot cross, nothing has changed. */
function share(queue: Queue<unknown>, agent: Agent): number {
  const slot = allocate(agent.memory, queueSlots, 'queue');
  try {
    SharedItems.prepare(agent.memory, slot, Math.min(queue.maxsize, mostItems));
  } catch (error) {
    free(agent.memory, slot, kinds.queue);
    throw error;
  }
  queue._share((from, waiting) => {
    const store = attach(queue, agent, slot); // before its items cross: one of them may be the queue itself
    const items = from.items();
    const wrapped: Wrapped[] = [];
    try {
      wrapped.push(store.wrapAll(items));
      for (const put of waiting) {
        wrapped.push(put instanceof All ? store.wrapAll(put.items) : store.keep(store.wrap(put)));
      }
    } catch (error) {
      for (const each of wrapped) store.drop(each);
      agent.known.forget(queue);
      throw error;
    }
    store.refill(wrapped.shift()!, from.unfinished, from.closed);
    return { store, wrapped };
  });
  return slot;
}
