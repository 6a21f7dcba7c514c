import { describe, expect, it } from 'vitest';
import { ShutDownError } from '../errors.ts';
import { receiveThing, sendThing } from '../lock/sent.fixture.ts';
import type { Exploration } from '../testing/explore-steps.ts';
import { exploreThreads, type Threads, type ThreadsOptions } from '../testing/explored-threads.ts';
import { LifoQueue } from './lifo-queue.ts';
import { PriorityQueue } from './priority-queue.ts';
import { buried, report, reported } from './reports.fixture.ts';
import { shareQueues } from './share.ts';

shareQueues();

type Table = LifoQueue<string> | PriorityQueue<string>;

/** How long the text of 1, 2, … is: each needs a block of another size, so that nothing is written over what was read. */
const lengths = [0, 5, 80, 180, 380, 760];

const put = (queue: Table, digit: number): boolean => queue.tryPut(textOf(digit));
const putBlocking = (queue: Table, digit: number): void => queue.putSync(textOf(digit));
const getBlocking = (queue: Table): number => digitOf(queue.getSync());

function textOf(digit: number): string {
  return String(digit).padEnd(lengths[digit]!, '.');
}

function digitOf(text: string): number {
  expect(text.length).toBe(lengths[Number(text[0])]);
  return Number(text[0]);
}

const tables: [string, (maxsize: number) => Table, (items: readonly number[]) => number[]][] = [
  ['LIFO queue', (maxsize) => new LifoQueue({ maxsize }), (items) => items.toReversed()],
  [
    'priority queue',
    (maxsize) => new PriorityQueue({ maxsize }),
    (items) => items.toSorted((a, b) => a - b),
  ],
];

/** All that is left in it, as it comes out. */
function drained(queue: Table): number[] {
  const all: number[] = [];
  for (let item = queue.tryGet(); item !== undefined; item = queue.tryGet())
    all.push(digitOf(item));
  return all;
}

/** Gets until it is shut down, and gives all of it. */
function untilShutDown(queue: Table): number[] {
  const all: number[] = [];
  try {
    for (;;) all.push(getBlocking(queue));
  } catch (error) {
    if (!(error instanceof ShutDownError)) throw error;
    return all;
  }
}

const sorted = (items: readonly number[]): number[] => items.toSorted((a, b) => a - b);

/** A put is some forty steps: all orders of two would be millions. */
const preemptions = 2;

