import { afterEach, describe, expect, test, vi } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import { CancelledError, DeadlockError, MemoryFullError, NotOwnerError } from '../errors.ts';
import { Agent, joinMemory, thisAgent } from '../memory/agent.ts';
import { allocate } from '../memory/allocate.ts';
import { header } from '../memory/layout.ts';
import type { Operation } from '../operation/operation.ts';
import type { Pending } from '../operation/pending.ts';
import { installPlatform, platform, realm } from '../realm.ts';
import { sleep } from '../time/sleep.ts';
import { setCurrent } from '../wait/current.ts';
import { thisThread, type Holder } from '../wait/holder.ts';
import { fromHandleOf, kindOf } from '../wire/kind.ts';
import { setPatience } from './claim.ts';
import type { Guard } from './guard.ts';
import { Lock } from './lock.ts';
import { shareLocks } from './share.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });
// However long a test takes, nobody has waited for so long that it claims the next turn.
setPatience(Infinity);
shareLocks();
thisThread.name = 'main';

const here = thisAgent();
const there = new Agent(here.memory, Agent.enlist(here.memory, 'other'));

/** Runs `body` with what the other thread has: its objects on the same memory. */
function inOther<T>(body: () => T): T {
  joinMemory(there);
  try {
    return body();
  } finally {
    joinMemory(here);
  }
}

function share(lock: Lock): unknown {
  return kindOf(lock)!.toHandle(lock);
}

/** The other thread's object for a lock of this one. */
function sent(lock: Lock): Lock {
  const handle = share(lock);
  return inOther(() => fromHandleOf('lock', handle) as Lock);
}

function as<T>(holder: Holder, body: () => T): T {
  setCurrent({
    identity: holder,
    suspend: () => {},
    giveWay: () => {},
    enter: () => {},
    began: () => {},
  });
  try {
    return body();
  } finally {
    setCurrent(undefined);
  }
}

/** Every task that was ready has run until it waits: they take turns in order. */
async function othersRan(): Promise<void> {
  for (let turns = 0; turns < 3; turns++) await spawn(function* () {});
}

/** A task of the other thread that waits for `lock` without end, as a coroutine does. */
function waitInOther(lock: Lock, task: Holder): Operation<Guard> {
  return inOther(() => {
    const wait = as(task, () => lock.acquire()) as Pending<Guard>;
    wait.catch(() => {});
    lock.blocked(wait, task);
    return wait;
  });
}

function taskOfOther(): Holder {
  return { describe: () => 'task', blockedOn: undefined, slot: 0 };
}

describe('a wait is no edge any more', () => {
  test('once the coroutine has left it, though somebody else still waits for the same operation', async () => {
    const kept = new Lock({ name: 'kept' });
    const wanted = new Lock({ name: 'wanted' });
    const [keptThere, wantedThere] = [sent(kept), sent(wanted)];
    const task = taskOfOther();
    const theirs = inOther(() => as(task, () => wantedThere.tryAcquire()!));
    const wait = wanted.acquire();
    const gate = sleep(Infinity);
    const leaving = spawn(function* () {
      using _ = yield* kept.acquire();
      try {
        yield* wait;
      } catch (error) {
        expect(error).toBeInstanceOf(CancelledError);
      }
      yield* gate; // no lock
    });
    const staying = spawn(function* () {
      (yield* wait).release();
    });
    await othersRan();
    leaving.cancel();
    await othersRan();
    expect(waitInOther(keptThere, task)._settled).toBe(false);
    inOther(() => theirs.release());
    await staying;
  });

  test('of any of the coroutines that waited for the same operation, once it is granted', async () => {
    const kept = new Lock({ name: 'kept' });
    const wanted = new Lock({ name: 'wanted' });
    const [keptThere, wantedThere] = [sent(kept), sent(wanted)];
    const task = taskOfOther();
    const theirs = inOther(() => as(task, () => wantedThere.tryAcquire()!));
    const wait = wanted.acquire();
    const gate = sleep(Infinity);
    spawn(function* () {
      using _ = yield* kept.acquire();
      yield* wait;
      yield* gate; // no lock
    });
    const second = spawn(function* () {
      (yield* wait).release();
    });
    await othersRan();
    inOther(() => theirs.release());
    await second;
    inOther(() => as(task, () => wantedThere.tryAcquire()!));
    expect(waitInOther(keptThere, task)._settled).toBe(false);
  });
});

