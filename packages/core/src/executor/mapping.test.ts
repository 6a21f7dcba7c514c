import { describe, expect, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import { InvalidArgumentError, InvalidStateError, ShutDownError, TimeoutError } from '../errors.ts';
import { Event } from '../lock/event.ts';
import type { Coroutine } from '../coroutine/task.ts';
import { sleep } from '../time/sleep.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { LocalExecutor, type LocalExecutorOptions } from './local-executor.ts';
import type { MapOptions } from './map-options.ts';

const failure = new RangeError('boom');
const double = (n: number): number => n * 2;
const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

/** A source that counts what was taken of it, and whether it was left. */
function counted(
  count: number,
  end?: () => void,
): { taken: number; left: boolean; items: Iterable<number> } {
  const source = { taken: 0, left: false, items: items() };
  function* items(): Generator<number> {
    try {
      for (let n = 0; n < count; n++) {
        source.taken++;
        yield n;
      }
      end?.();
    } finally {
      source.left = true;
    }
  }
  return source;
}

async function* later<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) {
    await sleep(0);
    yield item;
  }
}

function made(options: LocalExecutorOptions = {}): LocalExecutor {
  return new LocalExecutor({ maxWorkers: 2, ...options });
}

describe('all results', () => {
  test.each<[string, MapOptions]>([
    ['at once', {}],
    ['with chunks', { chunksize: 3 }],
    ['with a bound', { buffersize: 1 }],
    ['with both', { chunksize: 3, buffersize: 2 }],
    ['with time enough', { timeout: 100_000 }],
  ])('come in the order of the items: %s', async (_, options) => {
    const pool = made();
    for (const items of [upTo(10), new Set(upTo(10)), counted(10).items, later(upTo(10))]) {
      expect(await pool.map(double, items, options)).toEqual(upTo(10).map(double));
    }
    const got: number[] = [];
    for await (const n of pool.map(double, later(upTo(10)), options)) got.push(n);
    expect(got).toEqual(upTo(10).map(double));
    expect(await pool.map(double, [], options)).toEqual([]);
    expect(await pool.map(double, later([]), options)).toEqual([]);
    await pool.shutdown();
  });

  test('come as they are there where their order does not matter', async () => {
    const pool = made();
    const gates = upTo(2).map(() => Promise.withResolvers<void>());
    const wait = async (n: number): Promise<number> => {
      await gates[n]!.promise;
      return n;
    };
    const results = pool.map(wait, [0, 1], { ordered: false })[Symbol.asyncIterator]();
    gates[1]!.resolve();
    expect(await results.next()).toEqual({ done: false, value: 1 });
    gates[0]!.resolve();
    expect(await results.next()).toEqual({ done: false, value: 0 });
    expect(await results.next()).toEqual({ done: true, value: undefined });
    await pool.shutdown();
  });

  test('in a coroutine: all, or each by forEach', async () => {
    const pool = made();
    const got: number[] = [];
    const all = await spawn(function* () {
      yield* pool.map(double, [1, 2]).forEach((n) => void got.push(n));
      yield* pool.map(double, [3]).forEach(function* (n) {
        yield* sleep(0);
        got.push(n);
      });
      return yield* pool.map(double, [4, 5]);
    });
    expect([got, all]).toEqual([
      [2, 4, 6],
      [8, 10],
    ]);
    await pool.shutdown();
  });

  test('are given once; awaited again they are the same', async () => {
    const pool = made();
    const results = pool.map(double, [1]);
    expect(await results).toBe(await results);
    expect(() => results[Symbol.asyncIterator]()).toThrow(InvalidStateError);
    await pool.shutdown();
  });
});

