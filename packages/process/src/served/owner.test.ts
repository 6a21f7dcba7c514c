import { BoundedSemaphore, Lock, Queue, RwLock, Semaphore, spawn, Value } from '@heddle/core';
import { encode } from '@heddle/core/internal';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Far, serveHere } from './far.fixture.ts';
import { entryOf } from './handles.ts';
import { hears, type Request } from './peer.ts';

beforeAll(serveHere);

let far: Far;
beforeEach(() => {
  far = new Far();
});
afterEach(() => far.dies());

describe('a step', () => {
  test('that can end at once is answered at once, with a guard where it takes something', () => {
    const lock = far.gets(new Lock());
    const call = far.does(lock, 'acquire');
    expect(far.outcome(call)).toEqual({ guard: far.guardOf(call) });
    expect(far.outcome(far.does(lock, 'get locked'))).toBe(true);
    far.says({ type: 'release', guard: far.guardOf(call) });
    expect(far.outcome(far.does(lock, 'get locked'))).toBe(false);
  });

  test('that waits is answered when it has ended', async () => {
    const queue = new Queue<string>();
    const call = far.does(far.gets(queue), '_get');
    expect(far.outcome(call)).toBe('pending');
    await queue.put('item');
    expect(far.outcome(call)).toBe('item');
  });

  test('is done by whom the request names, so a lock knows its holders apart', () => {
    const lock = far.gets(new Lock());
    far.does(lock, 'acquire');
    expect(far.outcome(far.does(lock, 'release', [], 2))).toBe('failed');
    expect(far.outcome(far.does(lock, 'release', [], 1))).toBeUndefined();
  });

  test('that is withdrawn gives nothing, and what comes is for the next', async () => {
    const queue = new Queue<string>();
    const number = far.gets(queue);
    const [first, second] = [far.does(number, '_get'), far.does(number, '_get')];
    far.says({ type: 'withdraw', call: first });
    expect(far.outcome(first)).toBe('withdrawn');
    await queue.put('item');
    expect(far.outcome(second)).toBe('item');
    expect(far.heard).toHaveLength(2);
  });

  test('whose withdrawal crosses its answer: the item is put back, at the front', async () => {
    const queue = new Queue<string>();
    const number = far.gets(queue);
    const call = far.does(number, '_get');
    await queue.putMany(['first', 'second']);
    far.says({ type: 'withdraw', call });
    expect(far.heard).toHaveLength(1);
    const items = encode([far.outcome(call)], 'items', undefined, far.boundary);
    far.says({ type: 'putBack', object: number, items });
    expect(await queue.getMany()).toEqual(['first', 'second']);
  });

  test('whose withdrawal crosses a guard: that is released, before the other has read it', () => {
    const lock = new Lock();
    const number = far.gets(lock);
    const call = far.does(number, 'acquire');
    far.says({ type: 'withdraw', call });
    expect(lock.locked).toBe(false);
    far.does(number, 'acquire', [], 2);
    far.says({ type: 'release', guard: far.guardOf(call) });
    expect(lock.locked).toBe(true);
  });

  test('that is given up ends in vain, and only then', async () => {
    const queue = new Queue<string>({ maxsize: 1 });
    await queue.put('in it');
    const call = far.does(far.gets(queue), '_put', ['never']);
    far.says({ type: 'giveUp', call, isCancelled: false });
    expect(far.outcome(call)).toBe('withdrawn');
    expect(await queue.getMany()).toEqual(['in it']);
  });

  test('whose item cannot cross fails, and leaves it where it was', async () => {
    const queue = new Queue<unknown>();
    const number = far.gets(queue);
    const waiting = far.does(number, '_get');
    await queue.put(() => 'mine');
    expect(far.outcome(waiting)).toBe('failed');
    expect(far.outcome(far.does(number, '_tryGet'))).toBe('failed');
    expect(queue.size).toBe(1);
  });
});

describe('what no process of Heddle sends', () => {
  const nonsense: readonly (readonly [string, (value: number) => Request])[] = [
    ['a method that is not served', (value) => [9, value, 'constructor', [], 1, hears.caller]],
    ['a method of all objects', (value) => [9, value, 'toString', [], 1, hears.caller]],
    ['an accessor that is not served', (value) => [9, value, 'get __proto__', [], 1, hears.caller]],
    ['giving what may only be asked for', (value) => [9, value, 'set lock', [1], 1, hears.caller]],
    ['a step that is no text', (value) => [9, value, 7 as never, [], 1, hears.caller]],
    ['arguments that are none', (value) => [9, value, 'add', 7 as never, 1, hears.caller]],
    ['an argument of another type', (value) => [9, value, 'add', ['x'], 1, hears.caller]],
    ['an object that is not there', () => [9, 123_456, 'add', [1], 1, hears.caller]],
    ['somebody who is not there', (value) => [9, value, 'add', [1], 77, hears.caller]],
    ['the guard of another object', (value) => [9, value, 'downgrade', [1], 1, hears.caller]],
  ];
  test.each(nonsense)('%s is refused and changes nothing', (_title, make) => {
    const value = new Value('i32', 5);
    far.says(make(far.gets(value)));
    expect(far.outcome(9)).toBe('failed');
    expect(value.value).toBe(5);
  });

  test('numbers of nothing are let be', () => {
    const value = new Value('i32', 5);
    const number = far.gets(value);
    far.says({ type: 'withdraw', call: 99 });
    far.says({ type: 'giveUp', call: 99, isCancelled: true });
    far.says({ type: 'blocked', call: 99, who: 77 });
    far.says({ type: 'release', guard: 99 });
    far.says({ type: 'leaves', number: 77 });
    far.says({ type: 'dies', number: 77 });
    far.says({ type: 'forgets', object: 123_456 });
    expect(far.outcome(far.does(number, 'add', [1]))).toBe(5);
    expect(far.heard).toHaveLength(1);
  });
});

