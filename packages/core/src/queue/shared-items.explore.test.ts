import { describe, expect, it } from 'vitest';
import { ShutDownError } from '../errors.ts';
import type { Threads } from '../testing/explored-threads.ts';
import type { Queue } from './queue.ts';
import { shareQueues } from './share.ts';
import { report, reported } from './reports.fixture.ts';
import { drain, eachOnce, exploreQueue, inOrder, isWhole } from './shared-items.fixture.ts';

shareQueues();

/** Runs a step; false: the queue was shut down. */
function unlessShutDown(step: () => void): boolean {
  try {
    step();
    return true;
  } catch (error) {
    if (!(error instanceof ShutDownError)) throw error;
    return false;
  }
}

/** Gets until the queue is shut down, and gives all of it. */
function untilShutDown(queue: Queue<number>): number[] {
  const got: number[] = [];
  while (unlessShutDown(() => got.push(queue.getSync())));
  return got;
}

// What a thread has seen need not be told apart any more (`mark`) once it was as expected: the rest is in memory.

function putEach(threads: Threads, queue: Queue<number>, items: readonly number[]): void {
  for (const item of items) {
    queue.putSync(item);
    threads.mark();
  }
}

function getEach(threads: Threads, queue: Queue<number>, items: readonly number[]): void {
  for (const item of items) {
    expect(queue.getSync()).toBe(item);
    threads.mark();
  }
}

/** How many it had each time. */
function getParts(threads: Threads, queue: Queue<number>, items: readonly number[]): string {
  const lengths: number[] = [];
  for (let had = 0; had < items.length; had += lengths.at(-1)!) {
    const part = queue.getManySync();
    expect(part).toEqual(items.slice(had, had + part.length));
    lengths.push(part.length);
    threads.mark();
  }
  return lengths.join(' ');
}

