import { thisAgent, type Agent } from '../memory/agent.ts';
import { allocate } from '../memory/allocate.ts';
import { atomics } from '../memory/atomics.ts';
import { kindWord, kinds, queueSlots, queueWords, slotWords, typeWord } from '../memory/layout.ts';
import { registerKind, type Kind } from '../wire/kind.ts';
import { Queue } from './queue.ts';
import { SharedStore } from './shared-store.ts';

interface QueueHandle {
  slot: number;
  name: string | undefined;
  maxsize: number;
}

/** More than ever fit into memory: a larger bound is none, and would not fit into a word. */
const mostItems = 2 ** 31 - 1;

const kind: Kind<Queue<unknown>> = {
  id: 'queue',
  type: Queue,
  toHandle: (queue): QueueHandle => {
    const here = thisAgent();
    const slot = here.known.slotOf(queue) ?? share(queue, here);
    return { slot, name: queue.name, maxsize: queue.maxsize };
  },
  fromHandle: (data): Queue<unknown> => {
    const { slot, name, maxsize } = data as QueueHandle;
    const here = thisAgent();
    here.memory.check(slot, 'queue');
    const there = here.known.get(slot);
    if (there !== undefined) return there as Queue<unknown>;
    const queue = new Queue<unknown>(name === undefined ? { maxsize } : { name, maxsize });
    queue._share(() => ({ store: attach(queue, here, slot), wrapped: [] }));
    return queue;
  },
};

/** Lets queues be handed to other threads. */
export function shareQueues(): void {
  registerKind(kind);
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
  const words = agent.memory.reach(slot);
  words[slot * slotWords + queueWords.maxsize] = Math.min(queue.maxsize, mostItems);
  queue._share((from, waiting) => {
    const store = attach(queue, agent, slot); // before its items cross: one of them may be the queue itself
    const items = from.items();
    const blocks: number[] = [];
    try {
      for (const item of [...items, ...waiting]) blocks.push(store.wrap(item));
    } catch (error) {
      for (const block of blocks) store.drop(block);
      agent.known.forget(slot, queue);
      // Not used again: a queue within the queue may have taken a handle of this one along.
      atomics.store(words, slot * slotWords + kindWord, typeWord(kinds.free, 1));
      throw error;
    }
    store.refill(blocks.slice(0, items.length), from.unfinished, from.closed);
    return { store, wrapped: blocks.slice(items.length) };
  });
  return slot;
}
