import { afterEach, describe, expect, it } from 'vitest';
import { TimeoutError } from '../errors.ts';
import {
  exploreThreads,
  mainTasks,
  otherTasks,
  task,
  type Threads,
} from '../testing/explored-threads.ts';
import { setPatience } from './claim.ts';
import type { Guard } from './guard.ts';
import { granted } from './handed.fixture.ts';
import { RwLock } from './rw-lock.ts';
import { reading, receiveRw, writing } from './rw.fixture.ts';
import { sendThing } from './sent.fixture.ts';
import { shareRwLocks } from './share-rw-lock.ts';

shareRwLocks();

afterEach(() => {
  setPatience(1);
});

const soon = { timeout: 10 };
/** The box in which a thread says that it is done. */
const ready = 4;

function unlessLate(enter: () => void): void {
  try {
    enter();
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
  }
}

function expectFree(threads: Threads, lock: RwLock): void {
  threads.receive(ready);
  expect([lock.readers, lock.writing]).toEqual([0, false]);
}

describe.each([
  ['every order of the atomic accesses of two threads', 1, undefined],
  ['two threads with up to 3 preemptions, one that was woken in vain comes next', -1, 3],
])('a shared rw lock, %s', { timeout: 240_000 }, (_, patience, preemptions) => {
  const options = { preemptions };

  it('lets nobody read beside one who writes, when both block', async () => {
    setPatience(patience);
    const seen = await exploreThreads(
      (threads) => ({
        main() {
          const lock = new RwLock();
          sendThing(threads, lock);
          reading(threads, lock.read.acquireSync());
          expectFree(threads, lock);
        },
        other() {
          writing(threads, receiveRw(threads).write.acquireSync());
          threads.send(1, ready);
        },
      }),
      options,
    );
    expect(seen.states).toBeGreaterThan(100);
  });

  it('lets one write at a time', async () => {
    setPatience(patience);
    await exploreThreads(
      (threads) => ({
        main() {
          const lock = new RwLock();
          const guard = lock.write.tryAcquire()!;
          sendThing(threads, lock);
          writing(threads, guard);
          writing(threads, lock.write.acquireSync());
          expectFree(threads, lock);
        },
        other() {
          writing(threads, receiveRw(threads).write.acquireSync());
          threads.send(1, ready);
        },
      }),
      options,
    );
  });

  it('is handed over while it is read and a task waits to write, and loses neither', async () => {
    setPatience(patience);
    await exploreThreads(
      (threads) => ({
        main() {
          const lock = new RwLock();
          const first = threads.as(task('reader', mainTasks[0]!), () => lock.read.tryAcquire()!);
          const second = threads.as(task('writer', mainTasks[1]!), () => lock.write.acquire());
          sendThing(threads, lock);
          reading(threads, first);
          writing(threads, granted<Guard>(threads, second));
          expectFree(threads, lock);
        },
        other() {
          reading(threads, receiveRw(threads).read.acquireSync());
          threads.send(1, ready);
        },
      }),
      options,
    );
  });

  it('lets tasks in that wait in their event loop: readers together, then a writer', async () => {
    setPatience(patience);
    await exploreThreads(
      (threads) => ({
        main() {
          const lock = new RwLock();
          const guard = lock.write.tryAcquire()!;
          sendThing(threads, lock);
          writing(threads, guard);
          expectFree(threads, lock);
        },
        other() {
          const lock = receiveRw(threads);
          const first = threads.as(task('reader', otherTasks[0]!), () => lock.read.acquire());
          const second = threads.as(task('reader', otherTasks[1]!), () => lock.read.acquire());
          const third = lock.write.acquire();
          const guard = granted(threads, first);
          expect(second._settled).toBe(true);
          guard.release();
          reading(threads, second._outcome());
          writing(threads, granted(threads, third));
          threads.send(1, ready);
        },
      }),
      options,
    );
  });

  it('is not held back for a writer whose time was over', async () => {
    setPatience(patience);
    await exploreThreads(
      (threads) => ({
        main() {
          const lock = new RwLock();
          const guard = lock.read.tryAcquire()!;
          sendThing(threads, lock);
          reading(threads, lock.read.acquireSync());
          reading(threads, guard);
          expectFree(threads, lock);
        },
        other() {
          const lock = receiveRw(threads);
          unlessLate(() => writing(threads, lock.write.acquireSync(soon)));
          threads.send(1, ready);
        },
      }),
      options,
    );
  });

  it('is not held back for a task that waited to write and gave up', async () => {
    setPatience(patience);
    await exploreThreads(
      (threads) => ({
        main() {
          const lock = new RwLock();
          const guard = lock.read.tryAcquire()!;
          sendThing(threads, lock);
          reading(threads, granted(threads, lock.read.acquire()));
          reading(threads, guard);
          expectFree(threads, lock);
        },
        other() {
          const lock = receiveRw(threads);
          const wait = lock.write.acquire();
          wait.catch(() => {});
          if (!wait._giveUp(new Error('given up'))) writing(threads, wait._outcome());
          threads.send(1, ready);
        },
      }),
      options,
    );
  });

  it('a blocking call goes before the tasks of its own thread, and they come afterwards', async () => {
    setPatience(patience);
    await exploreThreads(
      (threads) => ({
        main() {
          const lock = new RwLock();
          const guard = lock.read.tryAcquire()!;
          sendThing(threads, lock);
          reading(threads, guard);
          expectFree(threads, lock);
        },
        other() {
          const lock = receiveRw(threads);
          const wait = threads.as(task('writer', otherTasks[0]!), () => lock.write.acquire());
          if (!wait._settled) {
            const guard = lock.read.acquireSync();
            threads.beside();
            guard.release();
          }
          writing(threads, granted<Guard>(threads, wait));
          threads.send(1, ready);
        },
      }),
      options,
    );
  });

  it('goes on to be read by one who wrote, and nobody writes in between', async () => {
    setPatience(patience);
    await exploreThreads(
      (threads) => ({
        main() {
          const lock = new RwLock();
          const guard = lock.write.tryAcquire()!;
          sendThing(threads, lock);
          threads.critical();
          const after = guard.downgrade();
          expect(lock.writing).toBe(false);
          reading(threads, after);
          expectFree(threads, lock);
        },
        other() {
          const lock = receiveRw(threads);
          writing(threads, lock.write.acquireSync());
          threads.send(1, ready);
        },
      }),
      options,
    );
  });

  it('a try leaves nothing behind', async () => {
    setPatience(patience);
    const seen = new Set<string>();
    await exploreThreads(
      (threads) => ({
        main() {
          const lock = new RwLock();
          sendThing(threads, lock);
          const guard = lock.write.tryAcquire();
          seen.add(guard === undefined ? 'refused' : 'wrote');
          if (guard !== undefined) writing(threads, guard);
          threads.mark();
          expectFree(threads, lock);
        },
        other() {
          reading(threads, receiveRw(threads).read.acquireSync());
          threads.send(1, ready);
        },
      }),
      options,
    );
    expect([...seen].toSorted()).toEqual(['refused', 'wrote']);
  });
});