describe.each(tables)(
  'a shared %s, two threads with up to 2 preemptions',
  { timeout: 120_000 },
  (kind, make, order) => {
    interface Beginning {
      readonly items?: readonly number[];
      readonly maxsize?: number;
    }

    type Body = (queue: Table, threads: Threads) => void;

    function explore(
      { items = [], maxsize = 0 }: Beginning,
      main: Body,
      other: Body,
      options?: ThreadsOptions<'main' | 'other' | 'third'>,
      third?: Body,
    ): Promise<Exploration> {
      return exploreThreads<'main' | 'other' | 'third'>(
        (threads) => {
          const begun = (body: Body, box: number) => (): void => {
            const queue = receiveThing<Table>(threads, kind, { maxsize }, box);
            threads.mark();
            body(queue, threads);
          };
          return {
            main() {
              const queue = make(maxsize);
              for (const item of items) put(queue, item);
              sendThing(threads, queue, 0);
              if (third !== undefined) sendThing(threads, queue, 1);
              threads.mark();
              main(queue, threads);
            },
            other: begun(other, 0),
            third: third === undefined ? () => {} : begun(third, 1),
          };
        },
        { preemptions, ...options },
      );
    }

    it('both put: both items are in it', async () => {
      const ends = new Set<string>();
      const { states } = await explore(
        { items: [3] },
        (queue, threads) => {
          put(queue, 5);
          reported(threads);
          expect([queue.size, queue._store.unfinished]).toEqual([3, 3]);
          const got = drained(queue);
          expect(sorted(got)).toEqual([1, 3, 5]);
          ends.add(got.join(' '));
        },
        (queue, threads) => {
          put(queue, 1);
          report(threads, []);
        },
      );
      expect(states).toBeGreaterThan(100);
      const possible = [
        [3, 5, 1],
        [3, 1, 5],
      ].map((items) => order(items).join(' '));
      expect(texts(ends)).toEqual(texts(new Set(possible)));
    });

    it('one puts while another, who blocks, gets', async () => {
      const ends = new Set<string>();
      await explore(
        {},
        (queue, threads) => {
          putBlocking(queue, 1);
          putBlocking(queue, 2);
          ends.add(reported(threads).join(' '));
        },
        (queue, threads) => report(threads, [getBlocking(queue), getBlocking(queue)]),
      );
      expect(texts(ends)).toEqual(texts(new Set(['1 2', order([1, 2]).join(' ')])));
    });

    it('both get: each item comes to one of them', async () => {
      await explore(
        { items: [2, 1, 3] },
        (queue, threads) => {
          const mine = getBlocking(queue);
          const got = [mine, ...reported(threads)];
          expect(sorted(got)).toEqual(sorted(order([2, 1, 3]).slice(0, 2)));
          expect(drained(queue)).toEqual(order([2, 1, 3]).slice(2));
        },
        (queue, threads) => report(threads, [getBlocking(queue)]),
      );
    });

    it('who puts waits for room', async () => {
      await explore(
        { maxsize: 1, items: [1] },
        (queue, threads) => {
          putBlocking(queue, 2);
          putBlocking(queue, 3);
          expect(reported(threads)).toEqual([1, 2, 3]);
        },
        (queue, threads) =>
          report(threads, [getBlocking(queue), getBlocking(queue), getBlocking(queue)]),
      );
    });

    it('a put comes before shutdown, and is got, or is refused', async () => {
      const ends = new Set<number>();
      await explore(
        {},
        (queue, threads) => {
          let isPut = true;
          try {
            putBlocking(queue, 1);
          } catch (error) {
            if (!(error instanceof ShutDownError)) throw error;
            isPut = false;
          }
          expect(reported(threads)).toEqual(isPut ? [1] : []);
          ends.add(isPut ? 1 : 0);
        },
        (queue, threads) => {
          queue.shutdown();
          report(threads, untilShutDown(queue));
        },
      );
      expect(sorted([...ends])).toEqual([0, 1]);
    });

    it('immediate shutdown leaves nothing of what is put at that moment', async () => {
      await explore(
        { items: [1] },
        (queue, threads) => {
          try {
            putBlocking(queue, 2);
          } catch (error) {
            if (!(error instanceof ShutDownError)) throw error;
          }
          reported(threads);
          expect(untilShutDown(queue)).toEqual([]);
          expect(queue._store.unfinished).toBe(0);
        },
        (queue, threads) => {
          queue.shutdown({ immediate: true });
          report(threads, []);
        },
      );
    });

    describe('of which one dies at any step', () => {
      const dying = { dies: 'other' } as const;

      it.each<[string, number[], (queue: Table) => void, number[]]>([
        ['put', [1, 2], (queue) => put(queue, 3), [1, 2, 3]],
        ['putMany', [2], (queue) => queue.putManySync([textOf(1), textOf(3)]), [2, 1, 3]],
        ['get', [2, 1, 3], (queue) => queue.tryGet(), order([2, 1, 3]).slice(1)],
        ['getMany', [2, 1, 3], (queue) => queue.getManySync(2), order([2, 1, 3]).slice(2)],
      ])('as it does a %s: that is done or not', async (_, items, act, done) => {
        const ends = new Set<string>();
        await explore(
          { items },
          (queue, threads) => {
            const died = buried(threads, 'other');
            putBlocking(queue, 4);
            const got = drained(queue);
            ends.add(got.join(' '));
            if (!died) expect(sorted(got)).toEqual(sorted([...done, 4]));
          },
          act,
          dying,
        );
        const possible = [items, done].map((left) => sorted([...left, 4]).join(' '));
        const seen = [...ends].map((end) => sorted(end.split(' ').map(Number)).join(' '));
        expect(texts(new Set(seen))).toEqual(texts(new Set(possible)));
        for (const end of ends) {
          const got = end.split(' ').map(Number);
          expect(got).toEqual(order(kind === 'LIFO queue' ? got.toReversed() : got));
        }
      });

      it('as it shuts down at once: that is done or not, and whoever gets or joins goes on', async () => {
        const ends = new Set<string>();
        await explore(
          { items: [2, 1] },
          (queue, threads) => {
            const died = buried(threads, 'other');
            if (!queue.closed) queue.shutdown();
            queue.joinSync();
            const got = reported(threads);
            ends.add(`${died ? 'dead' : 'done'} ${got.length}`);
            expect(got).toEqual(order([2, 1]).slice(0, got.length));
            expect(queue._store.unfinished).toBe(0);
            expect(untilShutDown(queue)).toEqual([]);
          },
          (queue) => queue.shutdown({ immediate: true }),
          { ...dying, preemptions: 1 }, // with 2 it takes several times as long
          (queue, threads) => {
            const got: number[] = [];
            try {
              for (;;) {
                got.push(getBlocking(queue));
                queue.taskDone();
              }
            } catch (error) {
              if (!(error instanceof ShutDownError)) throw error;
            }
            report(threads, got);
          },
        );
        expect(texts(ends)).toEqual(['dead 0', 'dead 1', 'dead 2', 'done 0', 'done 1', 'done 2']);
      });

      it('while another puts: the other’s item is in', async () => {
        const ends = new Set<string>();
        await explore(
          {},
          (queue, threads) => {
            buried(threads, 'other');
            reported(threads);
            ends.add(sorted(drained(queue)).join(' '));
          },
          (queue) => put(queue, 3),
          dying,
          (queue, threads) => {
            putBlocking(queue, 4);
            report(threads, []);
          },
        );
        expect(texts(ends)).toEqual(['3 4', '4']);
      });

      it('before it has woken who waits', async () => {
        const ends = new Set<string>();
        await explore(
          {},
          (queue, threads) => {
            const died = buried(threads, 'other');
            if (died) put(queue, 4);
            const got = [...reported(threads), ...drained(queue)];
            ends.add(sorted(got).join(' '));
            if (!died) expect(got).toEqual([3]);
          },
          (queue) => put(queue, 3),
          dying,
          (queue, threads) => report(threads, [getBlocking(queue)]),
        );
        expect(texts(ends)).toEqual(['3', '3 4', '4']);
      });
    });
  },
);

function texts(all: Set<string>): string[] {
  return [...all].toSorted();
}
