import { describe, expect, expectTypeOf, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import type { Coroutine, Task } from '../coroutine/task.ts';
import {
  BlockingNotAllowedError,
  CancelledError,
  InvalidArgumentError,
  NotOwnerError,
  TimeoutError,
} from '../errors.ts';
import type { Operation } from '../operation/operation.ts';
import { sleep } from '../time/sleep.ts';
import { inVirtualTime } from '../time/virtual-time.fixture.ts';
import { Guard } from './guard.ts';
import { Lock } from './lock.ts';

inVirtualTime();

/** Ends once every task that was ready at the call has had a step. */
const turn = (): Task<void> => spawn(() => {});

/** Takes the lock, notes its name, and lets the others come while it holds it. */
function* member(lock: Lock, name: string, log: string[]): Coroutine<void> {
  const guard = yield* lock.acquire();
  log.push(name);
  yield* sleep(0);
  guard.release();
}

describe('acquire', () => {
  test('of a free lock settles at the call, without a promise', () => {
    const lock = new Lock();
    const operation = lock.acquire();
    expect([operation._settled, operation._promise, lock.locked]).toEqual([true, undefined, true]);
    expect(operation._outcome()).toBeInstanceOf(Guard);
  });

  test('waits in the order of the calls, for those who await and those who yield* alike', async () => {
    const lock = new Lock();
    const log: string[] = [];
    const guard = await lock.acquire();
    const all: PromiseLike<unknown>[] = [];
    for (const name of ['a', 'b', 'c', 'd']) {
      if (name < 'c') {
        all.push(spawn(member, lock, name, log));
        await turn();
      } else {
        all.push(lock.acquire().then((mine) => (log.push(name), mine.release())));
      }
    }
    expect(log).toEqual([]);
    guard.release();
    await Promise.all(all);
    expect(log).toEqual(['a', 'b', 'c', 'd']);
    expect(lock.locked).toBe(false);
  });

  test('lets one in at a time', async () => {
    const lock = new Lock();
    let inside = 0;
    let most = 0;
    const tasks = Array.from({ length: 50 }, () =>
      spawn(function* () {
        const guard = yield* lock.acquire();
        most = Math.max(most, ++inside);
        yield* sleep(0);
        inside--;
        guard.release();
      }),
    );
    await Promise.all(tasks);
    expect(most).toBe(1);
  });

  test('50,000 waiters come one after the other, and 50,000 leave from anywhere in the line', async () => {
    const lock = new Lock();
    const guard = await lock.acquire();
    const count = 50_000;
    const order: number[] = [];
    const staying: PromiseLike<unknown>[] = [];
    const leaving: Operation<Guard>[] = [];
    for (let i = 0; i < count; i++) {
      staying.push(lock.acquire().then((mine) => (order.push(i), mine.release())));
      leaving.push(lock.acquire());
    }
    const left = leaving.map((wait) => wait.catch(() => 'left'));
    for (let i = 0; i < count; i += 2) leaving[i]!._giveUp('first the even ones');
    for (let i = count - 1; i > 0; i -= 2) leaving[i]!._giveUp('then the odd ones, from behind');
    guard.release();
    await Promise.all(staying);
    expect(order).toEqual([...Array(count).keys()]);
    expect(new Set(await Promise.all(left))).toEqual(new Set(['left']));
    expect(lock.locked).toBe(false);
  });

  test.each([
    [{ timeout: -1 }],
    [{ timeout: NaN }],
    [{ timeout: '5' }],
    [{ signal: {} }],
    [5],
    [null],
  ])('with %o is refused at the call, and the lock is as it was', (options) => {
    const lock = new Lock({ name: 'account' });
    expect(() => lock.acquire(options as never)).toThrow(InvalidArgumentError);
    expect(() => lock.acquire(options as never)).toThrow(/^acquire of "account": /);
    expect(lock.locked).toBe(false);
  });

  test('with an aborted signal throws its reason and does not take a free lock', async () => {
    const lock = new Lock();
    await expect(lock.acquire({ signal: AbortSignal.abort('no') })).rejects.toBe('no');
    expect(lock.locked).toBe(false);
  });
});

describe('a TimeoutError', () => {
  test('says who holds the lock', async () => {
    const lock = new Lock({ name: 'account' });
    const holding = spawn(function* deposit() {
      yield* lock.acquire();
    });
    await holding;
    await expect(lock.acquire({ timeout: 0 })).rejects.toThrow(
      'acquire of "account" timed out after 0 ms: deposit (main) holds it, and has ended without releasing it',
    );
    await expect(lock.acquire({ timeout: 1 })).rejects.toThrow(TimeoutError);
  });

  test.each([
    ['without end', undefined],
    ['with a limit', { timeout: 1000 }],
  ])('says what that one waits for, %s', async (_, options) => {
    const [a, b] = [new Lock({ name: 'a' }), new Lock({ name: 'b' })];
    const guard = await b.acquire();
    const holding = spawn(function* deposit() {
      using _a = yield* a.acquire();
      using _b = yield* b.acquire(options);
    });
    await turn();
    await expect(a.acquire({ timeout: 1 })).rejects.toThrow(
      'acquire of "a" timed out after 1 ms: deposit (main) holds it and waits for "b"',
    );
    guard.release();
    await holding;
  });
});

describe('nothing is lost by a wait that is given up', () => {
  const limits: [string, (lock: Lock) => PromiseLike<unknown>][] = [
    ['a timeout', (lock) => lock.acquire({ timeout: 1 })],
    [
      'an abort',
      (lock) => {
        const controller = new AbortController();
        const wait = lock.acquire({ signal: controller.signal });
        queueMicrotask(() => controller.abort());
        return wait;
      },
    ],
    [
      'a cancellation',
      (lock) => {
        const task = spawn(function* () {
          yield* lock.acquire();
        });
        void turn().then(() => task.cancel());
        return task;
      },
    ],
  ];

  test.each(limits)('by %s: the others keep their places', async (_, wait) => {
    const lock = new Lock();
    const log: string[] = [];
    const guard = await lock.acquire();
    const first = lock.acquire().then((mine) => (log.push('first'), mine.release()));
    const [gone] = await Promise.allSettled([wait(lock)]);
    const last = lock.acquire().then((mine) => (log.push('last'), mine.release()));
    expect(gone.status).toBe('rejected');
    guard.release();
    await Promise.all([first, last]);
    expect([log, lock.locked]).toEqual([['first', 'last'], false]);
  });

  test('cancelled after the grant: it has the lock, is told at its next wait, and its guard releases', async () => {
    const lock = new Lock();
    const log: string[] = [];
    const guard = await lock.acquire();
    const task = spawn(function* () {
      using _ = yield* lock.acquire();
      log.push('inside');
      yield* sleep(0);
      log.push('never');
    });
    await turn();
    guard.release();
    task.cancel();
    await expect(task).rejects.toThrow(CancelledError);
    expect([log, lock.locked]).toEqual([['inside'], false]);
  });

  test('cancelled before the release: the lock is free afterwards', async () => {
    const lock = new Lock();
    const guard = await lock.acquire();
    const task = spawn(function* () {
      yield* lock.acquire();
    });
    await turn();
    task.cancel();
    guard.release();
    await expect(task).rejects.toThrow(CancelledError);
    expect(lock.locked).toBe(false);
  });

  test('an acquire that a coroutine leaves behind is withdrawn, and the next comes in', async () => {
    const lock = new Lock();
    const guard = await lock.acquire();
    await spawn(() => {});
    await spawn(function* () {
      void lock.acquire();
      yield* sleep(0);
    });
    const next = lock.acquire();
    guard.release();
    expect(await next).toBeInstanceOf(Guard);
  });
});

describe('tryAcquire', () => {
  test('gives a guard if the lock is free, and undefined if it is held', () => {
    const lock = new Lock();
    const guard = lock.tryAcquire();
    expect(guard).toBeInstanceOf(Guard);
    expect(lock.tryAcquire()).toBeUndefined();
    guard!.release();
    expect(lock.tryAcquire()).toBeInstanceOf(Guard);
  });
});

describe('release', () => {
  test('of a free lock throws NotOwnerError, whoever may release it', () => {
    for (const owned of [true, false]) {
      const lock = new Lock({ name: 'account', owned });
      expect(() => lock.release()).toThrow(NotOwnerError);
      expect(() => lock.release()).toThrow(
        'cannot release "account": nobody holds it; acquire it before',
      );
    }
  });

  test('by its holder lets the next in', async () => {
    const lock = new Lock();
    const log: string[] = [];
    const holding = spawn(function* () {
      yield* lock.acquire();
      yield* sleep(0);
      lock.release();
    });
    await turn();
    await spawn(member, lock, 'next', log);
    await holding;
    expect([log, lock.locked]).toEqual([['next'], false]);
  });

  test('by a stranger throws NotOwnerError, and the lock stays held', async () => {
    const lock = new Lock({ name: 'account' });
    await spawn(function* deposit() {
      yield* lock.acquire();
    });
    const message =
      'cannot release "account": deposit (main) holds it, and has ended without releasing it; ' +
      'acquire it before';
    expect(() => lock.release()).toThrow(NotOwnerError);
    expect(() => lock.release()).toThrow(message);
    await expect(spawn(member, { acquire: () => lock.release() } as never, '', [])).rejects.toThrow(
      message,
    );
    expect(lock.locked).toBe(true);
  });

  test('by a stranger who has the guard is fine', async () => {
    const lock = new Lock();
    const guard = await spawn(function* () {
      return yield* lock.acquire();
    });
    guard.release();
    expect(lock.locked).toBe(false);
  });

  test('by anybody is fine for a lock that is not owned', async () => {
    const lock = new Lock({ owned: false });
    await spawn(function* () {
      yield* lock.acquire();
    });
    const waiting = lock.acquire();
    lock.release();
    expect(await waiting).toBeInstanceOf(Guard);
  });
});

describe('a lock', () => {
  test('is called by its name, or by a number of its own', () => {
    const [one, two] = [new Lock(), new Lock()];
    expect(new Lock({ name: 'a "b"' }).describe()).toBe(String.raw`"a \"b\""`);
    expect(one.describe()).toMatch(/^Lock#\d+$/);
    expect(two.describe()).not.toBe(one.describe());
    expect(one.describe()).toBe(one.describe());
  });

  test.each([[{ name: 5 }], [{ owned: 'no' }], [{ owned: null }], ['account'], [5], [null]])(
    'cannot be made with %o',
    (options) => {
      expect(() => new Lock(options as never)).toThrow(InvalidArgumentError);
      expect(() => new Lock(options as never)).toThrow(/^new Lock: .* got /);
    },
  );

  test('cannot be copied: structuredClone and JSON.stringify refuse it', () => {
    const lock = new Lock();
    expect(() => structuredClone(lock)).toThrow(
      expect.objectContaining({ name: 'DataCloneError' }),
    );
    expect(() => structuredClone({ deep: [lock] })).toThrow();
    expect(() => JSON.stringify({ lock })).toThrow(/toHandle/);
  });

  test('may not block a thread that cannot, even if it is free', () => {
    const lock = new Lock();
    expect(() => lock.acquireSync()).toThrow(BlockingNotAllowedError);
    expect(lock.locked).toBe(false);
  });

  test('types: a forgotten await in `using` does not compile', () => {
    const lock = new Lock();
    const forgotten = (): void => {
      // @ts-expect-error an operation cannot be disposed of
      using guard = lock.acquire();
      void guard;
    };
    expect(forgotten).toThrow(TypeError);
    expectTypeOf<Awaited<ReturnType<Lock['acquire']>>>().toEqualTypeOf<Guard>();
  });
});
