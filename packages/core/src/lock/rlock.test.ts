import { describe, expect, test } from 'vitest';
import { select } from '../coroutine/select.ts';
import { spawn } from '../coroutine/spawn.ts';
import type { Coroutine } from '../coroutine/task.ts';
import { withTimeout } from '../coroutine/timeout.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import {
  BlockingNotAllowedError,
  CancelledError,
  DeadlockError,
  InvalidArgumentError,
  NoOwnerError,
  NotOwnerError,
  SpentGuardError,
  TimeoutError,
} from '../errors.ts';
import { installPlatform, platform } from '../realm.ts';
import { sleep } from '../time/sleep.ts';
import { inVirtualTime } from '../time/virtual-time.fixture.ts';
import type { Guard } from './guard.ts';
import { Lock } from './lock.ts';
import { RLock } from './rlock.ts';

inVirtualTime();

const missing: { blocking?: string } = {};
installPlatform({ ...platform(), name: 'test', missing });

/** Every task that was ready has run until it waits. */
async function othersRan(): Promise<void> {
  for (let turns = 0; turns < 3; turns++) await spawn(function* () {});
}

/** A task that holds `lock` until it is told to let go. */
function hold(lock: RLock): { readonly began: Promise<void>; letGo(): Promise<void> } {
  const gate = new Lock({ owned: false });
  gate.tryAcquire();
  const task = spawn(function* holder() {
    using _ = yield* lock.acquire();
    yield* gate.acquire();
  });
  return {
    began: othersRan(),
    letGo: async () => {
      gate.release();
      await task;
    },
  };
}

describe('16: its holder may acquire it again, and it is free after the last release', () => {
  test('a coroutine, by guards in any order', async () => {
    const lock = new RLock();
    await spawn(function* () {
      const guards: Guard[] = [];
      for (let depth = 1; depth <= 3; depth++) {
        guards.push(yield* lock.acquire());
        expect(lock.depth).toBe(depth);
      }
      guards[1]!.release();
      expect(() => guards[1]!.release()).toThrow(SpentGuardError);
      guards[0]!.release();
      expect([lock.depth, lock.locked]).toEqual([1, true]);
      guards[2]!.release();
      expect([lock.depth, lock.locked]).toEqual([0, false]);
      for (const guard of guards) expect(() => guard.release()).toThrow(SpentGuardError);
    });
  });

  test('a coroutine, by release(), which spends the latest guard', async () => {
    const lock = new RLock();
    await spawn(function* () {
      const first = yield* lock.acquire();
      const second = lock.tryAcquire()!;
      lock.release();
      expect(() => second.release()).toThrow(SpentGuardError);
      expect(lock.locked).toBe(true);
      first.release();
      expect(lock.locked).toBe(false);
    });
  });

  test('a thread that blocks', () => {
    const lock = new RLock();
    lock.acquireSync();
    using _ = lock.acquireSync({ timeout: 5 });
    expect(lock.depth).toBe(2);
    lock.release();
    expect(lock.depth).toBe(1);
  });

  test('the next one comes after the last release, not before', async () => {
    const lock = new RLock();
    const log: string[] = [];
    const first = spawn(function* () {
      const outer = yield* lock.acquire();
      const inner = yield* lock.acquire();
      yield* sleep(0);
      inner.release();
      yield* sleep(0);
      log.push('released');
      outer.release();
    });
    const second = spawn(function* () {
      using _ = yield* lock.acquire();
      log.push(`in, ${lock.depth}`);
    });
    await first;
    await second;
    expect(log).toEqual(['released', 'in, 1']);
  });

  test('a thousand times', async () => {
    const lock = new RLock();
    await spawn(function* () {
      for (let depth = 0; depth < 1000; depth++) yield* lock.acquire();
      for (let depth = 1000; depth > 0; depth--) {
        expect(lock.depth).toBe(depth);
        lock.release();
      }
      expect(lock.locked).toBe(false);
    });
  });
});

test('17: release() of what nobody holds is refused', async () => {
  const lock = new RLock({ name: 'r' });
  expect(() => lock.release()).toThrow(NotOwnerError);
  lock.acquireSync();
  lock.release();
  expect(() => lock.release()).toThrow('cannot release "r": nobody holds it; acquire it before');
  await spawn(function* () {
    yield* yieldNow();
    expect(() => lock.release()).toThrow(NotOwnerError);
  });
});

test('18, 19: somebody else can neither release it while it is held nor take it, and it stays as it is', async () => {
  const lock = new RLock();
  const holder = hold(lock);
  await holder.began;
  await spawn(function* () {
    yield* yieldNow();
    expect(() => lock.release()).toThrow(NotOwnerError);
    expect(lock.tryAcquire()).toBe(undefined);
  });
  expect(lock.locked).toBe(true);
  await holder.letGo();
  expect(lock.locked).toBe(false);
});

