import { describe, expect, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import { withTimeout } from '../coroutine/timeout.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import {
  BlockingNotAllowedError,
  CancelledError,
  DeadlockError,
  InvalidArgumentError,
  SpentGuardError,
  TimeoutError,
} from '../errors.ts';
import { Agent, joinMemory, thisAgent } from '../memory/agent.ts';
import { installPlatform, platform } from '../realm.ts';
import { sleep } from '../time/sleep.ts';
import { inVirtualTime } from '../time/virtual-time.fixture.ts';
import { fromHandleOf, kindOf } from '../wire/kind.ts';
import { acquireAll, acquireAllSync, type Acquirable } from './acquire-all.ts';
import { Lock } from './lock.ts';
import { RLock } from './rlock.ts';
import { RwLock } from './rw-lock.ts';
import { Semaphore } from './semaphore.ts';
import { shareLocks } from './share.ts';
import { canStop } from '../memory/can-stop.fixture.ts';

inVirtualTime();

const missing: { blocking?: string } = {};
installPlatform({ ...platform(), name: 'test', missing });
shareLocks();

const lockedOf = (locks: readonly { readonly locked: boolean }[]): boolean[] =>
  locks.map(({ locked }) => locked);

test('takes all, and its guard releases all', async () => {
  const locks = [new Lock(), new Lock(), new Lock()];
  const guard = await acquireAll(...locks);
  expect(lockedOf(locks)).toEqual([true, true, true]);
  guard.release();
  expect(lockedOf(locks)).toEqual([false, false, false]);
  expect(() => guard.release()).toThrow(SpentGuardError);
  guard[Symbol.dispose]();
});

test('waits for each that is held, and has all then', async () => {
  const locks = [new Lock(), new Lock(), new Lock()];
  const held = locks.map((lock) => lock.tryAcquire()!);
  const order: string[] = [];
  const task = spawn(function* () {
    using _ = yield* acquireAll(...locks);
    order.push('has all');
  });
  for (const [index, guard] of held.entries()) {
    await spawn(function* () {});
    order.push(`${index}`);
    guard.release();
  }
  await task;
  expect(order).toEqual(['0', '1', '2', 'has all']);
  expect(lockedOf(locks)).toEqual([false, false, false]);
});

test('two who name the same locks in opposite order never wait for each other', async () => {
  const [a, b] = [new Lock({ name: 'a' }), new Lock({ name: 'b' })];
  let inside = 0;
  const visit = (first: Lock, second: Lock) =>
    spawn(function* () {
      for (let round = 0; round < 10; round++) {
        using _ = yield* acquireAll(first, second);
        expect(++inside).toBe(1);
        yield* yieldNow();
        inside--;
      }
    });
  const tasks = [visit(a, b), visit(b, a), visit(a, b)];
  for (const task of tasks) await task;
});

test('locks of every kind', async () => {
  const [lock, rlock] = [new Lock(), new RLock()];
  const [semaphore, rw] = [new Semaphore(2), new RwLock()];
  await spawn(function* () {
    using outer = yield* rlock.acquire();
    expect(outer).toBeDefined();
    const guard = yield* acquireAll(lock, rlock, semaphore, rw.read);
    expect([lock.locked, rlock.depth, semaphore.available, rw.readers]).toEqual([true, 2, 1, 1]);
    guard.release();
    expect([lock.locked, rlock.depth, semaphore.available, rw.readers]).toEqual([false, 1, 2, 0]);
  });
  acquireAllSync(lock, rlock, semaphore, rw.write).release();
  expect([lock.locked, rlock.locked, semaphore.available, rw.writing]).toEqual([
    false,
    false,
    2,
    false,
  ]);
});

