import { describe, expect, test } from 'vitest';
import { gather } from '../coroutine/gather.ts';
import { spawn } from '../coroutine/spawn.ts';
import type { Coroutine } from '../coroutine/task.ts';
import { withTimeout } from '../coroutine/timeout.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import {
  CancelledError,
  DeadlockError,
  InvalidArgumentError,
  NoOwnerError,
  NotOwnerError,
  SpentGuardError,
  TimeoutError,
} from '../errors.ts';
import { sleep } from '../time/sleep.ts';
import { inVirtualTime } from '../time/virtual-time.fixture.ts';
import { Condition } from './condition.ts';
import { Lock } from './lock.ts';
import { RLock } from './rlock.ts';

inVirtualTime();

/** Every task that was ready has run until it waits. */
async function othersRan(): Promise<void> {
  for (let turns = 0; turns < 5; turns++) await spawn(function* () {});
}

/** Tasks that wait once, and note their names as they go on. */
function waiters(
  condition: Condition,
  ...names: string[]
): { log: string[]; all: Promise<void>[] } {
  const log: string[] = [];
  const all = names.map((name) =>
    spawn(function* () {
      using _ = yield* condition.acquire();
      yield* condition.wait();
      expect(condition.locked).toBe(true);
      log.push(name);
      yield* sleep(0);
      log.push(`${name}.`);
    }).toPromise(),
  );
  return { log, all };
}

/** Notifies as a task of its own. */
async function notify(condition: Condition, count?: number): Promise<void> {
  await spawn(function* () {
    using _ = yield* condition.acquire();
    if (count === Infinity) condition.notifyAll();
    else condition.notify(count);
  });
}

describe('23: its lock', () => {
  test('without one it makes its own RLock, of its name', async () => {
    const condition = new Condition(undefined, { name: 'full' });
    expect(condition.lock).toBeInstanceOf(RLock);
    expect(condition.lock.name).toBe('full');
    await spawn(function* () {
      using _ = yield* condition.acquire();
      using __ = yield* condition.acquire();
      expect(condition.locked).toBe(true);
    });
    expect(condition.locked).toBe(false);
  });

  test.each([new Lock(), new RLock(), new Lock({ owned: false })])(
    'with one it has the state of that one',
    async (lock) => {
      const [a, b] = [new Condition(lock), new Condition(lock)];
      await spawn(function* () {
        const guard = yield* a.acquire();
        expect([lock.locked, b.locked]).toEqual([true, true]);
        guard.release();
        expect(lock.locked).toBe(false);
        expect(a.tryAcquire()).toBeDefined();
        expect(b.locked).toBe(true);
        b.release();
        expect(lock.locked).toBe(false);
      });
    },
  );

  test('a flow that nobody knows is told to name an owner, or to give the condition a plain lock', async () => {
    const condition = new Condition();
    expect(() => condition.acquire()).toThrow(NoOwnerError);
    expect(() => condition.acquire()).toThrow(/or use a Lock in its place$/);
    const plain = new Condition(new Lock());
    using _ = await plain.acquire();
    plain.notify();
  });
});

describe('24, 25: without holding its lock', () => {
  test.each([
    ['wait', (condition: Condition) => condition.wait()],
    ['waitFor', (condition: Condition) => condition.waitFor(() => false)],
    ['notify', (condition: Condition) => condition.notify()],
    ['notifyAll', (condition: Condition) => condition.notifyAll()],
  ])('%s is refused, and nothing has changed', async (_, act) => {
    const condition = new Condition(undefined, { name: 'full' });
    const waiting = waiters(condition, 'a');
    await othersRan();
    await spawn(function* () {
      yield* sleep(0);
      expect(() => act(condition)).toThrow(NotOwnerError);
      expect(() => act(condition)).toThrow(
        /^cannot (wait for|notify) condition "full" without holding "full": nobody holds it; acquire it before$/,
      );
    });
    const holder = spawn(function* () {
      using __ = yield* condition.acquire();
      yield* sleep(1);
    });
    await spawn(function* () {
      yield* yieldNow();
      expect(() => act(condition)).toThrow(NotOwnerError);
    });
    expect(holder.state).toBe('waiting');
    await holder;
    expect(waiting.log).toEqual([]);
    await notify(condition);
    await Promise.all(waiting.all);
    expect(condition.locked).toBe(false);
  });
});

