import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import {
  AbandonedLockError,
  InvalidStateError,
  MemoryFullError,
  NotOwnerError,
  TimeoutError,
} from '../errors.ts';
import { Agent, joinMemory, thisAgent } from '../memory/agent.ts';
import { allocate } from '../memory/allocate.ts';
import { installPlatform, platform } from '../realm.ts';
import { sleep } from '../time/sleep.ts';
import { setCurrent } from '../wait/current.ts';
import type { Holder } from '../wait/holder.ts';
import { fromHandleOf, kindOf } from '../wire/kind.ts';
import { setPatience } from './claim.ts';
import { Condition } from './condition.ts';
import { Lock } from './lock.ts';
import { RLock } from './rlock.ts';
import { shareConditions } from './share-condition.ts';
import { shareLocks } from './share.ts';
import { canStop } from '../memory/can-stop.fixture.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });
// However long a test takes, nobody has waited for so long that it claims the next turn.
setPatience(Infinity);
shareLocks();
shareConditions();

const here = thisAgent();
const there = new Agent(here.memory, Agent.enlist(here.memory, 'other'));

/** Runs `body` with what another thread has: its objects on the same memory. */
function inOther<T>(body: () => T, agent: Agent = there): T {
  joinMemory(agent);
  try {
    return body();
  } finally {
    joinMemory(here);
  }
}

afterAll(() => joinMemory(here));
afterEach(() => {
  vi.restoreAllMocks();
});

/** Another thread's object for a condition of this one. */
function sent(condition: Condition, agent?: Agent): Condition {
  const kind = kindOf(condition)!;
  const handle = kind.toHandle(condition);
  return inOther(() => fromHandleOf(kind.id, handle) as Condition, agent);
}

/** A task of another thread begins to wait. */
function waitIn(condition: Condition, agent: Agent): void {
  inOther(() => {
    as(newTask('theirs'), () => {
      condition.tryAcquire();
      condition.wait().catch(() => {});
    });
  }, agent);
}

