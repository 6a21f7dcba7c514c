import { describe, expect, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import { DeadlockError, InvalidArgumentError, TimeoutError } from '../errors.ts';
import { installPlatform, platform } from '../realm.ts';
import { Event } from './event.ts';
import { Guard } from './guard.ts';
import { Semaphore } from './semaphore.ts';
import { canStop } from '../memory/can-stop.fixture.ts';

// As a runtime whose threads may block; whether this very thread can stop shows below.
installPlatform({ ...platform(), name: 'test', missing: {} });

describe('acquireSync', () => {
  test('34: takes permits that are free', () => {
    const semaphore = new Semaphore(3);
    using guard = semaphore.acquireSync({ permits: 2 });
    expect(guard).toBeInstanceOf(Guard);
    expect(semaphore.available).toBe(1);
  });

  test.each([
    [{ timeout: -1 }],
    [{ timeout: NaN }],
    [{ timeout: '5' }],
    [{ permits: 0 }],
    [{ permits: 1.5 }],
    [{ permits: 2 ** 31 }],
    [5],
    [null],
  ])('with %o is refused, and the semaphore is as it was', (options) => {
    const semaphore = new Semaphore(1, { name: 'connections' });
    expect(() => semaphore.acquireSync(options as never)).toThrow(InvalidArgumentError);
    expect(() => semaphore.acquireSync(options as never)).toThrow(
      /^acquireSync of semaphore "connections"/,
    );
    expect(semaphore.available).toBe(1);
  });

  test('37: with a timeout of 0 throws TimeoutError at once', () => {
    const semaphore = new Semaphore(0, { name: 'connections' });
    expect(() => semaphore.acquireSync({ timeout: 0 })).toThrow(TimeoutError);
    expect(() => semaphore.acquireSync({ timeout: 0 })).toThrow(
      'acquireSync of semaphore "connections" timed out after 0 ms: 0 of its 0 permits are free',
    );
    expect(semaphore.available).toBe(0);
  });

  if (canStop) {
    test('37: with a timeout blocks for that long and throws TimeoutError', () => {
      const semaphore = new Semaphore(0);
      const { now } = platform();
      const begun = now();
      expect(() => semaphore.acquireSync({ timeout: 10 })).toThrow(TimeoutError);
      expect(now() - begun).toBeGreaterThanOrEqual(9);
      semaphore.release();
      expect(semaphore.available).toBe(1);
    });
  }

  test('without a timeout throws DeadlockError: only this very thread could release one', () => {
    const semaphore = new Semaphore(0, { name: 'connections' });
    expect(() => semaphore.acquireSync()).toThrow(DeadlockError);
    expect(() => semaphore.acquireSync()).toThrow(/waits for semaphore "connections"/);
    semaphore.release();
    expect(semaphore.acquireSync()).toBeInstanceOf(Guard);
  });

  test('goes before the tasks of its own thread that wait: they cannot go on while it is blocked', async () => {
    const semaphore = new Semaphore(1);
    const many = spawn(function* () {
      return yield* semaphore.acquire({ permits: 2 });
    });
    await spawn(() => {});
    const guard = semaphore.acquireSync();
    expect(semaphore.available).toBe(0);
    semaphore.release();
    guard.release();
    (await many).release();
    expect(semaphore.available).toBe(2);
  });
});

describe('waitSync', () => {
  test('43, 44: goes on if it is set; with a timeout of 0 it only looks', () => {
    const event = new Event({ name: 'ready' });
    expect(() => event.waitSync({ timeout: 0 })).toThrow(TimeoutError);
    expect(() => event.waitSync({ timeout: 0 })).toThrow(
      'waitSync of event "ready" timed out after 0 ms: it is not set',
    );
    event.set();
    expect(event.waitSync()).toBe(undefined);
    expect(event.waitSync({ timeout: 0 })).toBe(undefined);
  });

  test.each([[{ timeout: -1 }], [{ timeout: NaN }], [{ timeout: '5' }], [5], [null]])(
    'with %o is refused, also if it is set',
    (options) => {
      const event = new Event({ name: 'ready' });
      for (const act of [() => {}, () => event.set()]) {
        act();
        expect(() => event.waitSync(options as never)).toThrow(InvalidArgumentError);
        expect(() => event.waitSync(options as never)).toThrow(/^waitSync of event "ready"/);
      }
    },
  );

  if (canStop) {
    test('44: with a timeout blocks for that long and throws TimeoutError', () => {
      const event = new Event();
      const { now } = platform();
      const begun = now();
      expect(() => event.waitSync({ timeout: 10 })).toThrow(TimeoutError);
      expect(now() - begun).toBeGreaterThanOrEqual(9);
    });
  }

  test('without a timeout throws DeadlockError: only this very thread could set it', () => {
    const event = new Event({ name: 'ready' });
    expect(() => event.waitSync()).toThrow(DeadlockError);
    expect(() => event.waitSync()).toThrow(/waits for event "ready"/);
  });
});