describe('26: wait releases the lock while it waits, and has it when it ends', () => {
  test('the guard of before stays good', async () => {
    const condition = new Condition(new Lock());
    const waiting = spawn(function* () {
      const guard = yield* condition.acquire();
      yield* condition.wait();
      expect(condition.locked).toBe(true);
      guard.release();
      expect(condition.locked).toBe(false);
      expect(() => guard.release()).toThrow(SpentGuardError);
    });
    await othersRan();
    expect(condition.locked).toBe(false);
    await notify(condition);
    await waiting;
  });

  test('the guard of before is good for nothing while it waits', async () => {
    const condition = new Condition(new Lock());
    const guard = await condition.acquire();
    const waiting = condition.wait();
    expect(() => guard.release()).toThrow(SpentGuardError);
    using _ = await condition.acquire();
    guard[Symbol.dispose]();
    expect(condition.locked).toBe(true);
    condition.notify();
    condition.release();
    await waiting;
    guard.release();
    expect(condition.locked).toBe(false);
  });

  test('all levels of an RLock', async () => {
    const lock = new RLock();
    const condition = new Condition(lock);
    const waiting = spawn(function* () {
      const guards = [yield* lock.acquire(), yield* lock.acquire(), yield* lock.acquire()];
      yield* condition.wait();
      expect(lock.depth).toBe(3);
      for (const guard of guards) guard.release();
      expect(lock.locked).toBe(false);
    });
    await othersRan();
    expect(lock.locked).toBe(false);
    await notify(condition);
    await waiting;
  });

  test('all levels of an RLock that an owner of its own has', async () => {
    const condition = new Condition();
    const owner = {};
    const first = await condition.acquire({ owner });
    const second = condition.tryAcquire({ owner })!;
    const waiting = condition.wait({ owner });
    const other = { name: 'other' };
    await condition.run(() => condition.notify(1, { owner: other }), { owner: other });
    await waiting;
    first.release();
    expect(condition.locked).toBe(true);
    second.release();
    expect(condition.locked).toBe(false);
  });

  test('a lock that anybody may release', async () => {
    const condition = new Condition(new Lock({ owned: false }));
    const guard = await condition.acquire();
    const waiting = condition.wait();
    expect(condition.locked).toBe(false);
    condition.tryAcquire();
    condition.notify();
    condition.release();
    await waiting;
    guard.release();
    expect(condition.locked).toBe(false);
  });
});

describe('27, 28, 29: notify', () => {
  test('lets at most as many go on as it says, in the order in which they came, once the lock is released', async () => {
    const condition = new Condition();
    const { log, all } = waiters(condition, 'a', 'b', 'c', 'd');
    await othersRan();
    await spawn(function* () {
      using _ = yield* condition.acquire();
      condition.notify(2);
      yield* sleep(1);
      expect(log).toEqual([]);
    });
    await sleep(1);
    expect(log).toEqual(['a', 'a.', 'b', 'b.']);
    await notify(condition);
    await sleep(1);
    expect(log.slice(4)).toEqual(['c', 'c.']);
    await notify(condition, 0);
    await notify(condition, 7);
    await Promise.all(all);
  });

  test('notifyAll lets everybody go on who waits, one after another', async () => {
    const condition = new Condition(new Lock());
    const { log, all } = waiters(condition, 'a', 'b', 'c');
    await othersRan();
    await notify(condition, Infinity);
    await Promise.all(all);
    expect(log).toEqual(['a', 'a.', 'b', 'b.', 'c', 'c.']);
  });

  test('is not remembered for those who come later', async () => {
    const condition = new Condition();
    await notify(condition, 3);
    await notify(condition, Infinity);
    const { log, all } = waiters(condition, 'late');
    await othersRan();
    expect(log).toEqual([]);
    await notify(condition);
    await Promise.all(all);
  });

  test.each([-1, 1.5, NaN, '2', null])('of %o is refused', async (count) => {
    const condition = new Condition();
    const { log, all } = waiters(condition, 'a');
    await othersRan();
    await spawn(function* () {
      using _ = yield* condition.acquire();
      expect(() => condition.notify(count as never)).toThrow(InvalidArgumentError);
    });
    await othersRan();
    expect(log).toEqual([]);
    await notify(condition);
    await Promise.all(all);
  });

  test('ten thousand go on', async () => {
    const condition = new Condition();
    let went = 0;
    const all = Array.from({ length: 10_000 }, () =>
      spawn(function* () {
        using _ = yield* condition.acquire();
        yield* condition.wait();
        went++;
      }),
    );
    await sleep(0);
    await notify(condition, Infinity);
    for (const task of all) await task;
    expect(went).toBe(10_000);
  });
});

