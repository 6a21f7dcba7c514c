import {
  CancelledError,
  CannotSendError,
  InvalidArgumentError,
  InvalidStateError,
  LocalExecutor,
  Queue,
  run,
  ShutDownError,
  sleep,
  spawn,
  TimeoutError,
  type LocalExecutorOptions,
} from '@heddle/core';
import { describe, expect, test } from 'vitest';
import { WorkerPool } from './worker-pool.ts';

/** A pool whose workers are tasks of this thread. */
class LocalPool extends WorkerPool {
  constructor(options: LocalExecutorOptions = {}) {
    super(new LocalExecutor({ maxWorkers: 2, ...options }));
  }
}

const add = (a: number, b: number): number => a + b;
const double = (n: number): number => n * 2;
const odd = (n: number): number => {
  if (n % 2 === 1) throw new RangeError(`${n} is odd`);
  return n;
};

/** Functions that end when they are told, in whichever order. */
function gates(count: number): {
  open: ((n: number) => void)[];
  wait: (n: number) => Promise<number>;
} {
  const all = Array.from({ length: count }, () => Promise.withResolvers<number>());
  return { open: all.map(({ resolve }) => resolve), wait: (n) => all[n]!.promise };
}

function* failing(count: number): Generator<number> {
  for (let n = 0; n < count; n++) yield n;
  throw new RangeError('no more items');
}

async function* later<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) {
    await sleep(0);
    yield item;
  }
}

const thrown = (error: unknown): unknown => error;

describe('apply', () => {
  test('149: gives what the function gives, or throws', async () => {
    await using pool = new LocalPool();
    expect(await pool.apply(add, [1, 2])).toBe(3);
    expect(await pool.apply(() => 'nothing given')).toBe('nothing given');
    await expect(pool.apply(odd, [1]).toPromise()).rejects.toThrow('1 is odd');
    const inCoroutine = run(function* () {
      return yield* pool.apply(add, [3, 4]);
    });
    expect(await inCoroutine).toBe(7);
  });

  test('its limit ends the wait only', async () => {
    await using pool = new LocalPool({ name: 'p' });
    const { open, wait } = gates(1);
    const done: number[] = [];
    const work = async (): Promise<void> => void done.push(await wait(0));
    await expect(pool.apply(work, [], { timeout: 1 }).toPromise()).rejects.toThrow(
      'result of call of work in executor "p" timed out after 1 ms: it is running',
    );
    open[0]!(5);
    pool.close();
    await pool.join();
    expect(done).toEqual([5]);
  });

  test('refuses what is no function, and what is no array of arguments', async () => {
    await using pool = new LocalPool();
    expect(() => pool.apply(5 as never, [] as never)).toThrow(
      new InvalidArgumentError('apply: needs a function to call, got 5'),
    );
    expect(() => pool.apply(add, 1 as never)).toThrow(
      new InvalidArgumentError('apply: args must be an array, got 1'),
    );
  });
});

