import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import { InvalidArgumentError, LockOrderError } from '../errors.ts';
import { acquireAll } from '../lock/acquire-all.ts';
import type { Guard } from '../lock/guard.ts';
import { Lock } from '../lock/lock.ts';
import { RLock } from '../lock/rlock.ts';
import { RwLock } from '../lock/rw-lock.ts';
import { installPlatform, platform } from '../realm.ts';
import { asked } from '../wait/asking.ts';
import { observe } from '../wait/observe.ts';
import { lockOrder } from './lock-order.ts';
import { captureStacks } from './stacks.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });

const { console } = globalThis as unknown as { console: { warn(text: string): void } };
type Take = (lock: Lock) => Guard;
let warnings: string[] = [];

beforeEach(() => {
  warnings = [];
  vi.spyOn(console, 'warn').mockImplementation((text) => void warnings.push(text));
});

afterEach(() => {
  lockOrder('off');
  captureStacks(false);
  vi.restoreAllMocks();
});

const locks = <const N extends readonly string[]>(...names: N) =>
  names.map((name) => new Lock({ name })) as { [K in keyof N]: Lock };

/** Takes one after another, and releases all. */
function nested(name: string, ...all: readonly Lock[]): Promise<unknown> {
  const body = function* () {
    const guards = [];
    try {
      for (const lock of all) guards.push(yield* lock.acquire());
    } finally {
      for (const guard of guards.toReversed()) guard.release();
    }
  };
  Object.defineProperty(body, 'name', { value: name });
  return spawn(body).toPromise();
}

test('two locks that are taken in both orders, one after the other, are told of without a deadlock', async () => {
  lockOrder('warn');
  const [a, b] = locks('a', 'b');
  await nested('first', a, b);
  expect(warnings).toEqual([]);
  await nested('second', b, a);
  expect(warnings).toEqual([
    'Heddle: locks are taken in different orders, which is a deadlock once it is done at the same time:\n' +
      'second (main) holds "b" and asks for "a"\n' +
      'before, first (main) holds "a" and asks for "b"',
  ]);
});

test('once for each two locks', async () => {
  lockOrder('warn');
  const [a, b, c] = locks('a', 'b', 'c');
  await nested('first', a, b, c);
  await nested('second', b, a);
  await nested('third', b, a);
  expect(warnings).toHaveLength(1);
  await nested('fourth', c, a);
  expect(warnings).toHaveLength(2);
});

test('a circle of three', async () => {
  lockOrder('warn');
  const [a, b, c] = locks('a', 'b', 'c');
  await nested('first', a, b);
  await nested('second', b, c);
  await nested('third', c, a);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain(
    'third (main) holds "c" and asks for "a"\n' +
      'before, first (main) holds "a" and asks for "b"\n' +
      'before, second (main) holds "b" and asks for "c"',
  );
});

test('by throw, the second lock is not taken', async () => {
  lockOrder('throw');
  const [a, b] = locks('a', 'b');
  await nested('first', a, b);
  await expect(nested('second', b, a)).rejects.toThrow(LockOrderError);
  await expect(nested('second', b, a)).rejects.toThrow('second (main) holds "b" and asks for "a"');
  expect([a.locked, b.locked]).toEqual([false, false]);
  expect(warnings).toEqual([]);
  await nested('third', a, b);
});

test('a thread that blocks, too', () => {
  lockOrder('throw');
  const [a, b] = locks('a', 'b');
  const take = (first: Lock, second: Lock): void => {
    using _ = first.acquireSync();
    using __ = second.acquireSync();
  };
  take(a, b);
  expect(() => take(b, a)).toThrow(LockOrderError);
  expect([a.locked, b.locked]).toEqual([false, false]);
});

