import { afterAll, describe, expect, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import { AbandonedLockError, DeadlockError, NotOwnerError, TimeoutError } from '../errors.ts';
import { Agent, joinMemory, thisAgent } from '../memory/agent.ts';
import { installPlatform, platform } from '../realm.ts';
import { setCurrent } from '../wait/current.ts';
import type { Holder } from '../wait/holder.ts';
import { fromHandleOf, kindOf } from '../wire/kind.ts';
import { setPatience } from './claim.ts';
import { Lock } from './lock.ts';
import { RLock } from './rlock.ts';
import { shareLocks } from './share.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });
// However long a test takes, nobody has waited for so long that it claims the next turn.
setPatience(Infinity);
shareLocks();

const here = thisAgent();
const there = new Agent(here.memory, Agent.enlist(here.memory, 'other'));

/** Runs `body` with what the other thread has: its objects on the same memory. */
function inOther<T>(body: () => T, agent: Agent = there): T {
  joinMemory(agent);
  try {
    return body();
  } finally {
    joinMemory(here);
  }
}

afterAll(() => joinMemory(here));

/** The other thread's object for a lock of this one. */
function sent(lock: RLock, agent?: Agent): RLock {
  const kind = kindOf(lock)!;
  const handle = kind.toHandle(lock);
  return inOther(() => fromHandleOf(kind.id, handle) as RLock, agent);
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

function task(name: string): Holder {
  return { describe: () => name, blockedOn: undefined, slot: 0 };
}

test('handed over it is an RLock there too, with its name', () => {
  const other = sent(new RLock({ name: 'r', fair: true }));
  expect(other).toBeInstanceOf(RLock);
  expect([other.name, other.fair, other.shared]).toEqual(['r', true, true]);
  expect(sent(new Lock() as RLock)).not.toBeInstanceOf(RLock);
});

test('handed over while it is held twice, it is free after two releases', () => {
  const lock = new RLock();
  const me = task('me');
  const first = as(me, () => lock.tryAcquire()!);
  as(me, () => lock.tryAcquire());
  const other = sent(lock);
  const you = task('you');
  expect(inOther(() => as(you, () => other.tryAcquire()))).toBe(undefined);
  expect(inOther(() => as(you, () => other.depth))).toBe(0);
  expect(as(me, () => lock.depth)).toBe(2);
  as(me, () => lock.release());
  expect([lock.locked, other.locked]).toEqual([true, true]);
  first.release();
  expect([lock.locked, other.locked]).toEqual([false, false]);
});

test('its holder takes it again without a look at shared memory, and nobody in another thread does', () => {
  const lock = new RLock();
  const other = sent(lock);
  const you = task('you');
  inOther(() => as(you, () => other.tryAcquire()));
  inOther(() => as(you, () => other.tryAcquire()));
  expect(as(task('me'), () => lock.tryAcquire())).toBe(undefined);
  expect(() => lock.release()).toThrow(NotOwnerError);
  expect(() => lock.release()).toThrow(/: you holds it; acquire it before$/);
  expect(() => lock.acquireSync({ timeout: 0 })).toThrow(TimeoutError);
  inOther(() => as(you, () => other.release()));
  expect(lock.locked).toBe(true);
  inOther(() => as(you, () => other.release()));
  expect(lock.locked).toBe(false);
});

test('a task of this thread has it once another thread has released it for the last time', async () => {
  const lock = new RLock();
  const other = sent(lock);
  const guards = inOther(() => [other.acquireSync(), other.acquireSync()]);
  const waiting = spawn(function* () {
    using _ = yield* lock.acquire();
    using __ = yield* lock.acquire();
    return lock.depth;
  });
  await spawn(function* () {});
  inOther(() => guards[0]!.release());
  await spawn(function* () {});
  expect(waiting.state).toBe('waiting');
  inOther(() => guards[1]!.release());
  expect(await waiting).toBe(2);
  expect(other.locked).toBe(false);
});

test('a cycle through another thread is named', async () => {
  const [a, b] = [new RLock({ name: 'a' }), new RLock({ name: 'b' })];
  const [aThere, bThere] = [sent(a), sent(b)];
  const you = task('you');
  const theirs = inOther(() => as(you, () => bThere.tryAcquire()!));
  const mine = spawn(function* me() {
    using _ = yield* a.acquire();
    using __ = yield* a.acquire();
    yield* b.acquire();
  });
  await spawn(function* () {});
  const wait = inOther(() => as(you, () => aThere.acquire()));
  inOther(() => wait._blocks(you));
  await expect(wait).rejects.toThrow(DeadlockError);
  inOther(() => theirs.release());
  await mine.catch((error: unknown) => error);
  expect(a.locked).toBe(false);
});

describe('whose holder has died', () => {
  test('is refused until it is recovered, and is then held once', () => {
    const dying = Agent.enlist(here.memory, 'dying');
    const agent = new Agent(here.memory, dying);
    const lock = new RLock({ name: 'r' });
    const other = sent(lock, agent);
    inOther(() => {
      other.acquireSync();
      other.acquireSync();
    }, agent);
    Agent.dismiss(here.memory, dying);
    const me = task('me');
    as(me, () => {
      expect(() => lock.tryAcquire()).toThrow(AbandonedLockError);
      const guard = lock.recover()!;
      expect(lock.depth).toBe(1);
      using _ = lock.tryAcquire();
      expect(lock.depth).toBe(2);
      guard.release();
    });
    expect(lock.locked).toBe(false);
  });
});
