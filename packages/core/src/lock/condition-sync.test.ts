import { describe, expect, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import {
  BlockingNotAllowedError,
  DeadlockError,
  InvalidArgumentError,
  NotOwnerError,
  TimeoutError,
} from '../errors.ts';
import { installPlatform, platform } from '../realm.ts';
import { Condition } from './condition.ts';
import { Lock } from './lock.ts';
import type { RLock } from './rlock.ts';

// As a runtime whose threads may block; whether this very thread can stop shows below.
const missing: { blocking?: string } = {};
installPlatform({ ...platform(), name: 'test', missing });

const canStop = ((): boolean => {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0);
    return true;
  } catch {
    return false; // a page
  }
})();

describe('waitSync of a condition that only this thread knows', () => {
  test('without a limit is a deadlock, and the lock is still held, all levels of it', () => {
    const condition = new Condition(undefined, { name: 'full' });
    using _ = condition.acquireSync();
    using __ = condition.acquireSync();
    expect(() => condition.waitSync()).toThrow(DeadlockError);
    expect(() => condition.waitForSync(() => false)).toThrow(/waits for condition "full"/);
    expect((condition.lock as RLock).depth).toBe(2);
  });

  test('with a limit of 0 throws TimeoutError at once, with the lock', () => {
    const condition = new Condition(new Lock());
    using _ = condition.acquireSync();
    expect(() => condition.waitSync({ timeout: 0 })).toThrow(TimeoutError);
    expect(() => condition.waitForSync(() => 0, { timeout: 0 })).toThrow(TimeoutError);
    expect(condition.locked).toBe(true);
  });

  if (canStop) {
    test('with a limit blocks for that long, and throws TimeoutError, with the lock', async () => {
      const condition = new Condition(new Lock());
      const guard = condition.acquireSync();
      const next = spawn(function* () {
        using _ = yield* condition.acquire();
      });
      await spawn(function* () {});
      expect(() => condition.waitSync({ timeout: 2 })).toThrow(/timed out after 2 ms/);
      expect(next.state).toBe('waiting');
      guard.release();
      await next;
    });

    test('waitForSync asks once more when the time is over', () => {
      const condition = new Condition(new Lock());
      using _ = condition.acquireSync();
      let asked = 0;
      expect(condition.waitForSync(() => ++asked === 2 && 'in time', { timeout: 2 })).toBe(
        'in time',
      );
      expect(() => condition.waitForSync(() => false, { timeout: 2 })).toThrow(
        /its predicate does not hold$/,
      );
    });
  }

  test('waitForSync does not wait when its predicate holds, and throws what that throws', () => {
    const condition = new Condition(new Lock());
    using _ = condition.acquireSync();
    expect(condition.waitForSync(() => 'there')).toBe('there');
    const error = new Error('no');
    const fail = (): never => {
      throw error;
    };
    expect(() => condition.waitForSync(fail)).toThrow(error);
    expect(condition.locked).toBe(true);
  });
});

describe('bad input changes nothing', () => {
  test('without the lock', () => {
    const condition = new Condition();
    expect(() => condition.waitSync()).toThrow(NotOwnerError);
    let asked = false;
    expect(() => condition.waitForSync(() => (asked = true))).toThrow(NotOwnerError);
    expect([asked, condition.locked]).toEqual([false, false]);
  });

  test.each([[{ timeout: -1 }], [{ timeout: NaN }], [{ timeout: '5' }], [5], [null]])(
    'a limit of %o',
    (options) => {
      const condition = new Condition();
      using _ = condition.acquireSync();
      expect(() => condition.waitSync(options as never)).toThrow(InvalidArgumentError);
      expect(() => condition.waitForSync(() => true, options as never)).toThrow(
        InvalidArgumentError,
      );
      expect((condition.lock as RLock).depth).toBe(1);
    },
  );

  test('a predicate that is none', () => {
    const condition = new Condition();
    using _ = condition.acquireSync();
    expect(() => condition.waitForSync('x' as never)).toThrow(InvalidArgumentError);
    expect(() => condition.waitForSync(async () => true)).toThrow(InvalidArgumentError);
  });

  test('where no thread may block', () => {
    const condition = new Condition();
    using _ = condition.acquireSync();
    missing.blocking = 'this is a page';
    try {
      expect(() => condition.waitSync()).toThrow(BlockingNotAllowedError);
      expect(() => condition.waitForSync(() => true)).toThrow(BlockingNotAllowedError);
    } finally {
      delete missing.blocking;
    }
    expect(condition.locked).toBe(true);
  });
});
