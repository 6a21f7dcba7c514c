import { afterEach, describe, expect, test, vi } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import {
  InvalidArgumentError,
  MemoryFullError,
  OverReleaseError,
  TimeoutError,
} from '../errors.ts';
import { Agent, joinMemory, thisAgent } from '../memory/agent.ts';
import { allocate } from '../memory/allocate.ts';
import { firstThread, slotWords, threadWords } from '../memory/layout.ts';
import { installPlatform, platform } from '../realm.ts';
import { fromHandleOf, kindOf } from '../wire/kind.ts';
import { setPatience } from './claim.ts';
import { Event } from './event.ts';
import { BoundedSemaphore, Semaphore } from './semaphore.ts';
import { shareSynchronizers } from './share-synchronizers.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });
// However long a test takes, nobody has waited for so long that it claims the next turn.
setPatience(Infinity);
shareSynchronizers();

const here = thisAgent();
const there = new Agent(here.memory, Agent.enlist(here.memory, 'other'));

afterEach(() => {
  setPatience(Infinity);
  vi.restoreAllMocks();
});

/** Runs `body` with what the other thread has: its objects on the same memory. */
function inOther<T>(body: () => T): T {
  joinMemory(there);
  try {
    return body();
  } finally {
    joinMemory(here);
  }
}

/** The object of the other thread for one of this. */
function sent<T extends Semaphore | Event>(object: T): T {
  const kind = kindOf(object)!;
  const handle = kind.toHandle(object);
  return inOther(() => fromHandleOf(kind.id, handle) as T);
}

/** Counts how often the other thread's bell is rung from now on. */
function countRings(): () => number {
  const bell = (firstThread + there.thread) * slotWords + threadWords.bell;
  const exchange = vi.spyOn(Atomics, 'exchange');
  return () =>
    exchange.mock.calls.filter(([, index, value]) => index === bell && Number(value) === 1).length;
}

function full(): void {
  vi.spyOn(here.memory, 'grow').mockImplementation(() => {
    throw new MemoryFullError('shared memory is full');
  });
  // Nor is there a slot that was given back.
  expect(() => {
    for (;;) allocate(here.memory, 1, 'item');
  }).toThrow(MemoryFullError);
}

