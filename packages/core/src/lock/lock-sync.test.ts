import { describe, expect, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import { DeadlockError, InvalidArgumentError, TimeoutError } from '../errors.ts';
import { installPlatform, platform } from '../realm.ts';
import { sleep } from '../time/sleep.ts';
import { Guard } from './guard.ts';
import { Lock } from './lock.ts';

// As a runtime whose threads may block; whether this very thread can stop shows below.
installPlatform({ ...platform(), name: 'test', missing: {} });

const canStop = ((): boolean => {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0);
    return true;
  } catch {
    return false; // a page
  }
})();

test('acquireSync takes a free lock', () => {
  const lock = new Lock();
  using guard = lock.acquireSync();
  expect(guard).toBeInstanceOf(Guard);
  expect(lock.locked).toBe(true);
});

test.each([[{ timeout: -1 }], [{ timeout: NaN }], [{ timeout: '5' }], [5], [null]])(
  'acquireSync with %o is refused, and the lock is as it was',
  (options) => {
    const lock = new Lock({ name: 'account' });
    expect(() => lock.acquireSync(options as never)).toThrow(InvalidArgumentError);
    expect(() => lock.acquireSync(options as never)).toThrow(/^acquireSync of "account": /);
    expect(lock.locked).toBe(false);
  },
);

describe('acquireSync of a lock that its own thread holds', () => {
  test('with a timeout of 0 throws TimeoutError at once', () => {
    const lock = new Lock({ name: 'account' });
    lock.acquireSync();
    expect(() => lock.acquireSync({ timeout: 0 })).toThrow(TimeoutError);
    expect(() => lock.acquireSync({ timeout: 0 })).toThrow(
      'acquireSync of "account" timed out after 0 ms: main holds it',
    );
  });

  if (canStop) {
    test('with a timeout blocks for that long and throws TimeoutError', () => {
      const lock = new Lock({ name: 'account' });
      const guard = lock.acquireSync();
      const { now } = platform();
      const begun = now();
      expect(() => lock.acquireSync({ timeout: 10 })).toThrow(TimeoutError);
      expect(now() - begun).toBeGreaterThanOrEqual(9);
      guard.release();
      expect(lock.locked).toBe(false);
    });
  }

  test('without a timeout throws DeadlockError: nobody could release it', () => {
    const lock = new Lock({ name: 'account' });
    lock.acquireSync();
    expect(() => lock.acquireSync()).toThrow(DeadlockError);
    expect(() => lock.acquireSync()).toThrow('main holds "account" and waits for "account"');
  });

  test('held by a coroutine of the same thread: that cannot go on while the thread is blocked', async () => {
    const lock = new Lock({ name: 'account' });
    const holding = spawn(function* deposit() {
      using _ = yield* lock.acquire();
      yield* sleep(0);
    });
    await spawn(() => {
      expect(() => lock.acquireSync()).toThrow(DeadlockError);
      expect(() => lock.acquireSync()).toThrow(
        'main holds the turn of its thread and waits for "account"; ' +
          'deposit (main) holds "account" and waits for the turn of its thread ' +
          '(a blocking call stops every task of its thread: await instead)',
      );
    });
    await holding;
    lock.acquireSync().release();
  });

  test('a lock that is not owned, too', () => {
    const lock = new Lock({ name: 'account', owned: false });
    lock.acquireSync();
    expect(() => lock.acquireSync()).toThrow(DeadlockError);
  });

  test('by the coroutine that holds it itself', async () => {
    const lock = new Lock({ name: 'account' });
    const task = spawn(function* deposit() {
      using _ = yield* lock.acquire();
      lock.acquireSync();
    });
    await expect(task).rejects.toThrow('deposit (main) holds "account" and waits for "account"');
    expect(lock.locked).toBe(false);
  });
});

test('what a coroutine takes with acquireSync is its own, not its thread’s', async () => {
  const lock = new Lock({ name: 'account' });
  await spawn(function* deposit() {
    yield* sleep(0);
    lock.acquireSync();
  });
  expect(() => lock.release()).toThrow('deposit (main) holds it');
});
