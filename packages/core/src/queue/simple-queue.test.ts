import { describe, expect, expectTypeOf, test } from 'vitest';
import { joinAll } from '../coroutine/join-all.ts';
import { spawn } from '../coroutine/spawn.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import { InvalidArgumentError, ShutDownError, TimeoutError } from '../errors.ts';
import type { Operation } from '../operation/operation.ts';
import { SimpleQueue } from './simple-queue.ts';

test('the item that was put first comes out first, and a put never waits', () => {
  const queue = new SimpleQueue<number>();
  for (let item = 0; item < 1000; item++) {
    expect(queue.put(item, item % 2 === 0 ? undefined : { timeout: 0 })._settled).toBe(true);
  }
  expect([queue.size, queue.empty, queue.shared]).toEqual([1000, false, false]);
  for (let item = 0; item < 1000; item++) expect(queue.tryGet()).toBe(item);
  expect([queue.tryGet(), queue.empty]).toEqual([undefined, true]);
});

test('it has no bound, and keeps no books', () => {
  const queue: object = new SimpleQueue();
  for (const name of ['maxsize', 'full', 'taskDone', 'join', 'joinSync']) {
    expect(name in queue, name).toBe(false);
  }
});

test('each item goes to one, and those of a producer stay in order', async () => {
  const queue = new SimpleQueue<readonly [producer: number, item: number]>();
  const got: (readonly [number, number])[][] = [];
  const producers = [0, 1, 2].map((producer) =>
    spawn(function* () {
      for (let item = 0; item < 50; item++) {
        yield* queue.put([producer, item]);
        if ((item + producer) % 3 === 0) yield* yieldNow();
      }
    }),
  );
  const consumers = [0, 1, 2, 3].map((consumer) =>
    spawn(function* () {
      const mine: (readonly [number, number])[] = (got[consumer] = []);
      yield* queue.forEach(function* (item) {
        mine.push(item);
        yield* yieldNow();
      });
    }),
  );
  await spawn(() => joinAll(producers, { raiseError: true }));
  queue.shutdown();
  await spawn(() => joinAll(consumers, { raiseError: true }));
  const all = got.flat().map(([producer, item]) => 50 * producer + item);
  expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 150 }, (_, i) => i));
  for (const mine of got) {
    for (const producer of [0, 1, 2]) {
      const items = mine.filter(([by]) => by === producer).map(([, item]) => item);
      expect(items).toEqual(items.toSorted((a, b) => a - b));
    }
  }
});

describe('a put may come from within another call of the same queue', () => {
  test('from the list that is put, and from the body that takes', async () => {
    const queue = new SimpleQueue<string>();
    await queue.putMany(
      (function* () {
        yield 'b';
        queue.tryPut('a');
        yield 'c';
      })(),
    );
    const got: string[] = [];
    await spawn(function* () {
      yield* queue.forEach((item) => {
        got.push(item);
        if (item === 'b') queue.tryPut('d');
        if (item === 'd') queue.shutdown();
      });
    });
    expect(got).toEqual(['a', 'b', 'c', 'd']);
  });

  test('from what hears of an abort, while a get is given up', async () => {
    const queue = new SimpleQueue<string>();
    const controller = new AbortController();
    const given = queue.get({ signal: controller.signal });
    controller.signal.addEventListener('abort', () => queue.tryPut('a'));
    controller.abort('enough');
    await expect(given).rejects.toBe('enough');
    expect(queue.tryGet()).toBe('a');
  });
});

test('a get has its limits, and takes nothing when it is late', async () => {
  const queue = new SimpleQueue<number>({ name: 'log' });
  await expect(queue.get({ timeout: 1 })).rejects.toThrow(TimeoutError);
  await expect(queue.get({ timeout: 0 })).rejects.toThrow(
    'get from simple queue "log" timed out after 0 ms: it holds 0 items',
  );
  expect(() => queue.get({ timeout: -1 })).toThrow(InvalidArgumentError);
  queue.tryPut(1);
  expect(await queue.get({ timeout: 0 })).toBe(1);
});

test('it is shut down like every queue', async () => {
  const queue = new SimpleQueue<number>({ name: 'log' });
  await queue.putMany([1, 2]);
  queue.shutdown();
  expect(() => queue.tryPut(3)).toThrow('cannot put into simple queue "log": it was shut down');
  const got: number[] = [];
  for await (const item of queue) got.push(item);
  expect(got).toEqual([1, 2]);
  await expect(queue.get()).rejects.toThrow(ShutDownError);
});

test.each([[{ name: 5 }], [null], ['log'], [5]])('it cannot be made with %o', (options) => {
  expect(() => new SimpleQueue(options as never)).toThrow(InvalidArgumentError);
  expect(() => new SimpleQueue(options as never)).toThrow(/^new SimpleQueue: .*, got /);
});

test('types: it has no bound to be made with', () => {
  const queue = new SimpleQueue<number>();
  expectTypeOf(queue.get).returns.toEqualTypeOf<Operation<number>>();
  expectTypeOf(queue).not.toHaveProperty('taskDone');
  // @ts-expect-error there is no maxsize
  expect(new SimpleQueue<number>({ maxsize: 5 }).size).toBe(0);
  // @ts-expect-error an item of the wrong kind
  queue.tryPut('text');
});
