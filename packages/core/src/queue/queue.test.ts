import { array, assert, asyncProperty, constantFrom, integer } from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import type { Task } from '../coroutine/task.ts';
import {
  BlockingNotAllowedError,
  CancelledError,
  InvalidArgumentError,
  TaskDoneError,
  TimeoutError,
} from '../errors.ts';
import type { Operation } from '../operation/operation.ts';
import { sleep } from '../time/sleep.ts';
import { Queue } from './queue.ts';

/** Ends once every task that was ready at the call has had a step. */
const turn = (): Task<void> => spawn(() => {});

function filled<T>(maxsize: number, ...items: T[]): Queue<T> {
  const queue = new Queue<T>({ maxsize, name: 'jobs' });
  for (const item of items) queue.tryPut(item);
  return queue;
}

describe('put and get', () => {
  test('settle at the call where there is room and where there is an item', () => {
    const queue = new Queue<number>();
    expect(queue.put(1)._settled).toBe(true);
    expect(queue.get()._settled).toBe(true);
    expect(queue.get()._settled).toBe(false);
  });

  test('give the items in the order in which they came, and the very objects', async () => {
    const queue = new Queue<object>();
    const items = [{ a: 1 }, { b: 2 }, { c: 3 }];
    for (const item of items) await queue.put(item);
    for (const item of items) expect(await queue.get()).toBe(item);
  });

  test('serve those who wait in the order in which they came, coroutines and promises alike', async () => {
    const queue = new Queue<string>();
    const log: string[] = [];
    const first = spawn(function* () {
      log.push(`coroutine ${yield* queue.get()}`);
    });
    await turn();
    const second = queue.get().then((item) => log.push(`promise ${item}`));
    queue.tryPut('a');
    queue.tryPut('b');
    await Promise.all([first, second]);
    expect(log.toSorted()).toEqual(['coroutine a', 'promise b']);
  });

  test('a put waits while the queue is full, and its item keeps its place', async () => {
    const queue = filled(2, 'a', 'b');
    const [third, fourth] = [queue.put('c'), queue.put('d')];
    expect([queue.full, queue.size, third._settled]).toEqual([true, 2, false]);
    expect(await queue.get()).toBe('a');
    expect([third._settled, fourth._settled, queue.size]).toEqual([true, false, 2]);
    expect([await queue.get(), await queue.get(), await queue.get()]).toEqual(['b', 'c', 'd']);
    expect(fourth._settled).toBe(true);
  });

  test('a put does not overtake one that waits for room', async () => {
    const queue = filled(1, 'a');
    void queue.put('b');
    expect(queue.tryPut('c')).toBe(false);
    const last = queue.put('c');
    expect([await queue.get(), await queue.get(), await queue.get()]).toEqual(['a', 'b', 'c']);
    await last;
  });

  test('a get does not overtake one that waits', async () => {
    const queue = new Queue<string>();
    const waiting = queue.get();
    expect(queue.tryGet()).toBeUndefined();
    queue.tryPut('a');
    expect(await waiting).toBe('a');
  });

  test('any order of puts and gets gives each item once, in order', async () => {
    const steps = array(constantFrom('put', 'get'), { maxLength: 60 });
    await assert(
      asyncProperty(steps, integer({ min: 0, max: 4 }), async (actions, maxsize) => {
        const queue = new Queue<number>({ maxsize });
        const gets: Operation<number>[] = [];
        let puts = 0;
        for (const action of actions) {
          if (action === 'put') void queue.put(puts++);
          else gets.push(queue.get());
          expect(maxsize === 0 || queue.size <= maxsize).toBe(true);
        }
        const served = gets.filter((get) => get._settled);
        expect(served).toHaveLength(Math.min(puts, gets.length));
        expect(await Promise.all(served.map((get) => get.toPromise()))).toEqual([...served.keys()]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('tryPut and tryGet', () => {
  test('put if there is room, and get if there is an item, at this moment', () => {
    const queue = new Queue<number>({ maxsize: 1 });
    expect(queue.tryGet()).toBeUndefined();
    expect([queue.tryPut(1), queue.tryPut(2)]).toEqual([true, false]);
    expect([queue.tryGet(), queue.tryGet()]).toEqual([1, undefined]);
  });

  test('feed those who wait', async () => {
    const queue = filled(1, 'a');
    const put = queue.put('b');
    expect(queue.tryGet()).toBe('a');
    await put;
    expect(queue.tryGet()).toBe('b');
  });
});

describe('the numbers', () => {
  test('size, empty, full and maxsize show this moment', () => {
    const queue = new Queue<number>({ maxsize: 2 });
    expect([queue.size, queue.empty, queue.full, queue.maxsize]).toEqual([0, true, false, 2]);
    queue.tryPut(1);
    expect([queue.size, queue.empty, queue.full]).toEqual([1, false, false]);
    queue.tryPut(2);
    expect([queue.size, queue.empty, queue.full]).toEqual([2, false, true]);
  });

  test('without a bound a queue is never full', () => {
    const queue = new Queue<number>();
    for (let i = 0; i < 1000; i++) expect(queue.tryPut(i)).toBe(true);
    expect([queue.full, queue.size, queue.shared]).toEqual([false, 1000, false]);
  });
});

describe('nothing is lost by a wait that is given up', () => {
  test('a get that timed out takes no item, and the next one gets it', async () => {
    const queue = new Queue<number>({ name: 'jobs' });
    const late = queue.get({ timeout: 1 });
    const next = queue.get();
    await expect(late).rejects.toThrow(TimeoutError);
    await expect(late).rejects.toThrow(
      'get from queue "jobs" timed out after 1 ms: it holds 0 items',
    );
    queue.tryPut(1);
    expect(await next).toBe(1);
  });

  test('a put that timed out leaves no item behind, and the others keep their places', async () => {
    const queue = filled(1, 'a');
    const late = queue.put('late', { timeout: 1 });
    const next = queue.put('b');
    await expect(late).rejects.toThrow(
      'put into queue "jobs" timed out after 1 ms: it holds 1 of 1 items',
    );
    expect([await queue.get(), await queue.get()]).toEqual(['a', 'b']);
    await next;
    expect(queue.empty).toBe(true);
  });

  test.each([
    ['get', (queue: Queue<string>, signal: AbortSignal) => queue.get({ signal }), []],
    ['put', (queue: Queue<string>, signal: AbortSignal) => queue.put('b', { signal }), ['a']],
  ])('an aborted %s changes nothing', async (_, wait, items) => {
    const queue = filled(1, ...items);
    await expect(wait(queue, AbortSignal.abort('at once'))).rejects.toBe('at once');
    const controller = new AbortController();
    const waiting = wait(queue, controller.signal);
    controller.abort('later');
    await expect(waiting).rejects.toBe('later');
    expect(queue.size).toBe(items.length);
  });

  test('a coroutine cancelled before its item came does not take it', async () => {
    const queue = new Queue<number>();
    const getting = spawn(function* () {
      yield* queue.get();
    });
    await turn();
    getting.cancel();
    queue.tryPut(1);
    await expect(getting).rejects.toThrow(CancelledError);
    expect(queue.tryGet()).toBe(1);
  });

  test('a coroutine cancelled after its item came has it', async () => {
    const queue = new Queue<number>();
    const items: number[] = [];
    const getting = spawn(function* () {
      for (;;) items.push(yield* queue.get());
    });
    await turn();
    queue.tryPut(1);
    getting.cancel();
    await expect(getting).rejects.toThrow(CancelledError);
    expect([items, queue.size]).toEqual([[1], 0]);
  });

  test('a coroutine cancelled while it puts leaves no item, and its slot goes to the next', async () => {
    const queue = filled(1, 'a');
    const putting = spawn(function* () {
      yield* queue.put('cancelled');
    });
    await turn();
    const next = queue.put('b');
    putting.cancel();
    expect(queue.tryGet()).toBe('a');
    await next;
    await expect(putting).rejects.toThrow(CancelledError);
    expect([queue.tryGet(), queue.tryGet()]).toEqual(['b', undefined]);
  });

  test('a put that a coroutine leaves behind is withdrawn', async () => {
    const queue = filled(1, 'a');
    await spawn(function* () {
      void queue.put('left behind');
      yield* sleep(0);
    });
    expect([queue.tryGet(), queue.tryGet()]).toEqual(['a', undefined]);
  });
});

describe('taskDone and join', () => {
  test('join ends at once on a queue that was never used', async () => {
    expect(new Queue().join()._settled).toBe(true);
  });

  test('join waits until each item that was put has been worked off, again for each batch', async () => {
    const queue = new Queue<number>();
    for (let batch = 0; batch < 2; batch++) {
      queue.tryPut(1);
      queue.tryPut(2);
      const joins = [queue.join(), queue.join()];
      queue.tryGet();
      queue.tryGet();
      queue.taskDone();
      expect(joins.map((join) => join._settled)).toEqual([false, false]);
      queue.taskDone();
      await Promise.all(joins);
    }
  });

  test('a put that waits for room is not counted before it is in', async () => {
    const queue = filled(1, 'a');
    const put = queue.put('b');
    await expect(queue.join({ timeout: 0 })).rejects.toThrow(
      'join of queue "jobs" timed out after 0 ms: 1 item is not done',
    );
    queue.tryGet();
    await put;
    await expect(queue.join({ timeout: 0 })).rejects.toThrow('2 items are not done');
  });

  test('taskDone more often than items were put throws TaskDoneError', () => {
    const queue = filled(0, 'a');
    queue.taskDone();
    expect(() => queue.taskDone()).toThrow(TaskDoneError);
    expect(() => queue.taskDone()).toThrow(
      'taskDone of queue "jobs" was called more often than items were put',
    );
  });
});

describe('bad input', () => {
  test.each([
    [{ maxsize: -1 }],
    [{ maxsize: 1.5 }],
    [{ maxsize: NaN }],
    [{ maxsize: Infinity }],
    [{ maxsize: '5' }],
    [{ maxsize: null }],
    [{ name: 5 }],
    [5],
    ['jobs'],
    [null],
  ])('a queue cannot be made with %o', (options) => {
    expect(() => new Queue(options as never)).toThrow(InvalidArgumentError);
    expect(() => new Queue(options as never)).toThrow(/^new Queue: .*, got /);
  });

  test.each([[{ timeout: -1 }], [{ timeout: '5' }], [{ signal: 5 }], [5], [null]])(
    'put, get and join with %o are refused at the call, and the queue is as it was',
    (options) => {
      const queue = filled(0, 'a');
      const calls = [
        () => queue.put('b', options as never),
        () => queue.get(options as never),
        () => queue.join(options as never),
      ];
      for (const call of calls) expect(call).toThrow(InvalidArgumentError);
      expect(queue.size).toBe(1);
    },
  );

  test('the Sync forms are refused where a thread may not block, even if they had not to wait', () => {
    const queue = filled(0, 'a');
    for (const call of [() => queue.putSync('b'), () => queue.getSync(), () => queue.joinSync()]) {
      expect(call).toThrow(BlockingNotAllowedError);
    }
    expect(queue.size).toBe(1);
  });

  test('a queue cannot be copied: structuredClone and JSON.stringify refuse it', () => {
    const queue = new Queue();
    expect(() => structuredClone(queue)).toThrow(
      expect.objectContaining({ name: 'DataCloneError' }),
    );
    expect(() => JSON.stringify([queue])).toThrow(/toHandle/);
  });

  test('types: items are of the type of the queue', () => {
    const queue = new Queue<number>();
    expectTypeOf(queue.get({ timeout: 0 }).catch(() => 0)).toEqualTypeOf<Promise<number>>();
    expectTypeOf(queue.get).returns.toEqualTypeOf<Operation<number>>();
    expectTypeOf(queue.tryGet()).toEqualTypeOf<number | undefined>();
    // @ts-expect-error an item of the wrong kind
    void queue.put('text');
    expect(queue.size).toBe(1);
  });
});