describe('30: a limit', () => {
  test('that is over fails it with TimeoutError, and it has the lock', async () => {
    const condition = new Condition(undefined, { name: 'full' });
    await spawn(function* () {
      using _ = yield* condition.acquire();
      try {
        yield* condition.wait({ timeout: 1 });
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(TimeoutError);
        expect((error as Error).message).toBe(
          'wait of condition "full" timed out after 1 ms: nobody has notified it',
        );
      }
      expect((condition.lock as RLock).depth).toBe(1);
    });
    expect(condition.locked).toBe(false);
  });

  test('that is over while somebody else has the lock fails it when that one has released it', async () => {
    const condition = new Condition();
    const waiting = spawn(function* () {
      using _ = yield* condition.acquire();
      yield* condition.wait({ timeout: 1 });
    });
    await othersRan();
    const holder = spawn(function* () {
      using _ = yield* condition.acquire();
      yield* sleep(5);
      expect(waiting.state).toBe('waiting');
    });
    await expect(waiting).rejects.toThrow(TimeoutError);
    expect(holder.state).toBe('done');
    expect(condition.locked).toBe(false);
  });

  test('that is over once it was notified does no harm', async () => {
    const condition = new Condition();
    const waiting = spawn(function* () {
      using _ = yield* condition.acquire();
      yield* condition.wait({ timeout: 2 });
      return 'notified';
    });
    await othersRan();
    await spawn(function* () {
      using _ = yield* condition.acquire();
      condition.notify();
      yield* sleep(5);
    });
    expect(await waiting).toBe('notified');
  });

  test('of 0 asks once: it keeps the lock', async () => {
    const condition = new Condition();
    await spawn(function* () {
      using _ = yield* condition.acquire();
      try {
        yield* condition.wait({ timeout: 0 });
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(TimeoutError);
      }
      expect(condition.locked).toBe(true);
    });
  });

  test('a signal fails it with its reason, and it has the lock', async () => {
    const condition = new Condition();
    const [controller, early] = [new AbortController(), AbortSignal.abort('before')];
    const waiting = spawn(function* () {
      using _ = yield* condition.acquire();
      const reasons: unknown[] = [];
      for (const signal of [early, controller.signal]) {
        try {
          yield* condition.wait({ signal });
        } catch (error) {
          reasons.push(error);
        }
        expect((condition.lock as RLock).depth).toBe(1);
      }
      return reasons;
    });
    await othersRan();
    controller.abort('gone');
    expect(await waiting).toEqual(['before', 'gone']);
    expect(condition.locked).toBe(false);
  });

  test.each([
    [{ timeout: -1 }],
    [{ timeout: NaN }],
    [{ timeout: '5' }],
    [{ signal: 5 }],
    [5],
    [null],
  ])('of %o is refused, and the lock is still held', async (options) => {
    const condition = new Condition();
    await spawn(function* () {
      using _ = yield* condition.acquire();
      expect(() => condition.wait(options as never)).toThrow(InvalidArgumentError);
      expect(() => condition.waitFor(() => false, options as never)).toThrow(InvalidArgumentError);
      expect((condition.lock as RLock).depth).toBe(1);
    });
  });

  test('who has given up takes no notification from those who came later', async () => {
    const condition = new Condition();
    const early = spawn(function* () {
      using _ = yield* condition.acquire();
      yield* condition.wait({ timeout: 1 });
    });
    await othersRan();
    const { log, all } = waiters(condition, 'a');
    await expect(early).rejects.toThrow(TimeoutError);
    await notify(condition);
    await Promise.all(all);
    expect(log).toEqual(['a', 'a.']);
  });
});