describe('applyAsync', () => {
  test('150: tells when it is ready, and whether it went well', async () => {
    await using pool = new LocalPool({ name: 'p' });
    const { open, wait } = gates(1);
    const result = pool.applyAsync(wait, [0]);
    expect(result.ready).toBe(false);
    expect(() => result.successful()).toThrow(InvalidStateError);
    await expect(result.get({ timeout: 1 }).toPromise()).rejects.toThrow(
      new TimeoutError(
        'get of call of wait in executor "p" timed out after 1 ms: it is running',
        1,
      ),
    );
    await expect(result.wait({ timeout: 0 }).toPromise()).rejects.toThrow(TimeoutError);
    open[0]!(5);
    await result.wait();
    expect([result.ready, result.successful(), await result.get()]).toEqual([true, true, 5]);
    const failed = pool.applyAsync(odd, [1]);
    await failed.wait();
    expect([failed.ready, failed.successful()]).toEqual([true, false]);
    await expect(failed.get().toPromise()).rejects.toThrow('1 is odd');
  });

  test('156: calls back once, in one of two ways', async () => {
    await using pool = new LocalPool();
    const told: unknown[] = [];
    const callback = (value: unknown): void => void told.push(value);
    const errorCallback = (error: unknown): void => void told.push(String(error));
    const options = { callback, errorCallback };
    await pool.applyAsync(add, [1, 2], options).wait();
    await pool.applyAsync(odd, [1], options).wait();
    await pool.mapAsync(double, [1, 2], options).wait();
    await pool.mapAsync(odd, [1, 2, 3], options).wait();
    await pool.starmapAsync(add, [[1, 2]], options).wait();
    expect(told).toEqual([3, 'RangeError: 1 is odd', [2, 4], 'RangeError: 1 is odd', [3]]);
  });

  test('refuses callbacks that are none, and starts nothing then', async () => {
    await using pool = new LocalPool();
    expect(() => pool.applyAsync(add, [1, 2], { callback: 5 as never })).toThrow(
      'applyAsync: callback must be a function, got 5',
    );
    expect(() => pool.mapAsync(double, [1], { errorCalback: thrown } as never)).toThrow(
      'mapAsync: there is no option "errorCalback"; did you mean errorCallback?',
    );
    expect(pool.workers).toBe(0);
  });
});

describe.each([1, 2, 3, 7])('map, with chunks of %i', (chunksize) => {
  test('151: gives all results in the order of the items', async () => {
    await using pool = new LocalPool();
    for (const items of [[1, 2, 3, 4, 5], new Set([1, 2, 3, 4, 5]), later([1, 2, 3, 4, 5])]) {
      expect(await pool.map(double, items, { chunksize })).toEqual([2, 4, 6, 8, 10]);
    }
    expect(await pool.mapAsync(double, [1, 2, 3], { chunksize }).get()).toEqual([2, 4, 6]);
  });

  test('151: throws the first failure once all calls have ended', async () => {
    await using pool = new LocalPool();
    const ended: number[] = [];
    const work = async (n: number): Promise<number> => {
      await sleep(0);
      ended.push(n);
      return odd(n);
    };
    await expect(pool.map(work, [0, 1, 2, 3, 4], { chunksize }).toPromise()).rejects.toThrow(
      '1 is odd',
    );
    expect(ended.toSorted()).toEqual([0, 1, 2, 3, 4]);
  });

  test('152: spreads what starmap gets', async () => {
    await using pool = new LocalPool();
    const pairs: [number, number][] = [
      [1, 2],
      [3, 4],
      [5, 6],
    ];
    expect(await pool.starmap(add, pairs, { chunksize })).toEqual([3, 7, 11]);
    expect(await pool.starmapAsync(add, later(pairs), { chunksize }).get()).toEqual([3, 7, 11]);
    await expect(
      pool.starmap(add, [[1, 2], 5] as never, { chunksize }).toPromise(),
    ).rejects.toThrow('starmap: each item must be an array of arguments, got 5');
  });

  test('155: throws what the iterable throws after all that came before', async () => {
    await using pool = new LocalPool();
    for (const items of [failing(3), later(failing(3))]) {
      const called: number[] = [];
      const work = (n: number): number => called.push(n);
      await expect(pool.map(work, items, { chunksize }).toPromise()).rejects.toThrow(
        'no more items',
      );
      expect(called).toEqual([0, 1, 2]);
    }
    await expect(pool.map(odd, failing(3), { chunksize }).toPromise()).rejects.toThrow('1 is odd');
  });

  test('153: imap goes on after a failure', async () => {
    await using pool = new LocalPool();
    const results = pool.imap(odd, later(failing(4)), { chunksize });
    const got: unknown[] = [];
    for (let n = 0; n < 5; n++) got.push(await results.next().catch(String));
    expect(got).toEqual([
      { done: false, value: 0 },
      'RangeError: 1 is odd',
      { done: false, value: 2 },
      'RangeError: 3 is odd',
      'RangeError: no more items',
    ]);
    expect(await results.next()).toEqual({ done: true, value: undefined });
    expect(await results.next()).toEqual({ done: true, value: undefined });
  });

  test('162: nothing gives nothing', async () => {
    await using pool = new LocalPool();
    expect(await pool.map(double, [], { chunksize })).toEqual([]);
    expect(await pool.starmap(add, [], { chunksize })).toEqual([]);
    expect(await pool.mapAsync(double, later([]), { chunksize }).get()).toEqual([]);
    for await (const _ of pool.imap(double, [], { chunksize })) expect.unreachable();
    for await (const _ of pool.imapUnordered(double, [], { chunksize })) expect.unreachable();
  });
});