describe('given up, it gives back what it had', () => {
  /** The last of three is held by another. */
  const make = () => {
    const locks = [new Lock({ name: 'a' }), new Lock({ name: 'b' }), new Lock({ name: 'c' })];
    acquireAllSync(...locks).release(); // now their order is known
    const last = locks[2]!.tryAcquire()!;
    return { locks, last };
  };
  const free = [false, false, true];

  test('when its time is over', async () => {
    const { locks } = make();
    await expect(acquireAll(...locks, { timeout: 0 })).rejects.toThrow(
      'acquireAll of "a", "b", "c" timed out after 0 ms: "c": main holds it',
    );
    const wait = acquireAll(...locks, { timeout: 1 });
    expect(lockedOf(locks)).toEqual([true, true, true]);
    await expect(wait).rejects.toThrow(TimeoutError);
    expect(lockedOf(locks)).toEqual(free);
  });

  test('in a thread that blocks', () => {
    const { locks } = make();
    expect(() => acquireAllSync(...locks, { timeout: 0 })).toThrow(TimeoutError);
    if (canStop) {
      expect(() => acquireAllSync(...locks, { timeout: 1 })).toThrow(
        'acquireAllSync of "a", "b", "c" timed out after 1 ms: "c": main holds it',
      );
    }
    expect(() => acquireAllSync(...locks)).toThrow(DeadlockError);
    expect(lockedOf(locks)).toEqual(free);
  });

  test('by a signal', async () => {
    const { locks } = make();
    const controller = new AbortController();
    const wait = acquireAll(...locks, { signal: controller.signal });
    controller.abort('gone');
    await expect(wait).rejects.toBe('gone');
    expect(lockedOf(locks)).toEqual(free);
  });

  test('by a task that is cancelled, or whose time is over', async () => {
    const { locks, last } = make();
    const task = spawn(function* () {
      yield* acquireAll(...locks);
    });
    await spawn(function* () {});
    task.cancel();
    await expect(task).rejects.toThrow(CancelledError);
    expect(lockedOf(locks)).toEqual(free);
    const late = spawn(function* () {
      yield* withTimeout(1, function* () {
        yield* acquireAll(...locks);
      });
    });
    await expect(late).rejects.toThrow(TimeoutError);
    expect(lockedOf(locks)).toEqual(free);
    last.release();
    (await acquireAll(...locks)).release();
  });

  test('by a coroutine that leaves it behind', async () => {
    const { locks } = make();
    await spawn(function* () {
      void acquireAll(...locks);
      yield* yieldNow();
    });
    expect(lockedOf(locks)).toEqual(free);
  });
});

describe('a cycle', () => {
  test('with a lock that is held beside is named, by whoever closes it', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => new Lock({ name })) as [Lock, Lock, Lock];
    acquireAllSync(a, b).release();
    const first = spawn(function* first() {
      using _ = yield* c.acquire();
      yield* yieldNow();
      yield* yieldNow();
      (yield* acquireAll(b, a)).release();
      return 'had all';
    });
    const second = spawn(function* second() {
      using _ = yield* b.acquire();
      yield* yieldNow();
      using __ = yield* c.acquire();
      return 'had both';
    });
    await expect(first).rejects.toThrow(DeadlockError);
    await expect(first).rejects.toThrow(
      'first (main) holds "c" and waits for "b"; second (main) holds "b" and waits for "c"',
    );
    expect(await second).toBe('had both');
    expect(lockedOf([a, b, c])).toEqual([false, false, false]);
  });

  test('is named when another closes it, while the first waits for its second lock', async () => {
    const [a, b] = ['a', 'b'].map((name) => new Lock({ name })) as [Lock, Lock];
    acquireAllSync(a, b).release();
    const second = spawn(function* second() {
      using _ = yield* b.acquire();
      yield* yieldNow();
      yield* a.acquire();
    });
    const first = spawn(function* first() {
      (yield* acquireAll(b, a)).release();
    });
    await expect(second).rejects.toThrow(
      'second (main) holds "b" and waits for "a"; first (main) holds "a" and waits for "b"',
    );
    await first;
    expect(lockedOf([a, b])).toEqual([false, false]);
  });

  test('by one who holds one of them already', async () => {
    const [a, b] = ['a', 'b'].map((name) => new Lock({ name })) as [Lock, Lock];
    const task = spawn(function* twice() {
      using _ = yield* a.acquire();
      yield* acquireAll(a, b);
    });
    await expect(task).rejects.toThrow('twice (main) holds "a" and waits for "a"');
    expect(lockedOf([a, b])).toEqual([false, false]);
  });
});