test('a wait that began before the lock was handed over is an edge afterwards', async () => {
  const kept = new Lock({ name: 'kept' });
  const wanted = new Lock({ name: 'wanted' });
  const far = new Lock({ name: 'far' });
  const gate = new Lock();
  const open = gate.tryAcquire()!;
  // As before there were threads: a lock is not moved when it is contended.
  realm().agent = undefined;
  const keeper = spawn(function* () {
    using _ = yield* wanted.acquire();
    yield* gate.acquire();
    (yield* far.acquire()).release();
  });
  const waiter = spawn(function* () {
    using _ = yield* kept.acquire();
    (yield* wanted.acquire()).release();
  });
  await othersRan();
  realm().agent = here;
  expect(wanted.shared).toBe(false);

  const task = taskOfOther();
  const [farThere, keptThere] = [sent(far), sent(kept)];
  const theirs = inOther(() => as(task, () => farThere.tryAcquire()!));
  open.release();
  await othersRan(); // now the keeper waits for the far one
  share(wanted);
  await expect(waitInOther(keptThere, task)).rejects.toThrow(DeadlockError);
  inOther(() => theirs.release());
  await keeper;
  await waiter;
  expect([kept.locked, wanted.locked, far.locked]).toEqual([false, false, false]);
});

describe('shared memory is full', () => {
  const full = (): void => {
    vi.spyOn(here.memory, 'grow').mockImplementation(() => {
      throw new MemoryFullError('shared memory is full');
    });
    // Nor is there a slot that was given back.
    expect(() => {
      for (;;) allocate(here.memory, 1, 'item');
    }).toThrow(MemoryFullError);
  };
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test('a task that finds no room is refused when it asks, and a release passes the lock on as ever', async () => {
    const lock = new Lock();
    share(lock);
    const guard = lock.tryAcquire()!;
    const first = spawn(function* () {
      return yield* lock.acquire();
    });
    await othersRan();
    full();
    const second = spawn(function* () {
      return yield* lock.acquire();
    });
    await expect(second).rejects.toThrow(MemoryFullError);
    guard.release();
    (await first).release();
    expect(lock.locked).toBe(false);
  });

  test('a lock that cannot be handed over stays a local one, and can be handed over later', () => {
    const lock = new Lock();
    as(taskOfOther(), () => lock.tryAcquire());
    full();
    expect(() => share(lock)).toThrow(MemoryFullError);
    expect(lock.shared).toBe(false);
    vi.restoreAllMocks();
    const other = sent(lock);
    expect(lock.shared).toBe(true);
    expect(other.locked).toBe(true);
  });

  test('a failed hand-over takes no memory', () => {
    const lock = new Lock({ name: 'a name that needs more than one slot of shared memory' });
    const unused = (): number => here.memory.words[header.unused]!;
    share(new Lock());
    const { grow } = here.memory;
    vi.spyOn(here.memory, 'grow').mockImplementation((end) => {
      if (end > unused() + 1) throw new MemoryFullError('shared memory is full');
      grow.call(here.memory, end);
    });
    expect(() => share(lock)).toThrow(MemoryFullError);
    const before = unused();
    expect(() => share(lock)).toThrow(MemoryFullError);
    expect(unused()).toBe(before);
  });

  test('a local lock is waited for as before, though the wait cannot be shown to other threads', async () => {
    const lock = new Lock();
    const guard = lock.tryAcquire()!;
    full();
    const waiting = spawn(function* () {
      return yield* lock.acquire();
    });
    await othersRan();
    guard.release();
    (await waiting).release();
    expect(lock.locked).toBe(false);
  });
});

test('a lock with a very long name is handed over; messages show its beginning', () => {
  const lock = new Lock({ name: 'n'.repeat(300_000) });
  const other = sent(lock);
  expect(other.name).toBe(lock.name);
  lock.tryAcquire();
  const holder = { ...taskOfOther(), describe: () => 't'.repeat(300_000) };
  lock.release();
  inOther(() => as(holder, () => other.tryAcquire()));
  expect(() => lock.acquireSync({ timeout: 0 })).toThrow(/: t{1000} holds it$/);
});

describe('a shared lock that anybody may release', () => {
  test('is refused a release once another thread has released it', () => {
    const lock = new Lock({ owned: false });
    const other = sent(lock);
    lock.tryAcquire();
    inOther(() => other.release());
    expect(lock.locked).toBe(false);
    expect(() => lock.release()).toThrow(NotOwnerError);
    expect(() => lock.release()).toThrow(/nobody holds it/);
  });

  test('is said to be held by somebody, not by whoever of this thread had it before', () => {
    const lock = new Lock({ owned: false });
    const other = sent(lock);
    lock.tryAcquire();
    inOther(() => other.release());
    inOther(() => other.tryAcquire());
    expect(() => lock.acquireSync({ timeout: 0 })).toThrow(/: somebody holds it$/);
    lock.release();
    expect(lock.locked).toBe(false);
  });
});