describe('items', () => {
  test('are all taken at once', async () => {
    const pool = made();
    const source = counted(10);
    const results = pool.map(double, source.items);
    expect(source.taken).toBe(10);
    await results;
    await pool.shutdown();
  });

  test('with a bound, as many as that, and one more for each result that is taken', async () => {
    const pool = made();
    for (const [buffersize, chunksize] of [
      [2, 1],
      [2, 3],
    ] as const) {
      const source = counted(12);
      const mapping = pool.map(double, source.items, { buffersize, chunksize });
      const results = mapping[Symbol.asyncIterator]();
      expect(source.taken).toBe(buffersize * chunksize);
      await results.next();
      expect(source.taken).toBe((buffersize + 1) * chunksize);
      await results.return!();
      expect(source.left).toBe(true);
    }
    await pool.shutdown();
  });

  test('that come in time are called as they come: a result is there before the next item', async () => {
    const pool = made();
    const gates = upTo(3).map(() => Promise.withResolvers<void>());
    async function* source(): AsyncGenerator<number> {
      for (const [n, gate] of gates.entries()) {
        await gate.promise;
        yield n;
      }
    }
    const results = pool.map(double, source())[Symbol.asyncIterator]();
    for (const [n, gate] of gates.entries()) {
      gate.resolve();
      expect(await results.next()).toEqual({ done: false, value: n * 2 });
    }
    expect((await results.next()).done).toBe(true);
    await pool.shutdown();
  });

  test('without end, where somebody takes some', async () => {
    const pool = made();
    async function* endless(): AsyncGenerator<number> {
      for (let n = 0; ; n++) yield n;
    }
    const got: number[] = [];
    for await (const n of pool.map(double, endless(), { buffersize: 2 })) {
      if (got.push(n) === 3) break;
    }
    expect(got).toEqual([0, 2, 4]);
    await pool.shutdown();
  });

  test('are taken as there is room, where the executor has a bound', async () => {
    const pool = made({ maxWorkers: 1, maxQueue: 2 });
    const source = counted(20);
    const results = pool.map(double, source.items);
    expect(source.taken).toBe(3);
    expect(await results).toEqual(upTo(20).map(double));
    expect(await pool.map(double, later(upTo(20)))).toEqual(upTo(20).map(double));
    const gate = Promise.withResolvers<void>();
    const others = upTo(3).map(() => pool.submit(() => gate.promise));
    const behind = pool.map(double, upTo(5));
    expect(pool.waiting).toBe(2);
    gate.resolve();
    expect(await behind).toEqual(upTo(5).map(double));
    await Promise.all(others);
    await pool.shutdown();
  });
});

