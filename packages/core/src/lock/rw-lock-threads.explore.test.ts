import { afterEach, describe, expect, it } from 'vitest';
import { AbandonedLockError, DeadlockError, TimeoutError } from '../errors.ts';
import {
  exploreThreads,
  mainTasks,
  otherTasks,
  task,
  thirdTasks,
  type Threads,
} from '../testing/explored-threads.ts';
import type { Operation } from '../operation/operation.ts';
import type { Pending } from '../operation/pending.ts';
import type { Holder } from '../wait/holder.ts';
import { setPatience } from './claim.ts';
import type { Guard } from './guard.ts';
import { granted, lockAt, share } from './handed.fixture.ts';
import { Lock } from './lock.ts';
import { RwLock } from './rw-lock.ts';
import { bury, insist, reading, receiveRw, writing } from './rw.fixture.ts';
import { sendThing } from './sent.fixture.ts';
import { shareLocks } from './share.ts';
import { shareRwLocks } from './share-rw-lock.ts';

shareLocks();
shareRwLocks();

afterEach(() => {
  setPatience(1);
});

const soon = { timeout: 10 };
/** The boxes for what is sent besides the lock. */
const another = 3;
const ready = 4;

describe.each([
  ['whoever comes first', 1],
  ['one that was woken in vain comes next', -1],
])(
  'a shared rw lock, three threads with up to 2 preemptions, %s',
  { timeout: 300_000 },
  (_, patience) => {
    it('of two that read and one that writes none meets another that it must not', async () => {
      setPatience(patience);
      const seen = await exploreThreads(
        (threads) => ({
          main() {
            const lock = new RwLock();
            const guard = lock.read.tryAcquire()!;
            sendThing(threads, lock);
            reading(threads, guard);
            writing(threads, lock.write.acquireSync());
          },
          other() {
            const lock = receiveRw(threads);
            reading(threads, lock.read.acquireSync());
            reading(threads, lock.read.acquireSync());
          },
          third() {
            const lock = receiveRw(threads);
            reading(threads, granted(threads, lock.read.acquire()));
          },
        }),
        { preemptions: 2 },
      );
      expect(seen.states).toBeGreaterThan(1000);
    });

    it('of two that write and one that reads neither', async () => {
      setPatience(patience);
      await exploreThreads(
        (threads) => ({
          main() {
            const lock = new RwLock();
            const guard = lock.write.tryAcquire()!;
            sendThing(threads, lock);
            writing(threads, guard);
            writing(threads, lock.write.acquireSync());
          },
          other() {
            reading(threads, receiveRw(threads).read.acquireSync());
          },
          third() {
            writing(threads, granted(threads, receiveRw(threads).write.acquire()));
          },
        }),
        { preemptions: 2 },
      );
    });

    it('nobody is left waiting for a writer whose time was over', async () => {
      setPatience(patience);
      await exploreThreads(
        (threads) => ({
          main() {
            const lock = new RwLock();
            const guard = lock.read.tryAcquire()!;
            sendThing(threads, lock);
            threads.receive(ready);
            reading(threads, guard);
          },
          other() {
            const lock = receiveRw(threads);
            try {
              writing(threads, lock.write.acquireSync(soon));
            } catch (error) {
              if (!(error instanceof TimeoutError)) throw error;
            }
          },
          third() {
            // While it is still read by another.
            reading(threads, receiveRw(threads).read.acquireSync());
            threads.send(1, ready);
          },
        }),
        { preemptions: 2 },
      );
    });
  },
);

