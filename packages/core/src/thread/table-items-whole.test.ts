import { describe, expect, test } from 'vitest';
import { ShutDownError } from '../errors.ts';
import { Agent } from '../memory/agent.ts';
import { killAtEachStep } from '../memory/killing.fixture.ts';
import { slotWords, tableWords, threads } from '../memory/layout.ts';
import { sweep } from '../memory/sweep.ts';
import { close } from './close.ts';
import { another, here, inThread, inUse, send, there } from './two-agents.fixture.ts';
import {
  tables,
  items,
  withItems,
  failsForMemory,
  closeBoth,
  drained,
  orderOf,
  whileMemoryEnds,
  type Keyed,
  type Table,
} from './table-items.fixture.ts';

describe.each(tables)('a shared %s queue', (kind, make) => {
  describe('when memory ends at any block', () => {
    test.each([0, 1, 29, 30, 61])(
      'with %d items in it, a put changes nothing, or is done',
      (count) => {
        const filled = items(count);
        const more: Keyed = [3, 'x'.repeat(500_000)];
        const blocks = whileMemoryEnds(
          () => ({ both: withItems(make, filled), before: inUse() }),
          ({ both }) =>
            count > 0 ? both.mine.tryPut(more) : !failsForMemory(() => both.mine.tryPut(more)),
          ({ both, before }, isPut) => {
            if (!isPut) expect(inUse()).toBe(before);
            expect(both.mine.size).toBe(isPut ? count + 1 : count);
            expect(drained(both.mine)).toEqual(orderOf(kind, isPut ? [...filled, more] : filled));
            closeBoth(both);
            return isPut;
          },
        );
        // The item in two blocks, and where it grows a longer table and a longer journal.
        expect(blocks).toBe(count === 30 || count === 61 ? 4 : 2);
      },
    );

    test('many that are put together are all in, or none is, and they wait', () => {
      const filled = items(5);
      const more = items(40);
      const blocks = whileMemoryEnds(
        () => ({ both: withItems(make, filled), before: inUse() }),
        ({ both }) => {
          const put = both.mine.putMany(more);
          return { put, isPut: put._settled };
        },
        ({ both: { mine }, before }, { put, isPut }) => {
          if (!isPut) expect([inUse(), mine.size]).toEqual([before, 5]);
          mine.look();
          expect(put._settled).toBe(true);
          expect(mine.getManySync()).toEqual(orderOf(kind, [...filled, ...more]));
          return isPut;
        },
      );
      expect(blocks).toBe(42);
    });

    test('many that are got come, if not together', () => {
      const filled = items(200);
      const { mine } = withItems(make, filled);
      const got: Keyed[] = [];
      whileMemoryEnds(
        () => undefined,
        () => mine.getManySync(80),
        (_, some) => {
          got.push(...some);
          return some.length === 80;
        },
      );
      expect([...got, ...mine.getManySync()]).toEqual(orderOf(kind, filled));
    });

    test('its way into shared memory changes nothing, or is done', () => {
      const filled = items(40);
      const blocks = whileMemoryEnds(
        () => {
          const queue = make();
          for (const item of filled) queue.tryPut(item);
          return { queue, before: inUse() };
        },
        ({ queue }) => !failsForMemory(() => send(queue)),
        ({ queue, before }, isSent) => {
          expect(queue.shared).toBe(isSent);
          if (!isSent) expect(inUse()).toBe(before);
          expect(drained<Keyed>(queue)).toEqual(orderOf(kind, filled));
          return isSent;
        },
      );
      // The queue, its journal and table, the items, and a longer table and journal for all of them.
      expect(blocks).toBe(3 + 40 + 2);
    });
  });

  describe('whose user is killed at any step', () => {
    /** What the other thread does, and what may be in the queue after it. */
    const actions: [string, number, (queue: Table<Keyed>) => void, (all: Keyed[]) => Keyed[]][] = [
      ['puts', 3, (queue) => queue.tryPut([2, 'new']), (all) => [...all, [2, 'new']]],
      [
        'puts and makes it grow',
        30,
        (queue) => queue.tryPut([2, 'new']),
        (all) => [...all, [2, 'new']],
      ],
      ['puts many', 3, (queue) => queue.putManySync(items(2)), (all) => [...all, ...items(2)]],
      [
        'gets',
        4,
        (queue) => queue.tryGet(),
        (all) => all.filter((item) => item !== orderOf(kind, all)[0]),
      ],
      [
        'gets many',
        5,
        (queue) => queue.getManySync(3),
        (all) => all.filter((item) => !orderOf(kind, all).slice(0, 3).includes(item)),
      ],
      ['ends it at once', 4, (queue) => queue.shutdown({ immediate: true }), () => []],
    ];

    test.each(actions)(
      'as it %s: that is done or not, and the queue is whole',
      (_, count, act, change) => {
        const filled = items(count);
        const seen = new Set<string>();
        const steps = killAtEachStep(
          () => {
            const mortal = another('mortal');
            return { mortal, both: withItems(make, filled, mortal) };
          },
          ({ mortal, both }) => inThread(mortal, () => act(both.theirs)),
          ({ mortal, both: { mine } }) => {
            Agent.dismiss(here.memory, mortal);
            if (!mine.closed) mine.putManySync([[1, 'after']]);
            let left: Keyed[] = [];
            try {
              left = mine.getManySync();
            } catch (error) {
              expect(error).toBeInstanceOf(ShutDownError);
            }
            const after: Keyed[] = mine.closed ? [] : [[1, 'after']];
            const [undone, done] = [filled, change(filled)].map((all) =>
              JSON.stringify(orderOf(kind, [...all, ...after])),
            );
            const isDone = JSON.stringify(left) === done;
            if (!isDone) expect(JSON.stringify(left)).toBe(undone);
            expect(mine.size).toBe(0);
            seen.add(isDone ? 'done' : 'not');
            close(mine);
          },
        );
        expect(steps).toBeGreaterThan(5);
        expect([...seen].toSorted()).toEqual(['done', 'not']);
      },
    );
  });

  test('is whole after a thread has died whose number a word of it resembles', () => {
    // The last eight bits of a mutex are its owner's number; a journal may lie anywhere.
    for (let thread = -1; thread <= there.thread || thread >= threads;) {
      const { mine } = withItems(make, items(3));
      const at = send(mine).data.slot * slotWords;
      thread = (here.memory.words[at + tableWords.journal]! & 0xff) - 1;
      sweep(here.memory, thread);
      mine.tryPut([1, 'after']);
      expect(mine.getManySync()).toEqual(orderOf(kind, [...items(3), [1, 'after']]));
    }
  });
});
