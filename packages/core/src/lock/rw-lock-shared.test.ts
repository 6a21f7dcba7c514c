import { afterEach, describe, expect, test, vi } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import { AbandonedLockError, DeadlockError, MemoryFullError, TimeoutError } from '../errors.ts';
import { Agent, joinMemory, thisAgent } from '../memory/agent.ts';
import { allocate } from '../memory/allocate.ts';
import { header } from '../memory/layout.ts';
import type { Operation } from '../operation/operation.ts';
import { installPlatform, platform } from '../realm.ts';
import { sleep } from '../time/sleep.ts';
import { setCurrent } from '../wait/current.ts';
import { thisThread, type Holder } from '../wait/holder.ts';
import { fromHandleOf, kindOf } from '../wire/kind.ts';
import { setPatience } from './claim.ts';
import type { Guard } from './guard.ts';
import { Lock } from './lock.ts';
import { RwLock } from './rw-lock.ts';
import { shareLocks } from './share.ts';
import { shareRwLocks } from './share-rw-lock.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });
// However long a test takes, nobody has waited for so long that it claims the next turn.
setPatience(Infinity);
shareLocks();
shareRwLocks();
thisThread.name = 'main';

const here = thisAgent();
const there = new Agent(here.memory, Agent.enlist(here.memory, 'other'));

/** Runs `body` with what the other thread has: its objects on the same memory. */
function inOther<T>(body: () => T, other: Agent = there): T {
  joinMemory(other);
  try {
    return body();
  } finally {
    joinMemory(here);
  }
}

function share(lock: RwLock | Lock): unknown {
  return kindOf(lock)!.toHandle(lock);
}