describe.each([
  ['whoever comes first', 1],
  ['one that was woken in vain comes next', -1],
])(
  'a shared rw lock, one of the threads dying at any step, %s',
  { timeout: 300_000 },
  (_, patience) => {
    it('is abandoned by a dead writer, and free after any other death', async () => {
      setPatience(patience);
      const ends = new Set<string>();
      await exploreThreads(
        (threads) => ({
          main() {
            const lock = new RwLock();
            sendThing(threads, lock);
            bury(threads, 'other');
            try {
              reading(threads, lock.read.acquireSync());
              ends.add('free');
            } catch (error) {
              expect(error).toBeInstanceOf(AbandonedLockError);
              expect(lock.writing && lock.write.abandoned).toBe(true);
              expect(() => lock.read.tryAcquire()).toThrow(AbandonedLockError);
              expect(() => lock.write.tryAcquire()).toThrow(AbandonedLockError);
              writing(threads, lock.write.recover()!);
              expect(lock.writing || lock.write.abandoned).toBe(false);
              expect(lock.write.recover()).toBe(undefined);
              ends.add('abandoned');
            }
            writing(threads, lock.write.acquireSync());
          },
          other() {
            const lock = receiveRw(threads);
            lock.write.acquireSync().release();
          },
        }),
        { dies: 'other' },
      );
      expect([...ends].toSorted()).toEqual(['abandoned', 'free']);
    });

    it('is free once a reader has died, also for a writer that waits at that moment', async () => {
      setPatience(patience);
      await exploreThreads(
        (threads) => ({
          main() {
            const lock = new RwLock();
            sendThing(threads, lock);
            bury(threads, 'other');
            writing(threads, lock.write.acquireSync());
            expect([lock.readers, lock.writing]).toEqual([0, false]);
          },
          other() {
            const guard = receiveRw(threads).read.acquireSync();
            guard.release();
          },
          third() {
            writing(threads, receiveRw(threads).write.acquireSync());
          },
        }),
        { dies: 'other', preemptions: 1 },
      );
    });

    it('goes on to the others when one dies that waits to write, or has just written', async () => {
      setPatience(patience);
      await exploreThreads(
        (threads) => ({
          main() {
            const lock = new RwLock();
            const guard = lock.read.tryAcquire()!;
            sendThing(threads, lock);
            reading(threads, guard);
            bury(threads, 'other');
          },
          other() {
            receiveRw(threads).write.acquireSync().release();
          },
          third() {
            const lock = receiveRw(threads);
            reading(
              threads,
              insist(lock, () => lock.read.acquireSync()),
            );
            writing(
              threads,
              insist(lock, () => granted(threads, lock.write.acquire())),
            );
          },
        }),
        { dies: 'other', preemptions: 1 },
      );
    });
  },
);

/** Waits without end, as a coroutine does that can do nothing else. */
function blockedOn(threads: Threads, who: Holder, begin: () => Operation<Guard>): Pending<Guard> {
  const wait = threads.as(who, begin) as Pending<Guard>;
  wait.catch(() => {});
  (who as { blockedOn: unknown }).blockedOn = wait;
  if (!wait._settled) wait.target.blocked!(wait, who);
  return wait;
}