describe('an error', () => {
  const odd = (n: number): number => {
    if (n % 2 === 1) throw failure;
    return n;
  };

  test('of a call comes where its result would, and is the end', async () => {
    const pool = made();
    const got: number[] = [];
    const results = pool.map(odd, [0, 2, 3, 4])[Symbol.asyncIterator]();
    for (const n of [0, 2]) expect(await results.next()).toEqual({ done: false, value: n });
    await expect(results.next()).rejects.toBe(failure);
    expect((await results.next()).done).toBe(true);
    expect(got).toEqual([]);
    await expect(pool.map(odd, [0, 1]).toArray().toPromise()).rejects.toBe(failure);
    await expect(pool.map(odd, [0, 1, 2], { chunksize: 2 }).toArray().toPromise()).rejects.toBe(
      failure,
    );
    await expect(pool.map(odd, [0, 1], { ordered: false }).toArray().toPromise()).rejects.toBe(
      failure,
    );
    expect(await pool.submit(double, 1)).toBe(2);
    await pool.shutdown();
  });

  test('of a source that is asked at once is thrown by map(), and what was submitted is cancelled', async () => {
    const pool = made({ maxWorkers: 1 });
    const begun: number[] = [];
    const source = counted(3, () => {
      throw failure;
    });
    expect(() => pool.map((n: number) => begun.push(n), source.items)).toThrow(failure);
    await pool.shutdown();
    expect(begun).toEqual([]);
  });

  test.each([1, 2])(
    'of a source that is asked later comes after all results, with chunks of %i',
    async (chunksize) => {
      const pool = made();
      const fails = (): never => {
        throw failure;
      };
      for (const items of [counted(3, fails).items, later(counted(3, fails).items)]) {
        const got: number[] = [];
        const reading = async (): Promise<void> => {
          for await (const n of pool.map(double, items, { buffersize: 1, chunksize })) got.push(n);
        };
        await expect(reading()).rejects.toBe(failure);
        expect(got).toEqual([0, 2, 4]);
      }
      await pool.shutdown();
    },
  );

  test('of onProgress is thrown where the next result would come', async () => {
    const pool = made();
    const results = pool.map(double, [1, 2, 3], {
      onProgress: () => {
        throw failure;
      },
    });
    await expect(results.toArray().toPromise()).rejects.toBe(failure);
    expect(await pool.submit(double, 1)).toBe(2);
    await pool.shutdown();
  });

  test.each([
    ['at once', (items: Iterable<number>) => items, [0, 2]],
    ['in time', later, [0]],
  ] as const)(
    'of an executor that was shut down meanwhile comes after the results of what it had, and a source of items %s is left',
    async (_, as, atLeast) => {
      const pool = made();
      const source = counted(9);
      const got: number[] = [];
      const reading = async (): Promise<void> => {
        for await (const n of pool.map(double, as(source.items), { buffersize: 2 })) {
          got.push(n);
          void pool.shutdown({ wait: false });
        }
      };
      await expect(reading()).rejects.toThrow(ShutDownError);
      expect(got).toEqual(expect.arrayContaining([...atLeast]));
      expect(source.left).toBe(true);
      expect(() => pool.map(double, [1])).toThrow(ShutDownError);
      await pool.shutdown();
    },
  );

  test.each([
    [{ chunksize: 0 }],
    [{ chunksize: 1.5 }],
    [{ buffersize: 0 }],
    [{ timeout: -1 }],
    [{ onProgress: 5 }],
    [5],
    [null],
  ])('refuses %o, and takes nothing of the source', (options) => {
    const source = counted(3);
    expect(() => made().map(double, source.items, options as never)).toThrow(InvalidArgumentError);
    expect(source.taken).toBe(0);
  });

  test.each([[5], [undefined], [null], [{}]])('refuses %o as items', (items) => {
    expect(() => made().map(double, items as never)).toThrow(InvalidArgumentError);
  });
});

describe('who leaves early', () => {
  test('cancels what has not begun, and leaves the source', async () => {
    const pool = made({ maxWorkers: 1 });
    const begun: number[] = [];
    const source = counted(10);
    const note = async (n: number): Promise<number> => {
      begun.push(n);
      return n;
    };
    for await (const n of pool.map(note, source.items, { buffersize: 3 })) if (n === 1) break;
    await pool.shutdown();
    expect(begun.length).toBeLessThan(6);
    expect(source.left).toBe(true);
  });

  test('lets go on what runs, which the signal of with() ends', async () => {
    const pool = made();
    const controller = new AbortController();
    const ends: string[] = [];
    function* wait(name: string): Coroutine<string> {
      try {
        if (name === 'quick') return name;
        yield* new Event().wait();
        return name;
      } finally {
        ends.push(name);
      }
    }
    const { signal } = controller;
    for await (const _ of pool.with({ signal }).map(wait, ['quick', 'runs'])) break;
    await pool.submit(double, 1);
    expect(ends).toEqual(['quick']);
    controller.abort(failure);
    await pool.shutdown();
    expect(ends).toEqual(['quick', 'runs']);
  });

  test('ends a next() that waits', async () => {
    const pool = made();
    const gate = Promise.withResolvers<void>();
    const results = pool.map(() => gate.promise, [1])[Symbol.asyncIterator]();
    const next = results.next();
    await sleep(0);
    await results.return!();
    expect(await next).toEqual({ done: true, value: undefined });
    gate.resolve();
    await pool.shutdown();
  });

  test('by forEach that throws', async () => {
    const pool = made({ maxWorkers: 1 });
    const source = counted(10);
    const reading = spawn(function* () {
      yield* pool.map(double, source.items, { buffersize: 2 }).forEach(() => {
        throw failure;
      });
    });
    await expect(reading.toPromise()).rejects.toBe(failure);
    expect(source.left).toBe(true);
    await pool.shutdown();
  });
});