describe('a semaphore that is handed over', () => {
  test('keeps its permits, those that are taken, and its name', () => {
    const semaphore = new Semaphore(3, { name: 'connections' });
    const guard = semaphore.tryAcquire({ permits: 2 })!;
    expect(semaphore.shared).toBe(false);
    const other = sent(semaphore);
    expect([semaphore.shared, other.shared]).toEqual([true, true]);
    expect([other.name, other.permits, other.available]).toEqual(['connections', 3, 1]);
    expect(inOther(() => other.tryAcquire({ permits: 2 }))).toBe(undefined);
    guard.release();
    expect([semaphore.available, other.available]).toEqual([3, 3]);
    expect(inOther(() => other.tryAcquire({ permits: 2 }))).not.toBe(undefined);
    expect(semaphore.available).toBe(1);
    expect(other).not.toBeInstanceOf(BoundedSemaphore);
  });

  test('keeps those who wait, in their order, and what each asks for', async () => {
    const semaphore = new Semaphore(0);
    const log: string[] = [];
    const waiting = [2, 1, 3].map((permits) =>
      spawn(function* () {
        yield* semaphore.acquire({ permits });
        log.push(`${permits}`);
      }),
    );
    await spawn(() => {});
    const other = sent(semaphore);
    inOther(() => other.release());
    inOther(() => other.release(2));
    await waiting[1];
    expect([log, other.available]).toEqual([['2', '1'], 0]);
    inOther(() => other.release(4));
    await waiting[2];
    expect([log, other.available]).toEqual([['2', '1', '3'], 1]);
  });

  test('lets a task of the other thread in, and a late one of this thread does not pass it', async () => {
    setPatience(-1);
    const semaphore = new Semaphore(0);
    const other = sent(semaphore);
    const theirs = inOther(() => other.acquire({ permits: 2 }));
    // It has looked in vain: it is its turn.
    semaphore.release();
    expect(semaphore.tryAcquire()).toBe(undefined);
    expect(() => semaphore.acquireSync({ timeout: 0 })).toThrow(TimeoutError);
    const ours = semaphore.acquire();
    expect([ours._settled, semaphore.available]).toEqual([false, 1]);
    semaphore.release();
    await theirs;
    expect(ours._settled).toBe(false);
    semaphore.release();
    await ours;
    expect(semaphore.available).toBe(0);
  });

  test('is left to others by a task that waited too long and gives up', async () => {
    setPatience(-1);
    const semaphore = new Semaphore(0);
    const other = sent(semaphore);
    const theirs = inOther(() => other.acquire({ permits: 2 }));
    theirs.catch(() => {});
    const ours = semaphore.acquire();
    semaphore.release();
    expect(ours._settled).toBe(false);
    inOther(() => theirs._giveUp('gone'));
    await ours;
    expect(semaphore.available).toBe(0);
  });

  test('wakes a waiting thread once, however many permits are released', async () => {
    const semaphore = new Semaphore(0);
    const other = sent(semaphore);
    const wait = inOther(() => other.acquire());
    const rings = countRings();
    semaphore.release(1_000_000);
    expect(rings()).toBe(1);
    await wait;
    expect(semaphore.available).toBe(999_999);
  });

  test('40: is bounded in each thread, if it was', () => {
    const semaphore = new BoundedSemaphore(2);
    const other = sent(semaphore);
    expect(other).toBeInstanceOf(BoundedSemaphore);
    expect(() => inOther(() => other.release())).toThrow(OverReleaseError);
    expect(() => inOther(() => other.tryAcquire({ permits: 3 }))).toThrow(InvalidArgumentError);
    expect([semaphore.available, other.available]).toEqual([2, 2]);
  });

  test('says that it is in use as long as this thread has permits, or waits for some', () => {
    const semaphore = new Semaphore(1);
    const other = sent(semaphore);
    const guard = semaphore.tryAcquire()!;
    expect([semaphore._busy, other._busy]).toEqual(['permits of it are taken', undefined]);
    const wait = inOther(() => other.acquire());
    wait.catch(() => {});
    expect(other._busy).toBe('a task waits for it');
    inOther(() => wait._giveUp('gone'));
    guard.release();
    expect([semaphore._busy, other._busy]).toEqual([undefined, undefined]);
  });

  test('stays local if shared memory is full, and can be handed over later', async () => {
    const semaphore = new Semaphore(1);
    const guard = semaphore.tryAcquire()!;
    const wait = semaphore.acquire();
    full();
    expect(() => sent(semaphore)).toThrow(MemoryFullError);
    expect([semaphore.shared, semaphore.available]).toEqual([false, 0]);
    guard.release();
    expect(await wait).not.toBe(undefined);
    vi.restoreAllMocks();
    expect(sent(semaphore).available).toBe(0);
  });
});

describe('an event that is handed over', () => {
  test('is set in every thread, or in none', () => {
    const event = new Event({ name: 'ready' });
    event.set();
    const other = sent(event);
    expect([other.isSet, other.name]).toEqual([true, 'ready']);
    inOther(() => other.clear());
    expect(event.isSet).toBe(false);
    event.set();
    expect(other.isSet).toBe(true);
  });

  test('45: lets those go on who waited before, when it is set and cleared elsewhere', async () => {
    const event = new Event();
    const waiting = [event.wait(), event.wait()];
    const other = sent(event);
    inOther(() => {
      other.set();
      other.clear();
    });
    expect(await Promise.all(waiting)).toEqual([undefined, undefined]);
    expect(event.isSet).toBe(false);
  });

  test('44: is there at once for who polls, though those who waited have not been told yet', async () => {
    setPatience(-1);
    const event = new Event();
    const waiting = event.wait();
    const other = sent(event);
    const theirs = inOther(() => other.wait());
    inOther(() => other.set());
    expect(waiting._settled).toBe(false);
    await event.wait({ timeout: 0 });
    expect(event.waitSync({ timeout: 0 })).toBe(undefined);
    expect(inOther(() => other.waitSync({ timeout: 0 }))).toBe(undefined);
    await Promise.all([waiting, theirs]);
  });

  test('a wait that is given up is rung for no more', async () => {
    const event = new Event();
    const other = sent(event);
    const wait = inOther(() => other.wait());
    wait.catch(() => {});
    inOther(() => wait._giveUp('gone'));
    const rings = countRings();
    event.set();
    expect(rings()).toBe(0);
    await expect(wait).rejects.toBe('gone');
  });
});