describe('a process that has gone', () => {
  test('leaves its locks abandoned, and gives back permits and what it reads', () => {
    const [lock, semaphore, settings] = [new Lock(), new Semaphore(3), new RwLock()];
    far.does(far.gets(lock), 'acquire');
    const number = far.gets(semaphore);
    far.does(number, 'acquire', [{ permits: 2 }]);
    far.does(number, 'acquire');
    far.does(number, 'release', [1]);
    far.does(far.gets(settings), '_acquire', [false]);
    far.dies();
    expect(lock.abandoned).toBe(true);
    expect(semaphore.available).toBe(3);
    expect(settings.locked).toBe(false);
  });

  test('has given back no more than somebody else has already', () => {
    const bounded = new BoundedSemaphore(1);
    const number = far.gets(bounded);
    const call = far.does(number, 'acquire');
    bounded.release();
    far.says({ type: 'release', guard: far.guardOf(call) });
    far.does(number, 'acquire');
    bounded.release();
    far.dies();
    expect(bounded.available).toBe(1);
  });

  test('waits nowhere any more, and nothing is kept for it', async () => {
    const [queue, lock] = [new Queue<string>(), new Lock()];
    const guard = await lock.acquire();
    const numbers = [far.gets(queue), far.gets(lock)];
    const calls = [far.does(numbers[0]!, '_get'), far.does(numbers[1]!, 'acquire')];
    far.dies();
    expect(numbers.map((number) => entryOf(number))).toEqual([undefined, undefined]);
    guard.release();
    expect(lock.locked).toBe(false);
    await queue.put('item');
    expect(queue.size).toBe(1);
    expect(calls.map((call) => far.outcome(call))).toEqual(['pending', 'pending']);
  });

  test('has what it took and did not mark put back at the front, where that is asked for', async () => {
    far.dies();
    far = new Far(true);
    const queue = new Queue<number>();
    await queue.putMany([1, 2, 3, 4]);
    const number = far.gets(queue);
    far.does(number, '_get');
    far.does(number, '_getMany', [2]);
    far.does(number, 'taskDone');
    far.dies();
    expect(await queue.getMany()).toEqual([2, 3, 4]);
  });

  test('one of whose own processes has died leaves what that one held, and keeps the rest', () => {
    const [lock, other] = [new Lock(), new Lock()];
    far.does(far.gets(lock), 'acquire', [], 1);
    far.does(far.gets(other), 'acquire', [], 2);
    far.says({ type: 'dies', number: 1 });
    expect([lock.abandoned, other.abandoned]).toEqual([true, false]);
    expect(other.locked).toBe(true);
  });
});

test('a task that is no more but holds a lock is its holder until that is released', async () => {
  const lock = new Lock({ name: 'account' });
  const number = far.gets(lock);
  const call = far.does(number, 'acquire');
  far.says({ type: 'leaves', number: 1 });
  await expect(lock.acquire({ timeout: 0 })).rejects.toThrow('task (far) holds it');
  far.says({ type: 'release', guard: far.guardOf(call) });
  expect(far.outcome(far.does(number, 'acquire'))).toBe('failed'); // nobody has that number any more
  expect(lock.locked).toBe(false);
});

test('a cycle through two processes is told to the one that closes it', async () => {
  const [a, b] = [new Lock({ name: 'a' }), new Lock({ name: 'b' })];
  const [mine, theirs] = [far.gets(a), far.gets(b)];
  far.does(theirs, 'acquire');
  const here = spawn(function* here() {
    const first = yield* a.acquire();
    try {
      (yield* b.acquire()).release();
    } finally {
      first.release();
    }
  });
  while (here.state !== 'waiting') await Promise.resolve();
  const call = far.does(mine, 'acquire');
  far.says({ type: 'blocked', call, who: 1 });
  expect(far.outcome(call)).toBe('failed');
  far.does(theirs, 'release');
  await here;
  expect([a.locked, b.locked]).toEqual([false, false]);
});