function newTask(name: string): Holder {
  return { describe: () => name, blockedOn: undefined, slot: 0 };
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

async function othersRan(): Promise<void> {
  for (let turns = 0; turns < 3; turns++) await spawn(() => {});
}

test('handed over it has its name, and a lock that is handed over with it', () => {
  const condition = new Condition(undefined, { name: 'full' });
  const other = sent(condition);
  expect([condition.shared, condition.lock.shared]).toEqual([true, true]);
  expect(other.name).toBe('full');
  expect(other.lock).toBeInstanceOf(RLock);
  using _ = condition.acquireSync();
  expect(other.locked).toBe(true);
  inOther(() => expect(() => other.notify()).toThrow(NotOwnerError));
});

test('two conditions of one lock have one lock there too', () => {
  const lock = new Lock();
  const [a, b] = [sent(new Condition(lock)), sent(new Condition(lock))];
  expect(a.lock).toBe(b.lock);
});

test('a task of this thread is told by another one, with the lock', async () => {
  const condition = new Condition(new Lock());
  const other = sent(condition);
  const waiting = spawn(function* () {
    const guard = yield* condition.acquire();
    yield* condition.wait();
    guard.release();
  });
  await othersRan();
  const guard = inOther(() => other.acquireSync());
  inOther(() => other.notify());
  await othersRan();
  expect(waiting.state).toBe('waiting');
  inOther(() => guard.release());
  await waiting;
  expect(condition.locked).toBe(false);
});

test('threads are told in turn, and in each the first one first', async () => {
  const condition = new Condition(new Lock());
  const other = sent(condition);
  const log: string[] = [];
  const wait = (name: string): Promise<void> =>
    spawn(function* () {
      using _ = yield* condition.acquire();
      yield* condition.wait();
      log.push(name);
    }).toPromise();
  const mine = [wait('a'), wait('b'), wait('c')];
  await othersRan();
  const theirs = inOther(() =>
    as(newTask('theirs'), () => {
      const guard = other.tryAcquire()!;
      return { guard, wait: other.wait() };
    }),
  );
  void theirs.wait.then(() => {
    log.push('theirs');
    inOther(() => theirs.guard.release());
  });
  for (let told = 1; told <= 4; told++) {
    await spawn(function* () {
      using _ = yield* condition.acquire();
      condition.notify();
    });
    while (log.length < told) await sleep(0);
  }
  await Promise.all(mine);
  expect(log).toEqual(['theirs', 'a', 'b', 'c']);
});

test('who waited before it was handed over waits on, and one notification is for one', async () => {
  const condition = new Condition(new Lock());
  const log: number[] = [];
  const all = [1, 2].map((name) =>
    spawn(function* () {
      using _ = yield* condition.acquire();
      yield* condition.wait();
      log.push(name);
    }),
  );
  await othersRan();
  const other = sent(condition);
  for (const expected of [[1], [1, 2]]) {
    inOther(() => {
      using _ = other.acquireSync();
      other.notify();
    });
    await all[expected.length - 1];
    expect(log).toEqual(expected);
  }
});

test.runIf(canStop)('a thread that blocks is late with TimeoutError, and has the lock', () => {
  const condition = new Condition();
  sent(condition);
  using _ = condition.acquireSync();
  using __ = condition.acquireSync();
  expect(() => condition.waitSync({ timeout: 2 })).toThrow(TimeoutError);
  expect((condition.lock as RLock).depth).toBe(2);
});

test('a holder who dies while it notifies: who was told finds the lock abandoned, and has it not', async () => {
  const dying = Agent.enlist(here.memory, 'dying');
  const agent = new Agent(here.memory, dying);
  const condition = new Condition(new Lock());
  const other = sent(condition, agent);
  const waiting = spawn(function* () {
    const guard = yield* condition.acquire();
    try {
      yield* condition.wait();
    } finally {
      guard[Symbol.dispose]();
    }
  });
  await othersRan();
  inOther(() => {
    other.acquireSync();
    other.notify();
  }, agent);
  Agent.dismiss(here.memory, dying);
  await expect(waiting).rejects.toThrow(AbandonedLockError);
  expect(condition.lock.abandoned).toBe(true);
  condition.lock.recover()!.release();
});

test('what a waiter was told of who dies before it looks goes to the next one', async () => {
  const dying = Agent.enlist(here.memory, 'dying');
  const agent = new Agent(here.memory, dying);
  const condition = new Condition(new Lock());
  const other = sent(condition, agent);
  waitIn(other, agent);
  const waiting = spawn(function* () {
    using _ = yield* condition.acquire();
    yield* condition.wait();
  });
  await othersRan();
  await spawn(function* () {
    using _ = yield* condition.acquire();
    condition.notify(); // it is the other one's turn
    Agent.dismiss(here.memory, dying);
  });
  await waiting;
  expect(condition.locked).toBe(false);
});

test('one that cannot be handed over for want of memory works as before, and can be handed over later', async () => {
  const condition = new Condition(new Lock());
  const waiting = spawn(function* () {
    using _ = yield* condition.acquire();
    yield* condition.wait();
  });
  await othersRan();
  vi.spyOn(here.memory, 'grow').mockImplementation(() => {
    throw new MemoryFullError('shared memory is full');
  });
  for (const slots of [1, 2, 4, 8]) {
    expect(() => {
      for (;;) allocate(here.memory, slots, 'item');
    }).toThrow(MemoryFullError);
  }
  expect(() => kindOf(condition)!.toHandle(condition)).toThrow(MemoryFullError);
  expect([condition.shared, condition.lock.shared]).toEqual([false, false]);
  vi.restoreAllMocks();
  const other = sent(condition);
  inOther(() => {
    using _ = other.acquireSync();
    other.notify();
  });
  await waiting;
});

test('it can be closed once nobody of this thread waits for it', async () => {
  const condition = new Condition(new Lock());
  const kind = kindOf(condition)!;
  sent(condition);
  const waiting = spawn(function* () {
    using _ = yield* condition.acquire();
    yield* condition.wait();
  });
  await othersRan();
  expect(() => kind.close!(condition, 'close')).toThrow(InvalidStateError);
  expect(() => kind.close!(condition, 'close')).toThrow('a task waits for it');
  waiting.cancel();
  await waiting.catch(() => {});
  kind.close!(condition, 'close');
});

test('more than 16383 tasks of one thread cannot wait for a shared one; whoever is refused has the lock still', async () => {
  const condition = new Condition(new Lock());
  sent(condition);
  const all = Array.from({ length: 16_383 }, () =>
    spawn(function* () {
      using _ = yield* condition.acquire();
      yield* condition.wait();
    }),
  );
  await othersRan();
  while (all.some((task) => task.state === 'ready')) await othersRan();
  await spawn(function* () {
    using _ = yield* condition.acquire();
    expect(() => condition.wait()).toThrow(InvalidStateError);
    expect(condition.locked).toBe(true);
    condition.notifyAll();
  });
  for (const task of all) await task;
  expect(condition.locked).toBe(false);
});
