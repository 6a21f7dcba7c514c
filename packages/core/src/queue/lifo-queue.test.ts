import { array, assert, constantFrom, integer, property } from 'fast-check';
import { expect, expectTypeOf, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import { InvalidArgumentError, ShutDownError, TaskDoneError, TimeoutError } from '../errors.ts';
import type { Operation } from '../operation/operation.ts';
import { BoundedQueue } from './bounded-queue.ts';
import { LifoQueue } from './lifo-queue.ts';

test('the item that was put last comes out first', () => {
  const actions = array(constantFrom('put', 'get'), { maxLength: 60 });
  assert(
    property(actions, integer({ min: 0, max: 5 }), (steps, maxsize) => {
      const queue = new LifoQueue<number>({ maxsize });
      const model: number[] = [];
      for (const [item, step] of steps.entries()) {
        if (step === 'get') expect(queue.tryGet()).toBe(model.pop());
        else if (queue.tryPut(item)) model.push(item);
        else expect(model).toHaveLength(maxsize);
        expect([queue.size, queue.empty]).toEqual([model.length, model.length === 0]);
        expect(queue.full).toBe(maxsize > 0 && model.length === maxsize);
      }
    }),
  );
});

test('many that are put together come out from the last to the first', async () => {
  const queue = new LifoQueue<string>({ maxsize: 3 });
  await queue.putMany(['a', 'b', 'c']);
  expect(await queue.getMany(2)).toEqual(['c', 'b']);
  queue.tryPut('d');
  expect(await queue.getMany()).toEqual(['d', 'a']);
});

test('who waits is served first come, first served', async () => {
  const queue = new LifoQueue<string>();
  const gets = [queue.get(), queue.get(), queue.get()];
  for (const item of ['a', 'b', 'c']) await queue.put(item);
  expect(await Promise.all(gets.map((get) => get.toPromise()))).toEqual(['a', 'b', 'c']);
});

test('a put that waited for room goes on top of what is there', async () => {
  const queue = new LifoQueue<string>({ maxsize: 2 });
  await queue.putMany(['a', 'b']);
  const puts = [queue.put('c'), queue.put('d')];
  expect([await queue.get(), await queue.get(), await queue.get()]).toEqual(['b', 'c', 'd']);
  await Promise.all(puts.map((put) => put.toPromise()));
  expect(await queue.get()).toBe('a');
});

test('taskDone, join, shutdown and for await are those of every queue', async () => {
  const queue = new LifoQueue<number>();
  await queue.putMany([1, 2, 3]);
  const joined = queue.join();
  queue.shutdown();
  const got: number[] = [];
  for await (const item of queue) {
    got.push(item);
    queue.taskDone();
  }
  await joined;
  expect(got).toEqual([3, 2, 1]);
  expect(() => queue.taskDone()).toThrow(TaskDoneError);
  expect(() => queue.tryGet()).toThrow(ShutDownError);
});

test('shut down at once it is empty, and what was put counts as done', async () => {
  const queue = new LifoQueue<number>();
  await queue.putMany([1, 2]);
  queue.shutdown({ immediate: true });
  expect(queue.size).toBe(0);
  await queue.join({ timeout: 0 });
});

test('put again as the store gives them, they come out as they would have', () => {
  const [queue, again] = [new LifoQueue<number>(), new LifoQueue<number>()];
  for (const item of [1, 2, 3, 4]) queue.tryPut(item);
  queue.tryGet();
  for (const item of queue._store.items()) again.tryPut(item);
  expect([again.tryGet(), again.tryGet(), again.tryGet(), again.tryGet()]).toEqual([
    3,
    2,
    1,
    undefined,
  ]);
});

test('messages call it a LIFO queue', async () => {
  const queue = new LifoQueue<number>({ name: 'undo' });
  await expect(queue.get({ timeout: 0 })).rejects.toThrow(TimeoutError);
  await expect(queue.get({ timeout: 0 })).rejects.toThrow('get from LIFO queue "undo" timed out');
  queue.shutdown();
  expect(() => queue.tryPut(1)).toThrow('cannot put into LIFO queue "undo": it was shut down');
  expect(new LifoQueue().describe()).toMatch(/^LIFO queue#\d+$/);
});

test.each([[{ maxsize: -1 }], [{ maxsize: 1.5 }], [{ name: 5 }], [null], [7]])(
  'it cannot be made with %o',
  (options) => {
    expect(() => new LifoQueue(options as never)).toThrow(InvalidArgumentError);
    expect(() => new LifoQueue(options as never)).toThrow(/^new LifoQueue: .*, got /);
  },
);

test('maxsize cannot be changed', () => {
  const queue = new LifoQueue<number>({ maxsize: 2 });
  expect(() => Object.assign(queue, { maxsize: 1 })).toThrow(TypeError);
  expect(queue.maxsize).toBe(2);
});

test('types: it is a bounded queue of its items', async () => {
  const queue = new LifoQueue<number>();
  expectTypeOf(queue).toExtend<BoundedQueue<number>>();
  expectTypeOf(queue.get).returns.toEqualTypeOf<Operation<number>>();
  // @ts-expect-error an item of the wrong kind
  queue.tryPut('text');
  const got = spawn(function* () {
    return yield* queue.get();
  });
  expectTypeOf(await got).toEqualTypeOf<number>();
  expect(queue).toBeInstanceOf(BoundedQueue);
});
