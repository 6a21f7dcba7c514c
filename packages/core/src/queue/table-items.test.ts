import { beforeEach, expect, test } from 'vitest';
import { InvalidStateError } from '../errors.ts';
import { Agent, joinMemory } from '../memory/agent.ts';
import { setMutexPatience } from '../memory/atomics.ts';
import { slotWords, stopState, threadWords } from '../memory/layout.ts';
import { Memory } from '../memory/memory.ts';
import { installPlatform, platform } from '../realm.ts';
import { kindOf } from '../wire/kind.ts';
import { PriorityQueue } from './priority-queue.ts';
import { shareQueues } from './share.ts';
import { SharedStore } from './shared-store.ts';
import { LeastFirst } from './shared-orders.ts';
import { TableItems } from './table-items.ts';

installPlatform({ ...platform(), name: 'test', missing: { blocking: 'a page' } });
shareQueues();

let here: Agent;
let there: Agent;
beforeEach(() => {
  const memory = Memory.create();
  here = new Agent(memory, Agent.enlist(memory, 'here'));
  there = new Agent(memory, Agent.enlist(memory, 'there'));
  joinMemory(here);
});

type Compare = (a: unknown, b: unknown) => number;

const ascending: Compare = (a, b) => (a as number) - (b as number);

/** The queue as a thread has it, that brings it into order by this. */
function storeOf(agent: Agent, slot: number, compare: Compare): SharedStore<number> {
  const items = new TableItems(agent.memory, agent.thread, slot, new LeastFirst(compare));
  return new SharedStore(agent, slot, items, { look() {} }, 'an item');
}

/** Of the items 1, 3, 5; and the slot in which they are. */
function filled(): number {
  const queue = new PriorityQueue<number>();
  kindOf(queue)!.toHandle(queue);
  for (const item of [5, 1, 3]) queue.tryPut(item);
  return here.known.slotOf(queue)!;
}

test.each<[string, (store: SharedStore<number>) => unknown]>([
  ['puts', (store) => store.tryPut(store.wrap(2))],
  ['puts many', (store) => store.tryPut(store.wrapAll([2, 4]))],
  ['gets', (store) => store.tryGet()],
  ['gets many', (store) => store.tryGetMany(2)],
])(
  'a thread that is ended by force, and whose compare goes on for so long that another %s has the table: it changes nothing',
  (_, step) => {
    const slot = filled();
    const other = storeOf(there, slot, ascending);
    const stop = here.slot * slotWords + threadWords.stop;
    let isEnded = false;
    const store = storeOf(here, slot, (a, b) => {
      if (!isEnded) {
        isEnded = true;
        here.words[stop] = stopState.asked;
        joinMemory(there);
        expect(other.tryPut(other.wrap(0))).toBe(true);
        expect(other.tryGet()).toBe(0);
        expect(other.tryGet()).toBe(1);
        joinMemory(here);
      }
      return ascending(a, b);
    });
    setMutexPatience(5);
    try {
      expect(() => step(store)).toThrow(InvalidStateError);
    } finally {
      setMutexPatience(1000);
    }
    joinMemory(there);
    expect([other.size, other.unfinished]).toEqual([2, 4]);
    expect(other.tryGetMany(5)).toEqual([3, 5]);
  },
);