test('a readers-writer lock and a re-entrant one', async () => {
  lockOrder('throw');
  const [rw, rlock] = [new RwLock({ name: 'rw' }), new RLock({ name: 'r' })];
  await spawn(function* () {
    using outer = yield* rlock.acquire();
    using again = yield* rlock.acquire();
    using read = yield* rw.read.acquire();
    using twice = yield* rw.read.acquire();
    expect([outer, again, read, twice]).toHaveLength(4);
  });
  await spawn(function* () {
    using _ = yield* rw.write.acquire();
    expect(() => rlock.acquire()).toThrow(LockOrderError);
  });
  expect([rw.locked, rlock.locked]).toEqual([false, false]);
});

test('acquireAll gives back what it had', async () => {
  const [a, b] = locks('a', 'b');
  (await acquireAll(a, b)).release(); // that is their order
  lockOrder('throw');
  await nested('by hand', b, a);
  const both = spawn(function* () {
    (yield* acquireAll(a, b)).release();
  });
  await expect(both).rejects.toThrow(LockOrderError);
  expect([a.locked, b.locked]).toEqual([false, false]);
});

describe('nothing is told of', () => {
  test('what is always taken in one order', async () => {
    lockOrder('throw');
    const [a, b, c] = locks('a', 'b', 'c');
    for (let round = 0; round < 3; round++) {
      await nested('abc', a, b, c);
      await nested('ac', a, c);
      await nested('bc', b, c);
    }
  });

  test('two tasks that hold one each', async () => {
    lockOrder('throw');
    const [a, b] = locks('a', 'b');
    const hold = (lock: Lock) =>
      spawn(function* () {
        using _ = yield* lock.acquire();
        yield* yieldNow();
      });
    for (const task of [hold(a), hold(b), hold(b), hold(a)]) await task;
  });

  test('what was released before', async () => {
    lockOrder('throw');
    const [a, b] = locks('a', 'b');
    await nested('ab', a, b);
    await nested('b', b);
    await spawn(function* () {
      (yield* b.acquire()).release();
      (yield* a.acquire()).release();
    });
  });

  test('flows that cannot be told apart', async () => {
    lockOrder('throw');
    const [a, b] = locks('a', 'b');
    for (const [first, second] of [
      [a, b],
      [b, a],
    ] as const) {
      using _ = await first.acquire();
      using __ = await second.acquire();
    }
  });

  test('tryAcquire, which waits for nobody', async () => {
    lockOrder('throw');
    const [a, b] = locks('a', 'b');
    await nested('ab', a, b);
    await spawn(function* () {
      using _ = yield* b.acquire();
      a.tryAcquire()!.release();
    });
  });
});

test('with stacks, the lines are told', () => {
  captureStacks(true);
  lockOrder('warn');
  const [a, b] = locks('a', 'b');
  // A program that lies elsewhere than Heddle's own modules.
  const program = (line: number): Take =>
    new Function(
      'lock',
      `${'\n'.repeat(line)}return lock.acquireSync();\n//# sourceURL=file:///user/program.js`,
    ) as never;
  const [first, second, third, fourth] = [10, 20, 30, 40].map(program) as [Take, Take, Take, Take];
  const guard = first(a);
  second(b).release();
  guard.release();
  const other = third(b);
  fourth(a).release();
  other.release();
  const lines = warnings[0]!.split('\n').filter((line) => line.startsWith('    '));
  expect(lines.map((line) => line.trim().replace(/ at .*program\.js:(\d)\d:.*/, ' at $1'))).toEqual(
    ['"b" taken at 3', '"a" asked for at 4', '"a" taken at 1', '"b" asked for at 2'],
  );
});

test('off, nobody listens, and what was known is forgotten', async () => {
  lockOrder('warn');
  const [a, b] = locks('a', 'b');
  await nested('first', a, b);
  lockOrder('throw');
  await expect(nested('second', b, a)).rejects.toThrow(LockOrderError);
  lockOrder('off');
  lockOrder('off');
  expect([asked, observe]).toEqual([undefined, undefined]);
  await nested('third', b, a);
  lockOrder('throw');
  await nested('fourth', b, a);
});

test.each([undefined, true, 'on', null])('lockOrder(%o) is refused', (mode) => {
  expect(() => lockOrder(mode as never)).toThrow(InvalidArgumentError);
  expect(asked).toBe(undefined);
});