describe('imap', () => {
  test('153: gives each result as soon as those before it are there', async () => {
    await using pool = new LocalPool({ maxWorkers: 3 });
    const { open, wait } = gates(3);
    const results = pool.imap(wait, [0, 1, 2]);
    const all = [results.next(), results.next(), results.next(), results.next()];
    open[1]!(1);
    await expect(results.next({ timeout: 1 }).toPromise()).rejects.toThrow(TimeoutError);
    open[0]!(0);
    expect(await Promise.all(all.slice(0, 2))).toEqual([
      { done: false, value: 0 },
      { done: false, value: 1 },
    ]);
    await expect(results.next({ timeout: 1 }).toPromise()).rejects.toThrow(
      'timed out after 1 ms: 2 of 3 items are done',
    );
    open[2]!(2);
    expect(await Promise.all(all.slice(2))).toEqual([
      { done: false, value: 2 },
      { done: true, value: undefined },
    ]);
  });

  test('153: who gives up takes no result away', async () => {
    await using pool = new LocalPool();
    const { open, wait } = gates(1);
    const results = pool.imap(wait, [0]);
    await expect(results.next({ timeout: 1 }).toPromise()).rejects.toThrow(TimeoutError);
    await expect(results.next({ timeout: 0 }).toPromise()).rejects.toThrow(TimeoutError);
    const left = spawn(() => results.next());
    left.cancel();
    await left.catch(thrown);
    open[0]!(7);
    expect(await results.next()).toEqual({ done: false, value: 7 });
    expect((await results.next({ timeout: 0 }).catch(() => undefined))?.done ?? true).toBe(true);
  });

  test('154: imapUnordered gives them as they end', async () => {
    await using pool = new LocalPool({ maxWorkers: 3 });
    const { open, wait } = gates(3);
    const results = pool.imapUnordered(wait, [0, 1, 2]);
    const got: number[] = [];
    for (const n of [1, 2, 0]) {
      open[n]!(n);
      got.push((await results.next()).value!);
    }
    expect([got, (await results.next()).done]).toEqual([[1, 2, 0], true]);
  });

  test('takes no more of its source than it may', async () => {
    await using pool = new LocalPool();
    let taken = 0;
    function* endless(): Generator<number> {
      for (;;) yield taken++;
    }
    const got: number[] = [];
    for await (const n of pool.imap(double, endless(), { buffersize: 2 })) {
      got.push(n);
      if (got.length === 3) break;
    }
    expect(got).toEqual([0, 2, 4]);
    expect(taken).toBeLessThanOrEqual(5);
    pool.close();
    await pool.join();
  });

  test('who leaves it cancels what has not begun', async () => {
    await using pool = new LocalPool({ maxWorkers: 1 });
    const called: number[] = [];
    const { open, wait } = gates(3);
    const work = (n: number): Promise<number> => {
      called.push(n);
      return wait(n);
    };
    const results = pool.imap(work, [0, 1, 2]);
    const waiting = [results.next(), results.next()];
    open[0]!(0);
    expect(await waiting[0]).toEqual({ done: false, value: 0 });
    await results.return();
    expect(await waiting[1]).toEqual({ done: true, value: undefined });
    open[1]!(1);
    pool.close();
    await pool.join();
    expect(called).not.toContain(2);
  });

  test('who leaves it gets nothing more of what has come, either', async () => {
    await using pool = new LocalPool({ maxWorkers: 1 });
    const results = pool.imap((n: number) => n, [0, 1, 2, 3], { chunksize: 4 });
    expect(await results.next()).toEqual({ done: false, value: 0 });
    await results.return();
    expect(await results.next()).toEqual({ done: true, value: undefined });
  });
});

