import { describe, expect, it } from 'vitest';
import { ShutDownError, TimeoutError } from '../errors.ts';
import { shareQueues } from './share.ts';
import { buried, report, reported } from './reports.fixture.ts';
import { drain, eachOnce, exploreQueue, inOrder, isWhole } from './shared-items.fixture.ts';

shareQueues();

function unless(reason: typeof TimeoutError | typeof ShutDownError, step: () => void): void {
  try {
    step();
  } catch (error) {
    if (!(error instanceof reason)) throw error;
  }
}

const unlessLate = (step: () => void): void => unless(TimeoutError, step);
const unlessShutDown = (step: () => void): void => unless(ShutDownError, step);

describe(
  'the records of a shared queue, three threads with up to 2 preemptions',
  { timeout: 120_000 },
  () => {
    const preemptions = 2;

    it.each([0, 1])('two put and one, who blocks, gets; bound %d', async (maxsize) => {
      await exploreQueue(
        { maxsize },
        (threads) => ({
          main(queue) {
            const got = [queue.getSync(), queue.getSync(), queue.getSync()];
            eachOnce(got, [1, 2, 3]);
            inOrder(got, [1, 2]);
            reported(threads);
            reported(threads, 1);
            isWhole(threads.memory, queue);
          },
          other(queue) {
            queue.putSync(1);
            queue.putSync(2);
            report(threads, []);
          },
          third(queue) {
            queue.putSync(3);
            report(threads, [], 1);
          },
        }),
        { preemptions },
      );
    });

    it.each([
      ['one after the other', [[1], [2], [3]]],
      ['at once', [[1, 2, 3]]],
    ])('two who block get what one puts %s', async (_, puts) => {
      await exploreQueue(
        {},
        (threads) => ({
          main(queue) {
            for (const items of puts) queue.putManySync(items);
            const got = [reported(threads), reported(threads, 1)];
            for (const theirs of got) inOrder(theirs, [1, 2, 3]);
            eachOnce(got.flat(), [1, 2, 3]);
            isWhole(threads.memory, queue);
          },
          other(queue) {
            report(threads, [queue.getSync()]);
          },
          third(queue) {
            report(threads, [queue.getSync(), queue.getSync()], 1);
          },
        }),
        { preemptions },
      );
    });

    it('one who puts one item is not kept waiting by one whose items have no room', async () => {
      await exploreQueue(
        { maxsize: 2, items: [1, 2] },
        (threads) => ({
          main(queue) {
            expect(queue.getSync()).toBe(1);
            reported(threads, 1);
            expect([queue.getSync(), queue.getSync()]).toEqual([2, 5]);
            reported(threads);
            expect(drain(queue)).toEqual([3, 4]);
            isWhole(threads.memory, queue);
          },
          other(queue) {
            queue.putManySync([3, 4]);
            report(threads, []);
          },
          third(queue) {
            queue.putSync(5);
            report(threads, [], 1);
          },
        }),
        { preemptions },
      );
    });
  },
);