describe('deadlocks over a shared rw lock', { timeout: 300_000 }, () => {
  /** Two that block, each for what the other has: one is told, not both, and never without need. */
  async function crosswise(side: 'read' | 'write'): Promise<string[]> {
    const outcomes = new Set<string>();
    const take = (first: Guard, next: () => Guard): void => {
      try {
        next().release();
        outcomes.add('both');
      } catch (error) {
        if (!(error instanceof DeadlockError)) throw error;
        outcomes.add(error.message);
      }
      first.release();
    };
    await exploreThreads((threads) => ({
      main() {
        const lock = new RwLock({ name: 'x' });
        const other = new Lock({ name: 'other' });
        const first = lock[side].tryAcquire()!;
        sendThing(threads, lock);
        threads.send(share(other), another);
        take(first, () => other.acquireSync());
      },
      other() {
        const lock = receiveRw(threads);
        const first = lockAt(threads.receive(another), { name: 'other' }).tryAcquire();
        if (first !== undefined) take(first, () => lock.write.acquireSync());
      },
    }));
    return [...outcomes].toSorted();
  }

  it('are named, of a thread that reads', async () => {
    expect(await crosswise('read')).toEqual([
      'both',
      'main holds rw lock "x" (reading) and waits for "other"; other holds "other" and waits for rw lock "x"',
      'other holds "other" and waits for rw lock "x"; main holds rw lock "x" (reading) and waits for "other"',
    ]);
  });

  it('are named, of a thread that writes', async () => {
    expect(await crosswise('write')).toEqual([
      'both',
      'main holds rw lock "x" (writing) and waits for "other"; other holds "other" and waits for rw lock "x"',
      'other holds "other" and waits for rw lock "x"; main holds rw lock "x" (writing) and waits for "other"',
    ]);
  });

  it('are named, of tasks', async () => {
    const outcomes = new Set<string>();
    const end = (threads: Threads, wait: Pending<Guard>, first: Guard): void => {
      try {
        granted(threads, wait).release();
        outcomes.add('both');
      } catch (error) {
        if (!(error instanceof DeadlockError)) throw error;
        outcomes.add(error.message.replaceAll(/task \d+/g, 'task'));
      }
      first.release();
    };
    await exploreThreads((threads) => ({
      main() {
        const lock = new RwLock({ name: 'x' });
        const other = new Lock({ name: 'other' });
        const reader = task('reader', mainTasks[0]!);
        const first = threads.as(reader, () => lock.read.tryAcquire()!);
        sendThing(threads, lock);
        threads.send(share(other), another);
        end(
          threads,
          blockedOn(threads, reader, () => other.acquire()),
          first,
        );
      },
      other() {
        const lock = receiveRw(threads);
        const other = lockAt(threads.receive(another), { name: 'other' });
        const writer = task('writer', otherTasks[0]!);
        const first = threads.as(writer, () => other.tryAcquire());
        if (first === undefined) return;
        end(
          threads,
          blockedOn(threads, writer, () => lock.write.acquire()),
          first,
        );
      },
    }));
    expect([...outcomes].toSorted()).toEqual([
      'both',
      'task holds "other" and waits for rw lock "x"; task holds rw lock "x" (reading) and waits for "other"',
      'task holds rw lock "x" (reading) and waits for "other"; task holds "other" and waits for rw lock "x"',
    ]);
  });

  it('are named, of one who reads once more behind a writer of another thread: 5 preemptions', async () => {
    const outcomes = new Set<string>();
    await exploreThreads(
      (threads) => ({
        main() {
          const lock = new RwLock({ name: 'x' });
          const first = lock.read.tryAcquire()!;
          sendThing(threads, lock);
          try {
            lock.read.acquireSync().release();
            outcomes.add('twice');
          } catch (error) {
            if (!(error instanceof DeadlockError)) throw error;
            outcomes.add(error.message);
          }
          first.release();
        },
        other() {
          try {
            receiveRw(threads).write.acquireSync().release();
          } catch (error) {
            if (!(error instanceof DeadlockError)) throw error;
            outcomes.add(error.message);
          }
        },
      }),
      { preemptions: 5 }, // all orders take ten times as long
    );
    expect([...outcomes].toSorted()).toEqual([
      'main holds rw lock "x" (reading) and waits for rw lock "x"; other holds the next turn of rw lock "x" and waits for rw lock "x"',
      'other holds the next turn of rw lock "x" and waits for rw lock "x"; main holds rw lock "x" (reading) and waits for rw lock "x"',
      'twice',
    ]);
  });

  it('are named, of a task that found the lock free for a moment and waits on', async () => {
    const outcomes = new Set<string>();
    const noting = (body: () => void): void => {
      try {
        body();
        outcomes.add('both');
      } catch (error) {
        if (!(error instanceof DeadlockError)) throw error;
        outcomes.add('told');
      }
    };
    await exploreThreads(
      (threads) => ({
        main() {
          const lock = new RwLock({ name: 'x' });
          const other = new Lock({ name: 'other' });
          const first = lock.write.tryAcquire()!;
          sendThing(threads, lock);
          threads.send(share(other), another);
          first.release();
          const second = lock.write.acquireSync();
          noting(() => other.acquireSync().release());
          second.release();
        },
        other() {
          const lock = receiveRw(threads);
          const other = lockAt(threads.receive(another), { name: 'other' });
          const reader = task('reader', otherTasks[0]!);
          const first = threads.as(reader, () => other.tryAcquire());
          if (first === undefined) return;
          const wait = blockedOn(threads, reader, () => lock.read.acquire());
          noting(() => granted(threads, wait).release());
          first.release();
        },
      }),
      { preemptions: 4 },
    );
    expect(outcomes).toEqual(new Set(['both', 'told']));
  });

  it('are none, if one of the waits has a limit', async () => {
    await exploreThreads(
      (threads) => ({
        main() {
          const lock = new RwLock({ name: 'x' });
          const other = new Lock({ name: 'other' });
          const first = lock.read.tryAcquire()!;
          sendThing(threads, lock);
          threads.send(share(other), another);
          other.acquireSync().release();
          first.release();
        },
        other() {
          const lock = receiveRw(threads);
          const first = lockAt(threads.receive(another), { name: 'other' }).tryAcquire();
          if (first === undefined) return;
          try {
            lock.write.acquireSync(soon).release();
          } catch (error) {
            if (!(error instanceof TimeoutError)) throw error;
          }
          first.release();
        },
        third() {
          const lock = receiveRw(threads);
          const who = task('late', thirdTasks[0]!);
          const guard = threads.as(who, () => lock.read.tryAcquire());
          guard?.release();
        },
      }),
      { preemptions: 2 },
    );
  });
});