describe('31: waitFor', () => {
  test('does not wait when its predicate holds, and gives what that gives', async () => {
    const condition = new Condition();
    await spawn(function* () {
      using _ = yield* condition.acquire();
      const wait = condition.waitFor(() => 'there');
      expect((condition.lock as RLock).depth).toBe(1);
      expect(yield* wait).toBe('there');
    });
  });

  test('waits until it holds, however often it is notified, with the lock held whenever it asks', async () => {
    const condition = new Condition();
    let state = 0;
    const asked: [number, boolean][] = [];
    const waiting = spawn(function* () {
      using _ = yield* condition.acquire();
      const value = yield* condition.waitFor(() => {
        asked.push([state, condition.locked]);
        return state >= 3 && state;
      });
      expect((condition.lock as RLock).depth).toBe(1);
      return value;
    });
    for (let step = 1; step <= 4; step++) {
      await othersRan();
      await spawn(function* () {
        using _ = yield* condition.acquire();
        state = step;
        condition.notify();
      });
    }
    expect(await waiting).toBe(3);
    expect(asked).toEqual([0, 1, 2, 3].map((value) => [value, true]));
  });

  test('fails with TimeoutError when it does not hold in time, over all of its waits, with the lock', async () => {
    const condition = new Condition();
    await spawn(function* () {
      using _ = yield* condition.acquire();
      let asked = 0;
      try {
        yield* condition.waitFor(
          () => {
            asked++;
            return false;
          },
          { timeout: 2 },
        );
        expect.unreachable();
      } catch (error) {
        expect((error as Error).message).toMatch(
          /^waitFor of condition#\d+ timed out after 2 ms: its predicate does not hold$/,
        );
      }
      expect(asked).toBe(2);
      expect((condition.lock as RLock).depth).toBe(1);
    });
  });

  test('asks once more when the time is over', async () => {
    const condition = new Condition();
    let asked = 0;
    expect(
      await spawn(function* () {
        using _ = yield* condition.acquire();
        return yield* condition.waitFor(() => ++asked === 2 && 'just in time', { timeout: 1 });
      }),
    ).toBe('just in time');
  });

  test('fails with what the predicate throws, at the call and later, with the lock', async () => {
    const condition = new Condition(new Lock());
    const error = new Error('no');
    const waiting = spawn(function* () {
      using _ = yield* condition.acquire();
      let isBad = true;
      const errors: unknown[] = [];
      const predicate = (): boolean => {
        if (isBad) throw error;
        isBad = true;
        return false;
      };
      for (isBad of [true, false]) {
        try {
          yield* condition.waitFor(predicate);
        } catch (thrown) {
          errors.push(thrown);
        }
        expect(condition.locked).toBe(true);
      }
      return errors;
    });
    await othersRan();
    await notify(condition);
    expect(await waiting).toEqual([error, error]);
  });

  test('refuses what is no function, or gives a promise', async () => {
    const condition = new Condition();
    await spawn(function* () {
      using _ = yield* condition.acquire();
      expect(() => condition.waitFor(true as never)).toThrow(InvalidArgumentError);
      try {
        yield* condition.waitFor(async () => false);
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidArgumentError);
      }
      expect(condition.locked).toBe(true);
    });
  });

  test('many whose predicates do not hold go round without end of the stack', async () => {
    const condition = new Condition();
    let open = false;
    const all = Array.from({ length: 10_000 }, () =>
      spawn(function* () {
        using _ = yield* condition.acquire();
        yield* condition.waitFor(() => open);
      }),
    );
    await sleep(0);
    await notify(condition, Infinity);
    await sleep(0);
    open = true;
    await notify(condition, Infinity);
    for (const task of all) await task;
  });
});

describe('32: it is a lock as well', () => {
  test('run holds it, for generator functions and others', async () => {
    const condition = new Condition(new Lock());
    expect(await condition.run(() => condition.locked)).toBe(true);
    await spawn(function* () {
      yield* condition.run(function* () {
        yield* yieldNow();
        expect(condition.locked).toBe(true);
      });
    });
    const guard = condition.tryAcquire()!;
    expect(condition.tryAcquire()).toBe(undefined);
    guard.release();
    expect(() => condition.release()).toThrow(NotOwnerError);
    expect(condition.locked).toBe(false);
  });
});