describe('bad input changes nothing', () => {
  const lock = new Lock({ name: 'a' });
  const rw = new RwLock({ name: 'rw' });

  test.each([
    ['nothing', []],
    ['only options', [{ timeout: 1 }]],
    ['a lock twice', [lock, new Lock(), lock]],
    ['both sides of one', [rw.read, rw.write]],
    ['undefined', [lock, undefined]],
    ['null', [null, lock]],
    ['a number', [lock, 5]],
    ['options in front', [{ timeout: 5 }, lock]],
    ['a bad timeout', [lock, { timeout: -1 }]],
    ['what is no signal', [lock, { signal: {} }]],
  ])('%s', (_, args) => {
    expect(() => acquireAll(...(args as Acquirable[]))).toThrow(InvalidArgumentError);
    expect([lock.locked, rw.locked]).toEqual([false, false]);
    if (_ === 'what is no signal') return;
    expect(() => acquireAllSync(...(args as Acquirable[]))).toThrow(InvalidArgumentError);
    expect([lock.locked, rw.locked]).toEqual([false, false]);
  });

  test.each([
    [[], 'none'],
    [[{}], 'an object (Object)'],
    [[[lock]], 'an array'],
  ])('no lock as an argument: it says how it is called', (args, what) => {
    const message = `needs locks as its arguments, acquireAll(a, b, { timeout: 100 }), got ${what}`;
    expect(() => acquireAll(...(args as never[]))).toThrow(`acquireAll: ${message}`);
  });

  test('blocking where that is not allowed', () => {
    missing.blocking = 'a page';
    try {
      expect(() => acquireAllSync(lock)).toThrow(BlockingNotAllowedError);
      expect(lock.locked).toBe(false);
    } finally {
      delete missing.blocking;
    }
  });
});

test('a lock that is released by itself is not released again by the guard of all', async () => {
  const [a, b] = [new Lock(), new Lock()];
  const guard = acquireAllSync(a, b);
  a.release();
  const other = a.tryAcquire();
  guard.release();
  expect(lockedOf([a, b])).toEqual([true, false]);
  other!.release();
});

test('a timer may run meanwhile: what is waited for is not held for ever', async () => {
  const [a, b] = [new Lock(), new Lock()];
  const holder = spawn(function* () {
    using _ = yield* a.acquire();
    yield* sleep(1);
  });
  await spawn(function* () {});
  (await acquireAll(a, b)).release();
  await holder;
});

test('the order of two locks is that of the first time that somebody took both, in every thread and once they are shared', () => {
  const here = thisAgent();
  const there = new Agent(here.memory, Agent.enlist(here.memory, 'other'));
  const [a, b] = ['a', 'b'].map((name) => new Lock({ name })) as [Lock, Lock];
  const explain = (locks: readonly Lock[]): string => {
    const guards = locks.map((lock) => lock.tryAcquire()!);
    try {
      acquireAllSync(...locks, { timeout: 0 });
      return 'taken';
    } catch (error) {
      return (error as Error).message.replace(/^.* 0 ms: /, '');
    } finally {
      for (const guard of guards) guard.release();
    }
  };
  const first = explain([b, a]).slice(0, 3);
  expect(first).toBe('"b"');
  // Now the other one has the lower slot.
  const handles = [a, b].map((lock) => kindOf(lock)!.toHandle(lock));
  expect(explain([a, b]).slice(0, 3)).toBe(first);
  joinMemory(there);
  try {
    const theirs = handles.map((handle) => fromHandleOf('lock', handle) as Lock);
    expect(explain(theirs).slice(0, 3)).toBe(first);
  } finally {
    joinMemory(here);
  }
});
