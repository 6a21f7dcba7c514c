import { afterEach, describe, expect, it } from 'vitest';
import { AbandonedLockError, TimeoutError } from '../errors.ts';
import { Agent } from '../memory/agent.ts';
import { exploreThreads, type Threads } from '../testing/explored-threads.ts';
import { setPatience } from './claim.ts';
import type { Guard } from './guard.ts';
import { granted, holding, receive, send } from './handed.fixture.ts';
import { Lock } from './lock.ts';
import { shareLocks } from './share.ts';

shareLocks();

afterEach(() => {
  setPatience(1);
});

/** What the creator of a thread does as soon as it hears of its death. */
function bury(threads: Threads, thread: string): void {
  if (threads.died()) Agent.dismiss(threads.memory, threads.enlisted(thread));
  threads.mark();
}

/** Has the lock in the end, also if it has to be recovered. */
function take(lock: Lock, acquire: () => Guard): Guard {
  for (;;) {
    try {
      return acquire();
    } catch (error) {
      if (!(error instanceof AbandonedLockError)) throw error;
      const guard = lock.recover();
      if (guard !== undefined) return guard;
    }
  }
}

describe('a shared lock, one of the threads dying at any step', { timeout: 240_000 }, () => {
  it('is abandoned by a dead holder, and free after any other death', async () => {
    const ends = new Set<string>();
    await exploreThreads(
      (threads) => ({
        main() {
          const lock = new Lock();
          send(threads, lock);
          bury(threads, 'other');
          try {
            holding(threads, lock.acquireSync());
            ends.add('free');
          } catch (error) {
            expect(error).toBeInstanceOf(AbandonedLockError);
            expect(lock.locked && lock.abandoned).toBe(true);
            expect(() => lock.tryAcquire()).toThrow(AbandonedLockError);
            holding(threads, lock.recover()!);
            expect(lock.locked || lock.abandoned).toBe(false);
            expect(lock.recover()).toBe(undefined);
            ends.add('abandoned');
          }
        },
        other() {
          const lock = receive(threads);
          const guard = lock.acquireSync();
          guard.release();
        },
      }),
      { dies: 'other' },
    );
    expect([...ends].toSorted()).toEqual(['abandoned', 'free']);
  });

  it('is told to a thread that is parked, and to one whose tasks wait, as abandoned', async () => {
    await exploreThreads(
      (threads) => ({
        main() {
          const lock = new Lock();
          send(threads, lock);
          bury(threads, 'other');
        },
        other() {
          const lock = receive(threads);
          lock.acquireSync().release();
        },
        third() {
          const lock = receive(threads);
          holding(
            threads,
            take(lock, () => lock.acquireSync()),
          );
          holding(
            threads,
            take(lock, () => granted(threads, lock.acquire())),
          );
        },
      }),
      { dies: 'other', preemptions: 2 },
    );
  });

  it('is not told as abandoned by one who had released it before', async () => {
    await exploreThreads(
      (threads) => ({
        main() {
          const lock = new Lock();
          send(threads, lock);
          bury(threads, 'other');
        },
        other() {
          const lock = receive(threads);
          lock.acquireSync().release();
        },
        third() {
          const lock = receive(threads);
          const attempts = [
            () => lock.tryAcquire(),
            () => lock.acquireSync(),
            () => granted(threads, lock.acquire()),
          ];
          for (const attempt of attempts) {
            try {
              const guard = attempt();
              if (guard !== undefined) holding(threads, guard);
            } catch (error) {
              expect(error).toBeInstanceOf(AbandonedLockError);
              const recovered = lock.recover();
              expect(recovered).toBeDefined(); // nobody else could have had it meanwhile
              holding(threads, recovered!);
            }
          }
        },
      }),
      { dies: 'other', preemptions: 2 },
    );
  });

  it('goes on to the next one when a waiter dies, whom it was just to wake or not', async () => {
    await exploreThreads(
      (threads) => ({
        main() {
          const lock = new Lock();
          const guard = lock.tryAcquire()!;
          send(threads, lock);
          holding(threads, guard);
          bury(threads, 'other');
        },
        other() {
          const lock = receive(threads);
          lock.acquireSync().release();
        },
        third() {
          const lock = receive(threads);
          holding(
            threads,
            take(lock, () => lock.acquireSync()),
          );
        },
      }),
      { dies: 'other', preemptions: 2 },
    );
  });

  it('does not wait for a dead one whose turn it was', async () => {
    setPatience(-1);
    await exploreThreads(
      (threads) => ({
        main() {
          const lock = new Lock({ fair: true });
          const guard = lock.tryAcquire()!;
          send(threads, lock);
          holding(threads, guard);
          bury(threads, 'other');
          holding(
            threads,
            take(lock, () => lock.acquireSync()),
          );
        },
        other() {
          const lock = receive(threads, { fair: true });
          lock.acquireSync().release();
        },
      }),
      { dies: 'other' },
    );
  });
});