describe('228: a cancelled wait', () => {
  function* waitAndNote(condition: Condition, log: string[]): Coroutine<void> {
    using _ = yield* condition.acquire();
    try {
      yield* condition.wait();
      log.push('notified');
    } catch (error) {
      expect(error).toBeInstanceOf(CancelledError);
      expect((condition.lock as RLock).depth).toBe(1);
      log.push('cancelled');
      throw error;
    }
  }

  test('has the lock when it hears of it', async () => {
    const condition = new Condition();
    const log: string[] = [];
    const waiting = spawn(waitAndNote, condition, log);
    await othersRan();
    waiting.cancel();
    await expect(waiting).rejects.toThrow(CancelledError);
    expect(log).toEqual(['cancelled']);
    expect(condition.locked).toBe(false);
  });

  test('waits for the lock that somebody else has, though it is cancelled again', async () => {
    const condition = new Condition();
    const log: string[] = [];
    const waiting = spawn(waitAndNote, condition, log);
    await othersRan();
    await spawn(function* () {
      using _ = yield* condition.acquire();
      waiting.cancel('first');
      yield* sleep(0);
      waiting.cancel('second');
      yield* sleep(0);
      expect([log, waiting.state]).toEqual([[], 'waiting']);
    });
    const error = await waiting.catch((thrown: unknown) => thrown);
    expect((error as CancelledError).cause).toBe('second');
    expect(condition.locked).toBe(false);
  });

  test('passes on a notification that it had got', async () => {
    const condition = new Condition();
    const log: string[] = [];
    const waiting = spawn(waitAndNote, condition, log);
    await othersRan();
    const others = waiters(condition, 'b');
    await othersRan();
    await spawn(function* () {
      using _ = yield* condition.acquire();
      condition.notify();
      yield* sleep(0);
      waiting.cancel();
    });
    await Promise.all(others.all);
    await expect(waiting).rejects.toThrow(CancelledError);
    expect([log, others.log]).toEqual([['cancelled'], ['b', 'b.']]);
    expect(condition.locked).toBe(false);
  });

  test('in a block with a time limit has the lock as well, and the block is late', async () => {
    const condition = new Condition();
    await spawn(function* () {
      using _ = yield* condition.acquire();
      try {
        yield* withTimeout(1, function* () {
          yield* condition.wait();
        });
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(TimeoutError);
      }
      expect((condition.lock as RLock).depth).toBe(1);
      try {
        yield* withTimeout(1, condition.wait());
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(TimeoutError);
      }
      expect((condition.lock as RLock).depth).toBe(1);
    });
    expect(condition.locked).toBe(false);
  });

  test('in a gather whose other part has failed', async () => {
    const condition = new Condition();
    const task = spawn(function* () {
      using _ = yield* condition.acquire();
      const wait = condition.wait();
      yield* gather([wait, spawn(function* () {})]);
    });
    await othersRan();
    task.cancel();
    await expect(task).rejects.toThrow(CancelledError);
    expect(condition.locked).toBe(false);
  });

  test('of waitFor does not ask its predicate again', async () => {
    const condition = new Condition();
    let asked = 0;
    const task = spawn(function* () {
      using _ = yield* condition.acquire();
      yield* condition.waitFor(() => ++asked > 1);
    });
    await othersRan();
    task.cancel();
    await expect(task).rejects.toThrow(CancelledError);
    expect([asked, condition.locked]).toEqual([1, false]);
  });
});

describe('a wait that its coroutine leaves behind', () => {
  test('takes no lock, and no notification', async () => {
    const condition = new Condition();
    await spawn(function* () {
      using _ = yield* condition.acquire();
      condition.wait();
    });
    expect(condition.locked).toBe(false);
    const { all } = waiters(condition, 'a');
    await othersRan();
    await notify(condition);
    await Promise.all(all);
    expect(condition.locked).toBe(false);
  });

  test('passes a notification on that it got meanwhile', async () => {
    const condition = new Condition();
    const leaving = spawn(function* () {
      using _ = yield* condition.acquire();
      condition.wait();
      yield* sleep(2);
    });
    await othersRan();
    const { all } = waiters(condition, 'a');
    await othersRan();
    const holder = spawn(function* () {
      using _ = yield* condition.acquire();
      condition.notify();
      yield* sleep(5);
    });
    await leaving;
    await holder;
    await Promise.all(all);
    expect(condition.locked).toBe(false);
  });

  test('gives back the lock if its predicate was just to be asked', async () => {
    const condition = new Condition();
    const asked: boolean[] = [];
    const leaving = spawn(function* () {
      using _ = yield* condition.acquire();
      condition.waitFor(() => void asked.push(true));
      yield* sleep(1);
    });
    await othersRan();
    await notify(condition, Infinity);
    await leaving;
    await othersRan();
    expect(condition.locked).toBe(false);
  });
});