test('20, 21: depth is how often who asks has taken it, and 0 for everybody else', async () => {
  const lock = new RLock();
  expect(lock.depth).toBe(0);
  const holder = hold(lock);
  await holder.began;
  expect(lock.depth).toBe(0);
  await spawn(function* () {
    yield* yieldNow();
    expect(lock.depth).toBe(0);
  });
  await holder.letGo();
});

describe('22: time limits, signals and bad input are those of a lock', () => {
  test('who waits too long is refused, and the lock is as it was', async () => {
    const lock = new RLock({ name: 'r' });
    const holder = hold(lock);
    await holder.began;
    await spawn(function* () {
      try {
        yield* lock.acquire({ timeout: 0 });
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(TimeoutError);
        expect((error as Error).message).toMatch(
          /^acquire of "r" timed out after 0 ms: holder \(main\) holds it/,
        );
      }
    });
    expect(() => lock.acquireSync({ timeout: 0 })).toThrow(TimeoutError);
    await holder.letGo();
    expect(lock.locked).toBe(false);
  });

  test.each([[{ timeout: -1 }], [{ timeout: NaN }], [{ timeout: '5' }], [5], [null]])(
    '%o is refused, by who holds it and who does not',
    async (options) => {
      const lock = new RLock();
      const refuse = (): void => {
        expect(() => lock.acquire(options as never)).toThrow(InvalidArgumentError);
        expect(() => lock.acquireSync(options as never)).toThrow(InvalidArgumentError);
      };
      refuse();
      await spawn(function* () {
        refuse();
        expect(lock.locked).toBe(false);
        using _ = yield* lock.acquire();
        refuse();
        expect(lock.depth).toBe(1);
      });
    },
  );

  test.each([[{ owned: false }], [{ name: 5 }], [{ fair: 'yes' }], [null]])(
    'new RLock(%o) is refused',
    (options) => {
      expect(() => new RLock(options as never)).toThrow(InvalidArgumentError);
      expect(() => new RLock(options as never)).toThrow(/^new RLock: /);
    },
  );

  test('an owner that is no object is refused', () => {
    const lock = new RLock();
    expect(() => lock.acquire({ owner: 'me' as never })).toThrow(InvalidArgumentError);
    expect(() => lock.tryAcquire({ owner: 5 as never })).toThrow(InvalidArgumentError);
    expect(lock.locked).toBe(false);
  });

  test('where no thread may block, acquireSync is refused to its holder too', async () => {
    const lock = new RLock();
    missing.blocking = 'this is a page';
    try {
      await spawn(function* () {
        using _ = yield* lock.acquire();
        expect(() => lock.acquireSync()).toThrow(BlockingNotAllowedError);
        expect(lock.depth).toBe(1);
      });
    } finally {
      delete missing.blocking;
    }
  });

  test('who is cancelled while it waits takes nothing along', async () => {
    const lock = new RLock();
    const holder = hold(lock);
    await holder.began;
    const waiter = spawn(function* () {
      yield* lock.acquire();
    });
    await othersRan();
    waiter.cancel();
    await expect(waiter).rejects.toThrow(CancelledError);
    await holder.letGo();
    expect(lock.locked).toBe(false);
  });
});

describe('a flow that nobody knows', () => {
  test('is refused with NoOwnerError, which says what to do', async () => {
    const lock = new RLock({ name: 'r' });
    expect(() => lock.acquire()).toThrow(NoOwnerError);
    expect(() => lock.tryAcquire()).toThrow(
      'tryAcquire of "r": it has to know who asks, and this flow is no task that Heddle knows; ' +
        'run it with spawn(), pass { owner } along, or use a Lock in its place',
    );
    await expect(lock.run(() => {})).rejects.toThrow(NoOwnerError);
    expect(() => select({ lock })).toThrow(NoOwnerError);
    expect(lock.locked).toBe(false);
  });

  test('is refused a release while a task holds it, for it may be that one', async () => {
    const lock = new RLock();
    const holder = hold(lock);
    await holder.began;
    expect(() => lock.release()).toThrow(NoOwnerError);
    expect(lock.locked).toBe(true);
    await holder.letGo();
  });

  test('passes an owner along', async () => {
    const lock = new RLock();
    const owner = { name: 'upload' };
    const outer = await lock.acquire({ owner });
    const inner = await lock.acquire({ owner, timeout: 0 });
    expect(lock.tryAcquire({ owner: {} })).toBe(undefined);
    await expect(lock.acquire({ owner: {}, timeout: 0 })).rejects.toThrow(
      /: upload \(main\) holds it$/,
    );
    expect(() => lock.release({ owner: {} })).toThrow(NotOwnerError);
    lock.release({ owner });
    expect(() => inner.release()).toThrow(SpentGuardError);
    const waiting = lock.acquire({ owner: {} });
    outer.release();
    (await waiting).release();
    expect(lock.locked).toBe(false);
  });

  test('runs a function as an owner', async () => {
    const lock = new RLock();
    const owner = {};
    await lock.run(
      async () => {
        await lock.run(() => {}, { owner });
        expect(lock.locked).toBe(true);
      },
      { owner },
    );
    expect(lock.locked).toBe(false);
  });

  test('does something for a task that it names', async () => {
    const lock = new RLock();
    let go!: () => void;
    const gate = new Promise<void>((resolve) => (go = resolve));
    const task = spawn(async () => {
      await gate;
      lock.release({ owner: task });
    });
    const guard = await lock.acquire({ owner: task });
    const again = lock.tryAcquire({ owner: task })!;
    go();
    await task;
    expect(() => again.release()).toThrow(SpentGuardError);
    guard.release();
    expect(lock.locked).toBe(false);
  });
});