describe('a time limit', () => {
  test('is for all results together, counted from the call of map()', async () => {
    const pool = made({ maxWorkers: 1 });
    const clock = new VirtualClock();
    const gate = Promise.withResolvers<void>();
    const begun: number[] = [];
    const wait = async (n: number): Promise<number> => {
      begun.push(n);
      if (n > 0) await gate.promise;
      return n;
    };
    const results = pool.map(wait, upTo(5), { timeout: 20 })[Symbol.asyncIterator]();
    expect(await results.next()).toEqual({ done: false, value: 0 });
    const next = results.next().catch((thrown: unknown) => thrown);
    await clock.advance(20);
    const error = await next;
    expect(error).toBeInstanceOf(TimeoutError);
    expect((error as Error).message).toBe('map timed out after 20 ms: 1 of 5 calls have ended');
    expect((await results.next()).done).toBe(true);
    clock[Symbol.dispose]();
    gate.resolve();
    await pool.shutdown();
    expect(begun).toEqual([0, 1]);
  });

  test('is nothing for a result that is there', async () => {
    const pool = made();
    const clock = new VirtualClock();
    const ended = Promise.withResolvers<number>();
    const results = pool.map(double, [1], { timeout: 5, onProgress: ended.resolve });
    await ended.promise;
    await clock.advance(10);
    expect(await results).toEqual([2]);
    clock[Symbol.dispose]();
    await pool.shutdown();
  });
});

test('onProgress is told of each call that has ended, and of how many there are once that is known', async () => {
  const pool = made({ maxWorkers: 1 });
  const told: unknown[][] = [];
  const onProgress = (...all: unknown[]): void => void told.push(all);
  await pool.map(double, upTo(5), { chunksize: 2, onProgress });
  expect(told).toEqual([
    [2, 5],
    [4, 5],
    [5, 5],
  ]);
  told.length = 0;
  await pool.map(double, counted(3).items, { buffersize: 1, onProgress });
  expect(told).toEqual([
    [1, undefined],
    [2, undefined],
    [3, undefined],
  ]);
  told.length = 0;
  const gate = Promise.withResolvers<void>();
  const wait = (n: number): unknown => (n === 0 ? n : gate.promise);
  for await (const _ of pool.map(wait, upTo(9), { onProgress })) break;
  gate.resolve();
  await pool.shutdown();
  expect(told).toEqual([[1, 9]]); // nobody asks for the rest
});

test('onProgress is told of nothing more once a call has failed, or all were called off by their signal', async () => {
  const pool = made({ maxWorkers: 2 });
  const told: number[] = [];
  const fails = (n: number): number => {
    if (n === 2) throw failure;
    return n;
  };
  const onProgress = (done: number): void => void told.push(done);
  const results = pool.map(fails, upTo(6), { onProgress, ordered: false });
  await expect(results.toArray().toPromise()).rejects.toBe(failure);
  expect(told).toEqual([1, 2]);

  for (const ordered of [true, false]) {
    told.length = 0;
    const abort = new AbortController();
    const aborting = (done: number): void => {
      told.push(done);
      if (done === 2) abort.abort(failure);
    };
    const aborted = pool.with({ signal: abort.signal }).map(double, upTo(9), {
      onProgress: aborting,
      ordered,
    });
    await expect(aborted.toArray().toPromise()).rejects.toBe(failure);
    expect(told).toEqual([1, 2]);
  }
  await pool.shutdown();
});
