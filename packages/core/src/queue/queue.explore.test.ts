import { describe, expect, test } from 'vitest';
import { joinAll } from '../coroutine/join-all.ts';
import { select } from '../coroutine/select.ts';
import { spawn } from '../coroutine/spawn.ts';
import type { Coroutine } from '../coroutine/task.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import { ShutDownError, TimeoutError } from '../errors.ts';
import { explore } from '../testing/explore.ts';
import { sleep } from '../time/sleep.ts';
import { Queue } from './queue.ts';

/** A queue, and the books on what was put and got. */
class Books {
  readonly queue: Queue<number>;
  readonly put: number[] = [];
  readonly got: number[] = [];

  constructor(maxsize: number) {
    this.queue = new Queue<number>({ maxsize, name: 'books' });
  }

  *produce(items: readonly number[]): Coroutine<void> {
    for (const item of items) {
      yield* this.queue.put(item);
      this.put.push(item);
    }
  }

  *consume(count: number): Coroutine<void> {
    for (let i = 0; i < count; i++) this.got.push(yield* this.queue.get());
  }

  /** Each item that was put was got once, or is still there; nobody waits. */
  check(): void {
    const left: number[] = [];
    while (!this.queue.empty) left.push(this.queue.tryGet()!);
    const [before, after] = [this.put.toSorted(), [...this.got, ...left].toSorted()];
    if (before.join() !== after.join()) {
      throw new Error(`put ${before.join()}, got ${this.got.join()}, left ${left.join()}`);
    }
  }
}

