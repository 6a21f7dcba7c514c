import { describe, expect, it } from 'vitest';
import { DeadlockError, TimeoutError } from '../errors.ts';
import { exploreThreads, mainTasks, otherTasks, task } from '../testing/explored-threads.ts';
import type { Guard } from './guard.ts';
import { granted, holding, lockAt, receive, send, share } from './handed.fixture.ts';
import { Lock } from './lock.ts';
import { shareLocks } from './share.ts';

shareLocks();

describe(
  'a shared lock, every order of the atomic accesses of two threads',
  { timeout: 120_000 },
  () => {
    it('lets one in at a time when both block', async () => {
      const seen = await exploreThreads((threads) => ({
        main() {
          const lock = new Lock();
          send(threads, lock);
          holding(threads, lock.acquireSync());
        },
        other() {
          const lock = receive(threads);
          holding(threads, lock.acquireSync());
        },
      }));
      expect(seen.states).toBeGreaterThan(100);
    });

    it('is handed over while it is held and a task waits for it, and loses neither', async () => {
      const seen = await exploreThreads((threads) => ({
        main() {
          const lock = new Lock();
          const first = threads.as(task('holder', mainTasks[0]!), () => lock.tryAcquire()!);
          const second = threads.as(task('waiter', mainTasks[1]!), () => lock.acquire());
          send(threads, lock);
          holding(threads, first);
          holding(threads, granted(threads, second));
        },
        other() {
          const lock = receive(threads);
          holding(threads, lock.acquireSync());
        },
      }));
      expect(seen.states).toBeGreaterThan(100);
    });

    it('is handed over to a thread whose tasks wait in its event loop', async () => {
      const seen = await exploreThreads((threads) => ({
        main() {
          const lock = new Lock();
          const guard = lock.tryAcquire()!;
          send(threads, lock);
          holding(threads, guard);
          holding(threads, granted(threads, lock.acquire()));
        },
        other() {
          const lock = receive(threads);
          const [a, b] = otherTasks.map((slot) =>
            threads.as(task('waiter', slot), () => lock.acquire()),
          );
          holding(threads, granted(threads, a!));
          holding(threads, granted(threads, b!));
        },
      }));
      expect(seen.states).toBeGreaterThan(100);
    });

    it('is free again after a blocked thread whose time was over', async () => {
      const seen = await exploreThreads((threads) => ({
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
          threads.mark();
          holding(threads, lock.acquireSync());
        },
      }));
      expect(seen.ends).toBeGreaterThan(1);
    });

    it('wakes the next one though the last one it woke had given up', async () => {
      const seen = await exploreThreads((threads) => ({
        main() {
          const lock = new Lock();
          const guard = lock.tryAcquire()!;
          send(threads, lock);
          guard.release();
          threads.mark();
          lock.acquireSync();
        },
        other() {
          const lock = receive(threads);
          try {
            lock.acquireSync({ timeout: 10 }).release();
          } catch (error) {
            if (!(error instanceof TimeoutError)) throw error;
          }
        },
      }));
      expect(seen.states).toBeGreaterThan(100);
    });

    it('loses no wake-up to a task that gives up', async () => {
      await exploreThreads((threads) => ({
        main() {
          const lock = new Lock();
          const guard = lock.tryAcquire()!;
          send(threads, lock);
          holding(threads, guard);
          holding(threads, lock.acquireSync());
        },
        other() {
          const lock = receive(threads);
          const wait = lock.acquire();
          wait.catch(() => {});
          if (!wait._giveUp(new Error('given up'))) holding(threads, wait._outcome());
        },
      }));
    });

    it('names the cycle when two threads take two locks in opposite order: to one of them, not to both', async () => {
      const outcomes = new Set<string>();
      const take = (first: Guard, second: Lock): void => {
        try {
          second.acquireSync();
          outcomes.add('both');
        } catch (error) {
          if (!(error instanceof DeadlockError)) throw error;
          outcomes.add(error.message);
        }
        first.release();
      };
      await exploreThreads((threads) => ({
        main() {
          const a = new Lock({ name: 'a' });
          const b = new Lock({ name: 'b' });
          const first = a.tryAcquire()!;
          threads.send(share(a) * 256 + share(b));
          take(first, b);
        },
        other() {
          const slots = threads.receive();
          const a = lockAt(slots >> 8, { name: 'a' });
          const first = lockAt(slots & 255, { name: 'b' }).tryAcquire();
          if (first !== undefined) take(first, a);
        },
      }));
      expect([...outcomes].toSorted()).toEqual([
        'both',
        'main holds "a" and waits for "b"; other holds "b" and waits for "a"',
        'other holds "b" and waits for "a"; main holds "a" and waits for "b"',
      ]);
    });
  },
);