/** The other thread's object for a lock of this one. */
function sent(lock: RwLock, other: Agent = there): RwLock {
  const handle = share(lock);
  return inOther(() => fromHandleOf('rw-lock', handle) as RwLock, other);
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

function taskOfOther(): Holder {
  return { describe: () => 'task', blockedOn: undefined, slot: 0 };
}

/** Every task that was ready has run until it waits. */
async function othersRan(): Promise<void> {
  for (let turns = 0; turns < 4; turns++) await spawn(function* () {});
}

afterEach(() => {
  setPatience(Infinity);
  vi.restoreAllMocks();
});

describe('both threads work on the same lock', () => {
  test('of which each sees who is in', async () => {
    const lock = new RwLock({ name: 'x' });
    const guard = lock.read.tryAcquire()!;
    const other = sent(lock);
    expect(other.name).toBe('x');
    expect([other.shared, other.readers, other.writing]).toEqual([true, 1, false]);
    const second = inOther(() => other.read.tryAcquire()!);
    expect([lock.readers, other.readers]).toEqual([2, 2]);
    expect(inOther(() => other.write.tryAcquire())).toBe(undefined);
    guard.release();
    expect(lock.write.tryAcquire()).toBe(undefined);
    inOther(() => second.release());
    const writing = lock.write.tryAcquire()!;
    expect([other.writing, other.readers, other.read.locked]).toEqual([true, 0, true]);
    expect(inOther(() => other.read.tryAcquire())).toBe(undefined);
    const reading = writing.downgrade();
    expect(inOther(() => other.read.tryAcquire())).toBeDefined();
    reading.release();
    expect(other.readers).toBe(1);
  });

  test('of which each names who reads in the other', async () => {
    const lock = new RwLock({ name: 'x' });
    const other = sent(lock);
    const far = inOther(() => as(taskOfOther(), () => other.read.tryAcquire()!));
    await expect(lock.write.acquire({ timeout: 0 })).rejects.toThrow(
      'write.acquire of rw lock "x" timed out after 0 ms: task reads',
    );
    const more = inOther(() => [1, 2].map(() => other.read.tryAcquire()!));
    expect(lock.explain()).toBe('task and 2 more read');
    const near = lock.read.tryAcquire()!;
    expect(lock.explain()).toBe('main, task and 2 more read');
    inOther(() => far.release());
    expect(lock.explain()).toBe('main, other and one more read');
    inOther(() => more.forEach((guard) => guard.release()));
    expect(lock.explain()).toBe('main reads');
    near.release();
    expect(lock.explain()).toBe('nobody is in');
  });

  test('handed over while it is written: the writer stays the writer', () => {
    const lock = new RwLock({ name: 'x' });
    const guard = lock.write.tryAcquire()!;
    const other = sent(lock);
    expect(other.writing).toBe(true);
    expect(() => inOther(() => other.read.acquireSync({ timeout: 0 }))).toThrow(TimeoutError);
    expect(() => inOther(() => other.read.acquireSync({ timeout: 0 }))).toThrow(
      'read.acquireSync of rw lock "x" timed out after 0 ms: main writes',
    );
    guard.release();
    expect(other.writing).toBe(false);
  });

  test('handed over while tasks wait: they keep their place', async () => {
    const lock = new RwLock();
    const guard = lock.write.tryAcquire()!;
    const order: string[] = [];
    const enter = (side: 'read' | 'write', name: string): Operation<void> =>
      spawn(function* () {
        using _ = yield* lock[side].acquire();
        order.push(name);
      });
    const tasks = [enter('read', 'r1'), enter('write', 'w'), enter('read', 'r2')];
    await othersRan();
    sent(lock);
    guard.release();
    for (const task of tasks) await task;
    expect(order).toEqual(['r1', 'w', 'r2']);
  });
});

describe('nobody starves', () => {
  test('a writer that waits holds back those who come to read', async () => {
    const lock = new RwLock();
    const other = sent(lock);
    const first = lock.read.tryAcquire()!;
    const wait = inOther(() => as(taskOfOther(), () => other.write.acquire()));
    expect(lock.read.tryAcquire()).toBe(undefined);
    first.release();
    const guard = await wait;
    inOther(() => guard.release());
    lock.read.tryAcquire()!.release();
  });

  test('a reader that waits too long goes before writers who come over and over', async () => {
    setPatience(-1);
    const lock = new RwLock();
    const other = sent(lock);
    let writing: Guard | undefined = lock.write.tryAcquire()!;
    const wait = inOther(() => as(taskOfOther(), () => other.read.acquire()));
    let rounds = 0;
    while (!wait._settled) {
      rounds++;
      writing?.release();
      writing = lock.write.tryAcquire();
      while (there.bell.isRung) await sleep(0); // until it has looked
    }
    expect(rounds).toBeLessThan(3);
    expect([writing, lock.readers]).toEqual([undefined, 1]);
    inOther(() => wait._outcome().release());
    lock.write.tryAcquire()!.release();
  });
});

describe('a thread that dies', () => {
  test('while it reads harms nobody', async () => {
    const dying = new Agent(here.memory, Agent.enlist(here.memory, 'dying'));
    const lock = new RwLock();
    const other = sent(lock, dying);
    inOther(() => other.read.tryAcquire(), dying);
    const wait = lock.write.acquire();
    expect(wait._settled).toBe(false);
    Agent.dismiss(here.memory, dying);
    (await wait).release();
    expect([lock.readers, lock.writing]).toEqual([0, false]);
  });

  test('while it writes leaves the lock abandoned, until it is recovered', async () => {
    const dying = new Agent(here.memory, Agent.enlist(here.memory, 'dying'));
    const lock = new RwLock({ name: 'x' });
    const other = sent(lock, dying);
    inOther(() => other.write.tryAcquire(), dying);
    const waits = [lock.read.acquire(), lock.write.acquire()];
    Agent.dismiss(here.memory, dying);
    await Promise.all(waits.map((wait) => expect(wait).rejects.toThrow(AbandonedLockError)));
    expect(() => lock.read.acquireSync()).toThrow(
      'rw lock "x": dying was writing and has died, perhaps in the middle of a change; ' +
        'write.recover() takes it over',
    );
    expect(lock.write.abandoned).toBe(true);
    lock.write.recover()!.release();
    expect([lock.write.abandoned, lock.write.recover(), lock.locked]).toEqual([
      false,
      undefined,
      false,
    ]);
  });

  test('while it waits to write holds nobody back', () => {
    const dying = new Agent(here.memory, Agent.enlist(here.memory, 'dying'));
    const lock = new RwLock();
    const other = sent(lock, dying);
    const guard = lock.read.tryAcquire()!;
    inOther(() => other.write.acquire(), dying).catch(() => {});
    expect(lock.read.tryAcquire()).toBe(undefined);
    Agent.bury(here.memory, dying);
    lock.read.tryAcquire()!.release();
    guard.release();
    lock.write.tryAcquire()!.release();
    Agent.dismiss(here.memory, dying);
  });

  test('its readers and writers have no part in the memory any more', () => {
    const unused = (): number => here.memory.words[header.unused]!;
    const lock = new RwLock();
    const cycle = (): void => {
      const dying = new Agent(here.memory, Agent.enlist(here.memory, 'dying'));
      const other = sent(lock, dying);
      inOther(() => {
        other.read.tryAcquire();
        other.write.acquire().catch(() => {});
      }, dying);
      Agent.dismiss(here.memory, dying);
    };
    for (let round = 0; round < 3; round++) cycle();
    const before = unused();
    for (let round = 0; round < 20; round++) cycle();
    expect(unused()).toBe(before);
    expect([lock.readers, lock.writing]).toEqual([0, false]);
  });
});

describe('shared memory is full', () => {
  const full = (): void => {
    vi.spyOn(here.memory, 'grow').mockImplementation(() => {
      throw new MemoryFullError('shared memory is full');
    });
    for (const slots of [16, 1]) {
      expect(() => {
        for (;;) allocate(here.memory, slots, 'item');
      }).toThrow(MemoryFullError);
    }
  };

  test('a lock that cannot be handed over stays a local one, and can be handed over later', async () => {
    const lock = new RwLock();
    const task = spawn(function* () {
      return yield* lock.write.acquire();
    });
    const guard = await task;
    full();
    expect(() => share(lock)).toThrow(MemoryFullError);
    expect([lock.shared, lock.writing]).toEqual([false, true]);
    vi.restoreAllMocks();
    const other = sent(lock);
    expect([lock.shared, other.writing]).toEqual([true, true]);
    guard.release();
    expect(other.writing).toBe(false);
  });

  test('readers come in as ever, though other threads cannot be told who they are', async () => {
    const lock = new RwLock();
    share(lock);
    full();
    await spawn(function* () {
      using _ = yield* lock.read.acquire();
      expect(lock.readers).toBe(1);
    });
    expect(lock.locked).toBe(false);
  });
});

describe('a deadlock is named', () => {
  test('also if it is not the reader that another thread knows by name', async () => {
    const lock = new RwLock({ name: 'x' });
    const gate = sleep(Infinity);
    const other = new Lock({ name: 'other' });
    share(lock);
    share(other);
    const first = spawn(function* first() {
      using _ = yield* lock.read.acquire();
      yield* gate;
    });
    const writer = spawn(function* writer() {
      using _ = yield* other.acquire();
      yield* sleep(0);
      yield* sleep(0);
      yield* lock.write.acquire();
    });
    const second = spawn(function* second() {
      using _ = yield* lock.read.acquire();
      for (let turns = 0; turns < 4; turns++) yield* sleep(0);
      (yield* other.acquire()).release();
    });
    await expect(second).rejects.toThrow(DeadlockError);
    first.cancel();
    await first.catch(() => {});
    await writer;
  });

  test('of a thread that blocks for what it has itself', () => {
    const lock = new RwLock({ name: 'x' });
    share(lock);
    const guard = lock.read.acquireSync();
    expect(() => lock.write.acquireSync()).toThrow(
      'main holds rw lock "x" (reading) and waits for rw lock "x" (write)',
    );
    guard.release();
    lock.write.acquireSync().release();
    expect(lock.locked).toBe(false);
  });
});