describe('a queue, in every order of steps', { timeout: 120_000 }, () => {
  test.each([1, 2, 0])(
    "of %i places gives each item to one, and each producer's in order",
    async (maxsize) => {
      const result = await explore(function* () {
        const books = new Books(maxsize);
        const tasks = [
          spawn(() => books.produce([1, 2])),
          spawn(() => books.produce([11, 12])),
          spawn(() => books.consume(4)),
        ];
        yield* joinAll(tasks, { raiseError: true });
        books.check();
        for (const base of [0, 10]) {
          const order = books.got.filter((item) => Math.floor(item / 10) * 10 === base);
          if (order.join() !== [base + 1, base + 2].join()) throw new Error(books.got.join());
        }
      });
      expect(result).toMatchObject({ complete: true });
    },
  );

  test('two who wait for an item: a put wakes one of them, and each put one', async () => {
    const result = await explore(function* () {
      const books = new Books(0);
      const consumers = [1, 2].map(() => spawn(() => books.consume(1)));
      const producers = [1, 2].map((item) => spawn(() => books.produce([item])));
      yield* joinAll([...consumers, ...producers], { raiseError: true });
      books.check();
    });
    expect(result).toMatchObject({ complete: true });
    expect(result.schedules).toBeGreaterThan(20);
  });

  test('a consumer who is cancelled at any step loses no item, and no wake-up', async () => {
    const ends = new Set<string>();
    const result = await explore(function* () {
      const books = new Books(1);
      const other = spawn(() => books.consume(1));
      const producer = spawn(() => books.produce([1, 2, 3]));
      let taken = 0;
      const victim = spawn(function* () {
        for (; taken < 2; taken++) books.got.push(yield* books.queue.get());
      });
      const canceller = spawn(() => victim.cancel());
      yield* joinAll([victim, canceller]);
      ends.add(`${victim.state} with ${taken}`);
      // Somebody else gets what it has left over, and then the others end.
      yield* joinAll([other, producer, spawn(() => books.consume(2 - taken))], {
        raiseError: true,
      });
      books.check();
    });
    expect(result).toMatchObject({ complete: true });
    expect(ends).toEqual(new Set(['cancelled with 0', 'cancelled with 1', 'done with 2']));
  });

  test('a producer who is cancelled at any step has put its item or has not', async () => {
    const ends = new Set<string>();
    const result = await explore(function* () {
      const books = new Books(1);
      const victim = spawn(() => books.produce([1, 2]));
      const other = spawn(() => books.produce([3]));
      const canceller = spawn(() => victim.cancel());
      const consumer = spawn(function* () {
        try {
          for (;;) books.got.push(yield* books.queue.get());
        } catch (error) {
          if (!(error instanceof ShutDownError)) throw error;
        }
      });
      yield* joinAll([victim, canceller, other]);
      yield* other;
      books.queue.shutdown();
      yield* consumer;
      books.check();
      ends.add(books.got.toSorted().join());
    });
    expect(result).toMatchObject({ complete: true });
    expect(ends).toEqual(new Set(['3', '1,3', '1,2,3']));
  });

  test.each([
    [4, 'in time'],
    [5, 'late'],
    [6, 'late'],
  ])('a get of 5 ms, when an item comes after %i, is %s; the item is there', async (ms, end) => {
    const ends = new Set<string>();
    const result = await explore(function* () {
      const books = new Books(0);
      const getting = spawn(function* () {
        try {
          books.got.push(yield* books.queue.get({ timeout: 5 }));
        } catch (error) {
          if (!(error instanceof TimeoutError)) throw error;
          return 'late';
        }
        return 'in time';
      });
      const producer = spawn(function* () {
        yield* sleep(ms);
        yield* books.produce([1]);
      });
      yield* producer;
      ends.add(yield* getting);
      books.check();
    });
    expect(result).toMatchObject({ complete: true });
    expect(ends).toEqual(new Set([end]));
  });

  test('shutdown at any step: every item is got or was refused, and nobody waits on', async () => {
    const ends = new Set<string>();
    const result = await explore(function* () {
      const books = new Books(1);
      const refused = function* (body: Coroutine<void>): Coroutine<string> {
        try {
          yield* body;
        } catch (error) {
          if (!(error instanceof ShutDownError)) throw error;
          return 'refused';
        }
        return 'done';
      };
      const producer = spawn(() => refused(books.produce([1, 2, 3])));
      const consumer = spawn(() => refused(books.consume(3)));
      const closer = spawn(() => books.queue.shutdown());
      yield* closer;
      ends.add(`${yield* producer} ${yield* consumer}`);
      books.check();
    });
    expect(result).toMatchObject({ complete: true });
    // What was put before can still be got, so who puts all is got from.
    expect(ends).toEqual(new Set(['done done', 'refused refused']));
  });

  test('join ends when all is done, and not before', async () => {
    const result = await explore(function* () {
      const queue = new Queue<number>();
      let done = 0;
      const workers = [1, 2].map(() =>
        spawn(function* () {
          yield* queue.forEach(function* () {
            yield* yieldNow();
            done++;
            queue.taskDone();
          });
        }),
      );
      for (const item of [1, 2]) yield* queue.put(item);
      const joined = spawn(function* () {
        yield* queue.join();
        if (done !== 2) throw new Error(`${done} are done`);
        queue.shutdown();
      });
      yield* joinAll([joined, ...workers], { raiseError: true });
    });
    expect(result).toMatchObject({ complete: true });
  });

  test('a select over two queues takes from one of them, cancelled at any step or not', async () => {
    const ends = new Set<string>();
    const result = await explore(function* () {
      const [a, b] = [new Books(0), new Books(0)];
      const chooser = spawn(function* () {
        const { key, value } = yield* select({ a: a.queue, b: b.queue });
        (key === 'a' ? a : b).got.push(value);
        ends.add(key);
      });
      const producers = [spawn(() => a.produce([1])), spawn(() => b.produce([2]))];
      const canceller = spawn(() => chooser.cancel());
      yield* joinAll([chooser, canceller, ...producers]);
      for (const producer of producers) yield* producer;
      if (chooser.state === 'cancelled' && a.got.length + b.got.length === 0) ends.add('neither');
      if (a.got.length + b.got.length > 1) throw new Error('it took both');
      a.check();
      b.check();
    });
    expect(result).toMatchObject({ complete: true });
    expect(ends).toEqual(new Set(['a', 'b', 'neither']));
  });
});