describe(
  'the records of a shared queue, one of three threads dying at any step, up to 2 preemptions',
  { timeout: 120_000 },
  () => {
    const dying = { preemptions: 2, dies: 'other' } as const;

    it('as it puts: its items are in or not, and the other’s are', async () => {
      const ends = new Set<string>();
      await exploreQueue(
        {},
        (threads) => ({
          main(queue) {
            const died = buried(threads, 'other');
            reported(threads, 1);
            const got = drain(queue);
            const theirs = got.filter((item) => item !== 4);
            expect(theirs).toEqual([1, 2, 3].slice(0, theirs.length));
            expect(theirs.length).not.toBe(2); // two were put at once
            eachOnce(got, [...theirs, 4]);
            ends.add(`${died ? 'dead' : 'done'} ${theirs.length}`);
            isWhole(threads.memory, queue, died ? 1 : 0);
          },
          other(queue) {
            queue.tryPut(1);
            queue.putManySync([2, 3]);
          },
          third(queue) {
            queue.tryPut(4);
            report(threads, [], 1);
          },
        }),
        dying,
      );
      expect([...ends].toSorted()).toEqual(['dead 0', 'dead 1', 'dead 3', 'done 3']);
    });

    it('as it puts, before it has woken who waits', async () => {
      await exploreQueue(
        {},
        (threads) => ({
          main(queue) {
            const died = buried(threads, 'other');
            if (died) queue.putSync(2);
            const got = reported(threads, 1).concat(drain(queue));
            expect([[1], [2], [1, 2]]).toContainEqual(got);
            if (!died) expect(got).toEqual([1]);
            isWhole(threads.memory, queue, died ? 1 : 0);
          },
          other(queue) {
            queue.putSync(1);
          },
          third(queue) {
            report(threads, [queue.getSync()], 1);
          },
        }),
        dying,
      );
    });

    it('as it gets: what it had is gone, the rest comes to others, once and in order', async () => {
      const lost = new Set<number>();
      await exploreQueue(
        { items: [1, 2, 3, 4] },
        (threads) => ({
          main(queue) {
            const died = buried(threads, 'other');
            const got = reported(threads, 1).concat(drain(queue));
            inOrder(got, [1, 2, 3, 4]);
            expect(new Set(got).size).toBe(got.length);
            lost.add(4 - got.length);
            isWhole(threads.memory, queue, died ? 1 : 0);
          },
          other(queue) {
            queue.getSync();
            queue.getSync();
          },
          third(queue) {
            report(threads, [queue.getSync()], 1);
          },
        }),
        dying,
      );
      expect([...lost].toSorted()).toEqual([0, 1, 2]);
    });

    it('as it shuts down at once: that is done or not, and whoever gets or joins goes on', async () => {
      const ends = new Set<string>();
      await exploreQueue(
        { items: [1, 2] },
        (threads) => ({
          main(queue) {
            const died = buried(threads, 'other');
            if (!queue.closed) queue.shutdown();
            queue.joinSync();
            const got = reported(threads, 1);
            ends.add(`${died ? 'dead' : 'done'}, got ${got}`);
            expect(queue._store.unfinished).toBe(0);
            expect(() => queue.getSync()).toThrow(ShutDownError);
            expect(queue.size).toBe(0);
          },
          other(queue) {
            queue.shutdown({ immediate: true });
          },
          third(queue) {
            const got: number[] = [];
            unlessShutDown(() => {
              for (;;) {
                got.push(queue.getSync());
                queue.taskDone();
              }
            });
            report(threads, got, 1);
          },
        }),
        dying,
      );
      expect([...ends].toSorted()).toEqual([
        'dead, got ',
        'dead, got 1',
        'dead, got 1,2',
        'done, got ',
        'done, got 1',
        'done, got 1,2',
      ]);
    });

    it('while it waits for an item: another one is woken', async () => {
      const ends = new Set<string>();
      await exploreQueue(
        {},
        (threads) => ({
          main(queue) {
            queue.putSync(1);
            const died = buried(threads, 'other');
            if (queue.empty) queue.putSync(2); // one of them has got the first one
            const got = reported(threads, 1);
            ends.add(`${died ? 'dead' : 'done'}: ${got} got, ${drain(queue)} left`);
            isWhole(threads.memory, queue, died ? 1 : 0);
          },
          other(queue) {
            unlessLate(() => queue.getSync({ timeout: 10 }));
          },
          third(queue) {
            report(threads, [queue.getSync()], 1);
          },
        }),
        dying,
      );
      expect([...ends].toSorted()).toEqual([
        'dead: 1 got,  left',
        'dead: 1 got, 2 left',
        'dead: 2 got,  left',
        'done: 1 got,  left',
        'done: 1 got, 2 left',
        'done: 2 got,  left',
      ]);
    });

    it('while it waits for room: another one is woken', async () => {
      const ends = new Set<string>();
      await exploreQueue(
        { maxsize: 1, items: [1] },
        (threads) => ({
          main(queue) {
            const got = [queue.getSync()];
            const died = buried(threads, 'other');
            if (queue.full) got.push(queue.getSync()); // one of them has put
            reported(threads, 1);
            got.push(...drain(queue));
            expect(got[0]).toBe(1);
            eachOnce(got, got.includes(2) ? [1, 2, 3] : [1, 3]);
            ends.add(`${died ? 'dead' : 'done'} ${got}`);
            isWhole(threads.memory, queue, died ? 1 : 0);
          },
          other(queue) {
            unlessLate(() => queue.putSync(2, { timeout: 10 }));
          },
          third(queue) {
            queue.putSync(3);
            report(threads, [], 1);
          },
        }),
        dying,
      );
      expect([...ends].toSorted()).toEqual(['dead 1,2,3', 'dead 1,3', 'done 1,2,3', 'done 1,3']);
    });
  },
);