describe('a shared lock, three threads', { timeout: 240_000 }, () => {
  for (const fair of [false, true]) {
    it(`lets one in at a time, ${fair ? 'in turn' : 'whoever comes first'}`, async () => {
      const seen = await exploreThreads(
        (threads) => ({
          main() {
            const lock = new Lock({ fair });
            const guard = lock.tryAcquire()!;
            send(threads, lock);
            holding(threads, guard);
            holding(threads, lock.acquireSync());
          },
          other() {
            const lock = receive(threads, { fair });
            holding(threads, lock.acquireSync());
          },
          third() {
            const lock = receive(threads, { fair });
            holding(threads, granted(threads, lock.acquire()));
          },
        }),
        { preemptions: 2 },
      );
      expect(seen.states).toBeGreaterThan(1000);
    });
  }

  it('that is fair comes to one that waits before another has it twice: 3 preemptions', async () => {
    const seen = await exploreThreads(
      (threads) => {
        const had = (guard: Guard): void => {
          threads.count(1, 1);
          guard.release();
          threads.mark();
        };
        return {
          main() {
            const lock = new Lock({ fair: true });
            const guard = lock.tryAcquire()!;
            send(threads, lock);
            const wait = lock.acquire();
            threads.receive(2);
            guard.release();
            const mine = granted(threads, wait);
            expect(threads.count(1, 0)).toBeLessThanOrEqual(2);
            mine.release();
          },
          other() {
            had(receive(threads, { fair: true }).acquireSync());
          },
          third() {
            const lock = receive(threads, { fair: true });
            const wait = lock.acquire();
            threads.send(1, 2);
            had(granted(threads, wait));
            had(lock.acquireSync());
          },
        };
      },
      { preemptions: 3 },
    );
    expect(seen.states).toBeGreaterThan(1000);
  });

  it('loses no wake-up to one whose time was over', async () => {
    await exploreThreads(
      (threads) => ({
        main() {
          const lock = new Lock();
          const guard = lock.tryAcquire()!;
          send(threads, lock);
          holding(threads, guard);
        },
        other() {
          const lock = receive(threads);
          try {
            holding(threads, lock.acquireSync({ timeout: 10 }));
          } catch (error) {
            if (!(error instanceof TimeoutError)) throw error;
          }
        },
        third() {
          const lock = receive(threads);
          holding(threads, lock.acquireSync());
        },
      }),
      { preemptions: 2 },
    );
  });
});

describe('a shared lock for which threads have waited too long', { timeout: 240_000 }, () => {
  for (const fair of [false, true]) {
    // Every order of a lock that is not fair; of a fair one, which takes three times as long, with a bound.
    const options = fair ? { preemptions: 4 } : {};
    it(`is the next one's that was woken in vain${fair ? ', when it is fair too: 4 preemptions' : ''}`, async () => {
      setPatience(-1);
      await exploreThreads(
        (threads) => ({
          main() {
            const lock = new Lock({ fair });
            const guard = lock.tryAcquire()!;
            send(threads, lock);
            holding(threads, guard);
            holding(threads, lock.acquireSync());
          },
          other() {
            const lock = receive(threads, { fair });
            holding(threads, lock.acquireSync());
          },
        }),
        options,
      );
    });

    it(`is left to others when it gives up${fair ? ', when it is fair too: 4 preemptions' : ''}`, async () => {
      setPatience(-1);
      await exploreThreads(
        (threads) => ({
          main() {
            const lock = new Lock({ fair });
            const guard = lock.tryAcquire()!;
            send(threads, lock);
            holding(threads, guard);
            holding(threads, granted(threads, lock.acquire()));
          },
          other() {
            const lock = receive(threads, { fair });
            try {
              holding(threads, lock.acquireSync({ timeout: 10 }));
            } catch (error) {
              if (!(error instanceof TimeoutError)) throw error;
            }
          },
        }),
        options,
      );
    });

    it(`is the next one's whose tasks were rung in vain${fair ? ', when it is fair too: 4 preemptions' : ''}`, async () => {
      setPatience(-1);
      await exploreThreads(
        (threads) => ({
          main() {
            const lock = new Lock({ fair });
            const guard = lock.tryAcquire()!;
            send(threads, lock);
            holding(threads, guard);
            holding(threads, lock.acquireSync());
          },
          other() {
            const lock = receive(threads, { fair });
            const wait = lock.acquire();
            wait.catch(() => {});
            if (!wait._settled) threads.turn();
            if (!wait._giveUp(new Error('given up'))) holding(threads, wait._outcome());
          },
        }),
        options,
      );
    });
  }
});