describe('deadlock detection', () => {
  test('a wait for a notification is no edge', async () => {
    const [a, b] = [new Condition(new Lock()), new Lock()];
    const waiting = spawn(function* () {
      using _b = yield* b.acquire();
      using _a = yield* a.acquire();
      yield* a.wait();
    });
    await othersRan();
    const other = spawn(function* () {
      using _ = yield* a.acquire();
      a.notify();
      yield* sleep(0);
    });
    await waiting;
    await other;
  });

  test('whoever waits for the lock again is an edge as any other: who closes a cycle then is told', async () => {
    const lock = new Lock({ name: 'lock' });
    const condition = new Condition(lock);
    const kept = new Lock({ name: 'kept' });
    const waiting = spawn(function* waiter() {
      using _kept = yield* kept.acquire();
      using _lock = yield* lock.acquire();
      yield* condition.wait();
      return 'notified';
    });
    await othersRan();
    const holder = spawn(function* notifier() {
      using _lock = yield* lock.acquire();
      condition.notify();
      using _kept = yield* kept.acquire();
    });
    const error = await holder.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DeadlockError);
    expect((error as Error).message).toBe(
      'notifier (main) holds "lock" and waits for "kept"; waiter (main) holds "kept" and waits for "lock"',
    );
    expect(await waiting).toBe('notified');
    expect([lock.locked, kept.locked]).toEqual([false, false]);
  });

  test('a cycle that the notification closes is named to the one who is notified, time limit or not', async () => {
    const lock = new Lock({ name: 'lock' });
    const condition = new Condition(lock);
    const kept = new Lock({ name: 'kept' });
    const waiting = spawn(function* waiter() {
      using _kept = yield* kept.acquire();
      const guard = yield* lock.acquire();
      try {
        yield* condition.wait({ timeout: 3 });
      } finally {
        expect(() => guard.release()).toThrow(SpentGuardError);
      }
    });
    await othersRan();
    const holder = spawn(function* holder() {
      using _lock = yield* lock.acquire();
      using _kept = yield* kept.acquire();
    });
    const error = await waiting.catch((thrown: unknown) => thrown);
    expect((error as Error).message).toBe(
      'waiter (main) holds "kept" and waits for "lock"; holder (main) holds "lock" and waits for "kept"',
    );
    await holder;
    expect([lock.locked, kept.locked]).toEqual([false, false]);
  });

  test('who failed so passes its notification on', async () => {
    const lock = new Lock({ name: 'lock' });
    const condition = new Condition(lock);
    const kept = new Lock({ name: 'kept' });
    const waiting = spawn(function* waiter() {
      using _kept = yield* kept.acquire();
      using _ = yield* lock.acquire();
      yield* condition.wait();
    });
    await othersRan();
    const { all } = waiters(condition, 'next');
    await othersRan();
    const holder = spawn(function* holder() {
      using _lock = yield* lock.acquire();
      const wait = spawn(function* () {
        yield* kept.acquire();
      });
      yield* sleep(0);
      condition.notify();
      wait.cancel();
      using _kept = yield* kept.acquire();
    });
    const ends = await Promise.allSettled([waiting, holder]);
    expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    if (ends[0]!.status === 'fulfilled') await notify(condition);
    await Promise.all(all);
    expect([lock.locked, kept.locked]).toEqual([false, false]);
  });
});

test('messages say what it waits for: a notification, and then its lock', async () => {
  const condition = new Condition(new Lock({ name: 'lock' }), { name: 'full' });
  const waiting = spawn(function* () {
    using _ = yield* condition.acquire();
    yield* condition.wait();
  });
  await othersRan();
  expect(waiting._waitsFor!._describe()).toBe('wait of condition "full"');
  await spawn(function* () {
    using _ = yield* condition.acquire();
    condition.notify();
    yield* sleep(0);
    expect(waiting._waitsFor!._describe()).toBe('acquire of "lock"');
  });
  await waiting;
});

describe('bad input', () => {
  test.each([[5], [{}], ['lock'], [null]])('new Condition(%o) is refused', (lock) => {
    expect(() => new Condition(lock as never)).toThrow(InvalidArgumentError);
  });

  test.each([[5], [null], [{ name: 5 }]])('options of %o are refused', (options) => {
    expect(() => new Condition(new Lock(), options as never)).toThrow(InvalidArgumentError);
  });

  test('a raw clone is refused', () => {
    expect(() => structuredClone(new Condition())).toThrow();
    expect(() => JSON.stringify(new Condition())).toThrow();
  });
});