describe('run', () => {
  test('of a generator function is part of who calls', async () => {
    const lock = new RLock();
    await spawn(function* () {
      const depth = yield* lock.run(function* () {
        return yield* lock.run(function* () {
          yield* yieldNow();
          return lock.depth;
        });
      });
      expect(depth).toBe(2);
      expect(lock.locked).toBe(false);
    });
  });

  test('of a function that a coroutine calls while it holds the lock does not wait for itself', async () => {
    const lock = new RLock();
    await spawn(function* () {
      using _ = yield* lock.acquire();
      const result = spawn(() => 1);
      const running = lock.run(async () => {
        await sleep(0);
        return 2;
      });
      expect(yield* result).toBe(1);
      expect(yield* spawn(() => running)).toBe(2);
    });
    expect(lock.locked).toBe(false);
  });

  test('of a function that goes on while its coroutine waits is no deadlock for that one', async () => {
    const [lock, other] = [new RLock({ name: 'r' }), new Lock({ name: 'other' })];
    let running: Promise<void> | undefined;
    const first = spawn(function* () {
      const guard = yield* other.acquire();
      yield* sleep(0);
      using _ = yield* lock.acquire(); // the function below has it, and will release it
      guard.release();
    });
    const second = spawn(function* () {
      running = lock.run(async () => {
        await sleep(1);
      });
      yield* sleep(0);
      using _ = yield* other.acquire();
    });
    await first;
    await second;
    await running;
    expect([lock.locked, other.locked]).toEqual([false, false]);
  });

  test('releases it when the body throws', async () => {
    const lock = new RLock();
    await spawn(function* () {
      try {
        yield* lock.run(function* () {
          yield* yieldNow();
          throw new Error('no');
        });
        expect.unreachable();
      } catch (error) {
        expect((error as Error).message).toBe('no');
      }
    });
    expect(lock.locked).toBe(false);
  });
});

describe('DeadlockError', () => {
  test('goes to one of two that take two of them crosswise, each twice', async () => {
    const [a, b] = [new RLock({ name: 'a' }), new RLock({ name: 'b' })];
    const both = function* (first: RLock, second: RLock): Coroutine<string> {
      using _one = yield* first.acquire();
      using _two = yield* first.acquire();
      yield* sleep(0);
      using _three = yield* second.acquire();
      return 'both';
    };
    const results = await Promise.allSettled([spawn(both, a, b), spawn(both, b, a)]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const refused = results.find((result) => result.status === 'rejected')!;
    expect(refused.reason).toBeInstanceOf(DeadlockError);
    expect([a.locked, b.locked]).toEqual([false, false]);
  });

  test('goes to a thread that blocks for what a task of its own holds', async () => {
    const lock = new RLock({ name: 'r' });
    const holder = hold(lock);
    await holder.began;
    expect(() => lock.acquireSync()).toThrow(DeadlockError);
    await holder.letGo();
  });

  test('does not go to one whose task another flow helps', async () => {
    const [lock, other] = [new RLock(), new Lock()];
    const task = spawn(function* () {
      yield* sleep(0);
      using _ = yield* other.acquire();
    });
    const guard = await lock.acquire({ owner: task });
    const crossing = spawn(function* () {
      using _ = yield* other.acquire();
      yield* sleep(1);
      using __ = yield* lock.acquire();
    });
    await othersRan();
    await sleep(2);
    guard.release();
    await crossing;
    await task;
  });
});

test('select takes it, again too', async () => {
  const lock = new RLock();
  await spawn(function* () {
    using _ = (yield* select({ lock })).value;
    using __ = (yield* select({ lock })).value;
    expect(lock.depth).toBe(2);
  });
  expect(lock.locked).toBe(false);
});

test('a block with a time limit may take it again', async () => {
  const lock = new RLock();
  await spawn(function* () {
    using _ = yield* lock.acquire();
    yield* withTimeout(1000, function* () {
      using __ = yield* lock.acquire();
      expect(lock.depth).toBe(2);
    });
    expect(lock.depth).toBe(1);
  });
});

test('messages call one without a name by its class', () => {
  expect(new RLock().describe()).toMatch(/^RLock#\d+$/);
  expect(new Lock().describe()).toMatch(/^Lock#\d+$/);
});