describe('its end', () => {
  test('157: close refuses more, and what it has still runs', async () => {
    const pool = new LocalPool({ name: 'p' });
    expect(() => pool.join()).toThrow(
      new InvalidStateError(
        'join of executor "p": it still takes calls; close or terminate it first',
      ),
    );
    const { open, wait } = gates(2);
    const result = pool.applyAsync(wait, [0]);
    const all = pool.mapAsync(double, later([1, 2, 3]));
    const few = pool.imap(double, [1, 2, 3], { buffersize: 1 });
    pool.close();
    pool.close();
    for (const refused of [
      () => pool.apply(add, [1, 2]),
      () => pool.applyAsync(add, [1, 2]),
      () => pool.map(double, [1]),
      () => pool.starmapAsync(add, [[1, 2]]),
      () => pool.imap(double, [1]),
      () => pool.warmUp(),
    ]) {
      expect(refused).toThrow(ShutDownError);
    }
    const joined = pool.join();
    await expect(pool.join({ timeout: 1 }).toPromise()).rejects.toThrow(TimeoutError);
    open[0]!(5);
    const got: number[] = [];
    for await (const n of few) got.push(n);
    await joined;
    expect([await result.get(), await all.get(), got]).toEqual([5, [2, 4, 6], [2, 4, 6]]);
    expect(pool.workers).toBe(0);
    await pool.join({ timeout: 0 });
  });

  test('158: terminate loses what is outstanding, and says so', async () => {
    const pool = new LocalPool({ maxWorkers: 1, name: 'p' });
    const { wait } = gates(2);
    const told: unknown[] = [];
    const running = pool.applyAsync(wait, [0]);
    const waiting = pool.applyAsync(wait, [1], { errorCallback: (error) => told.push(error) });
    const forEver = pool.imap(double, new Queue<number>());
    const all = pool.mapAsync(double, later([1, 2, 3]));
    await sleep(0);
    await pool.terminate();
    await pool.join();
    expect(pool.workers).toBe(0);
    await expect(running.get().toPromise()).rejects.toThrow('ended');
    await expect(waiting.get().toPromise()).rejects.toThrow(CancelledError);
    expect(told).toEqual([expect.any(CancelledError)]);
    await expect(all.get().toPromise()).rejects.toThrow(CancelledError);
    expect(await forEver.next().catch(thrown)).toMatchObject({
      message: 'the rest of a map in executor "p" was cancelled as that was terminated',
    });
    expect(await forEver.next()).toEqual({ done: true, value: undefined });
    await pool.terminate();
    expect(() => pool.apply(add, [1, 2])).toThrow('apply: executor "p" was terminated; make a new');
  });

  test('159: who leaves its block terminates it', async () => {
    let result;
    {
      await using pool = new LocalPool({ maxWorkers: 1 });
      result = pool.applyAsync(() => new Promise<void>(() => {}));
      await sleep(0);
    }
    await result.wait();
    expect(result.successful()).toBe(false);
  });

  test('no copy of it is made', async () => {
    await using pool = new LocalPool();
    for (const one of [pool, pool.applyAsync(add, [1, 2]), pool.imap(double, [])]) {
      expect(() => structuredClone(one)).toThrow(DOMException);
      expect(() => JSON.stringify(one)).toThrow(CannotSendError);
    }
  });
});