describe(
  'the records of a shared queue, every order of the atomic accesses of two threads',
  { timeout: 120_000 },
  () => {
    it('two put over the end of a segment: each item once, each one’s in order', async () => {
      const { states } = await exploreQueue({}, (threads) => ({
        main(queue) {
          queue.tryPut(1);
          queue.tryPut(2);
          reported(threads);
          expect(queue.size).toBe(4);
          expect(queue._store.unfinished).toBe(4);
          const got = drain(queue);
          eachOnce(got, [1, 2, 3, 4]);
          inOrder(got, [1, 2]);
          inOrder(got, [3, 4]);
          isWhole(threads.memory, queue);
        },
        other(queue) {
          queue.tryPut(3);
          queue.tryPut(4);
          report(threads, []);
        },
      }));
      expect(states).toBeGreaterThan(100);
    });

    it('one puts while another, who blocks, gets', async () => {
      await exploreQueue({}, (threads) => ({
        main(queue) {
          putEach(threads, queue, [1, 2, 3]);
          reported(threads);
          isWhole(threads.memory, queue);
        },
        other(queue) {
          getEach(threads, queue, [1, 2, 3]);
          report(threads, []);
        },
      }));
    });

    it('tells how many there are, and how many are not done, as it was at some moment', async () => {
      const told = new Set<string>();
      await exploreQueue({ items: [1] }, (threads) => ({
        main(queue) {
          told.add(`${queue.size}`);
          told.add(`${queue._store.unfinished} to do`);
          reported(threads);
          expect(drain(queue)).toEqual([2]);
        },
        other(queue) {
          queue.getSync();
          queue.taskDone();
          queue.putSync(2);
          report(threads, []);
        },
      }));
      expect([...told].toSorted()).toEqual(['0', '0 to do', '1', '1 to do']);
    });

    it('two get over the end of a segment: each item comes to one of them', async () => {
      await exploreQueue({ items: [1, 2, 3, 4] }, (threads) => ({
        main(queue) {
          const got = [queue.getSync(), queue.getSync()];
          inOrder(got, [1, 2, 3, 4]);
          const theirs = reported(threads);
          inOrder(theirs, [1, 2, 3, 4]);
          eachOnce([...got, ...theirs], [1, 2, 3, 4]);
          isWhole(threads.memory, queue);
        },
        other(queue) {
          report(threads, queue.getManySync(1).concat(queue.getSync()));
        },
      }));
    });

    it('several that are put at once, over the end of a segment, are got at once or in parts', async () => {
      const parts = new Set<string>();
      await exploreQueue({}, (threads) => ({
        main(queue) {
          queue.putManySync([1, 2, 3]);
          threads.mark();
          queue.putManySync([4]);
          reported(threads);
          isWhole(threads.memory, queue);
        },
        other(queue) {
          parts.add(getParts(threads, queue, [1, 2, 3, 4]));
          report(threads, []);
        },
      }));
      expect([...parts].toSorted()).toEqual(['3 1', '4']);
    });

    it.each([1, 2])('who puts waits for room, of which there is as much as %d', async (maxsize) => {
      await exploreQueue({ maxsize }, (threads) => ({
        main(queue) {
          putEach(threads, queue, [1, 2, 3]);
          expect(queue.size).toBeLessThanOrEqual(maxsize);
          reported(threads);
          isWhole(threads.memory, queue);
        },
        other(queue) {
          getEach(threads, queue, [1, 2, 3]);
          report(threads, []);
        },
      }));
    });

    it('several that are put at once wait for room for all of them', async () => {
      await exploreQueue({ maxsize: 2, items: [1] }, (threads) => ({
        main(queue) {
          queue.putManySync([2, 3]);
          reported(threads);
          isWhole(threads.memory, queue);
        },
        other(queue) {
          getEach(threads, queue, [1]);
          getParts(threads, queue, [2, 3]);
          report(threads, []);
        },
      }));
    });

    it('a put comes before shutdown, and is got, or is refused', async () => {
      const ends = new Set<number>();
      await exploreQueue({}, (threads) => ({
        main(queue) {
          queue.shutdown();
          const put = reported(threads);
          expect(untilShutDown(queue)).toEqual(put);
          expect(queue._store.unfinished).toBe(put.length);
          ends.add(put.length);
          isWhole(threads.memory, queue);
        },
        other(queue) {
          report(
            threads,
            [1, 2].filter((item) => unlessShutDown(() => queue.putSync(item))),
          );
        },
      }));
      expect([...ends].toSorted()).toEqual([0, 1, 2]);
    });

    it('a put that waits for room is refused by shutdown, or in before', async () => {
      const ends = new Set<number>();
      await exploreQueue({ maxsize: 1, items: [1] }, (threads) => ({
        main(queue) {
          const first = queue.tryGet();
          queue.shutdown();
          const put = reported(threads);
          expect([first, ...untilShutDown(queue)]).toEqual([1, ...put]);
          ends.add(put.length);
          isWhole(threads.memory, queue);
        },
        other(queue) {
          report(
            threads,
            [2, 3].filter((item) => unlessShutDown(() => queue.putSync(item))),
          );
        },
      }));
      expect([...ends].toSorted()).toEqual([0, 1]);
    });

    it('who gets has all that was put before shutdown, and then hears of it', async () => {
      await exploreQueue({ items: [1] }, (threads) => ({
        main(queue) {
          queue.putSync(2);
          queue.shutdown();
          expect(reported(threads)).toEqual([1, 2]);
          isWhole(threads.memory, queue);
        },
        other(queue) {
          report(threads, untilShutDown(queue));
        },
      }));
    });

    it('immediate shutdown leaves nothing of what was put, nor of what is put at that moment', async () => {
      const ends = new Set<number>();
      await exploreQueue({ items: [1] }, (threads) => ({
        main(queue) {
          queue.shutdown({ immediate: true });
          const put = reported(threads);
          ends.add(put.length);
          expect(untilShutDown(queue)).toEqual([]);
          expect(queue._store.unfinished).toBe(0);
          isWhole(threads.memory, queue);
        },
        other(queue) {
          report(
            threads,
            [2, 3].filter((item) => unlessShutDown(() => queue.putSync(item))),
          );
        },
      }));
      expect([...ends].toSorted()).toEqual([0, 1, 2]);
    });

    it('immediate shutdown ends a get and a join; an item is got or thrown away, not both', async () => {
      const ends = new Set<number>();
      await exploreQueue({ items: [1, 2] }, (threads) => ({
        main(queue) {
          queue.shutdown({ immediate: true });
          const got = reported(threads);
          inOrder(got, [1, 2]);
          expect(queue._store.unfinished).toBe(0);
          ends.add(got.length);
          isWhole(threads.memory, queue);
        },
        other(queue) {
          const got = untilShutDown(queue);
          for (const _ of got) queue.taskDone();
          queue.joinSync();
          report(threads, got);
        },
      }));
      expect([...ends].toSorted()).toEqual([0, 1, 2]);
    });

    it('a join ends once what was put is done, also if more was put meanwhile', async () => {
      await exploreQueue({}, (threads) => ({
        main(queue) {
          putEach(threads, queue, [1, 2]);
          queue.joinSync();
          expect(queue._store.unfinished).toBe(0);
          threads.mark();
          reported(threads);
          isWhole(threads.memory, queue);
        },
        other(queue) {
          for (const item of [1, 2]) {
            expect(queue.getSync()).toBe(item);
            queue.taskDone();
            threads.mark();
          }
          report(threads, []);
        },
      }));
    });

    it('a put while another one is done leaves one to do, and then none', async () => {
      await exploreQueue({ items: [1] }, (threads) => ({
        main(queue) {
          queue.putSync(2);
          reported(threads);
          expect(queue._store.unfinished).toBe(1);
          queue.taskDone();
          queue.joinSync();
          expect(() => queue.taskDone()).toThrow('more often');
          expect(drain(queue)).toEqual([2]);
        },
        other(queue) {
          queue.getSync();
          queue.taskDone();
          report(threads, []);
        },
      }));
    });
  },
);
