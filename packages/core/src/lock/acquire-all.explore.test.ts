import { describe, expect, it, test } from 'vitest';
import { joinAll } from '../coroutine/join-all.ts';
import { spawn } from '../coroutine/spawn.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import { DeadlockError, TimeoutError } from '../errors.ts';
import { exploreThreads, type Threads } from '../testing/explored-threads.ts';
import { explore } from '../testing/explore.ts';
import { acquireAll, acquireAllSync } from './acquire-all.ts';
import type { Guard } from './guard.ts';
import { granted } from './handed.fixture.ts';
import { Lock } from './lock.ts';
import { receiveThing, sendThing } from './sent.fixture.ts';
import { shareLocks } from './share.ts';

shareLocks();

describe('acquireAll, in every order of the steps of tasks', () => {
  test.each([undefined, 0, 1, 2])(
    'nobody waits for ever, and nothing is left taken when one (%s) is cancelled',
    async (victim) => {
      const result = await explore(function* () {
        const [a, b, c] = [new Lock(), new Lock(), new Lock()];
        let inside = 0;
        const visit = (...locks: Lock[]) =>
          spawn(function* () {
            using _ = yield* acquireAll(...locks);
            if (locks.includes(b) && ++inside > 1) throw new Error('two have it');
            try {
              yield* yieldNow();
            } finally {
              if (locks.includes(b)) inside--;
            }
          });
        const tasks = [visit(a, b), visit(b, c), visit(c, a)];
        const canceller = spawn(() => victim !== undefined && tasks[victim]!.cancel());
        yield* joinAll([canceller, ...tasks]);
        for (const [index, task] of tasks.entries()) if (index !== victim) yield* task;
        for (const lock of [a, b, c]) if (lock.locked) throw new Error('one is still taken');
      });
      expect(result).toMatchObject({ complete: true });
    },
  );

  test('beside one who takes them one by one: both get through, or one is told of the cycle', async () => {
    const ends = new Set<string>();
    const result = await explore(function* () {
      const [a, b] = [new Lock(), new Lock()];
      (yield* acquireAll(a, b)).release();
      const ended = (error: unknown): string => (error as Error).name;
      const all = spawn(function* () {
        try {
          using _ = yield* acquireAll(a, b);
          return 'both';
        } catch (error) {
          return ended(error);
        }
      });
      const single = spawn(function* () {
        using _ = yield* b.acquire();
        yield* yieldNow();
        try {
          using __ = yield* a.acquire();
          return 'both';
        } catch (error) {
          return ended(error);
        }
      });
      ends.add([yield* all, yield* single].toSorted().join());
      for (const lock of [a, b]) if (lock.locked) throw new Error('one is still taken');
    });
    expect(result).toMatchObject({ complete: true });
    expect(ends).toEqual(new Set(['both,both', 'DeadlockError,both']));
  });
});

describe(
  'acquireAll of shared locks, every order of the atomic accesses',
  { timeout: 240_000 },
  () => {
    const receiveLock = (threads: Threads, box: number): Lock =>
      receiveThing(threads, 'lock', { owned: true, fair: false }, box);
    const leave = (threads: Threads, guard: Guard): void => {
      threads.critical();
      guard.release();
    };

    it('two threads that name them in opposite order', async () => {
      await exploreThreads((threads) => ({
        main() {
          const [a, b] = [new Lock(), new Lock()];
          sendThing(threads, a, 0);
          sendThing(threads, b, 1);
          leave(threads, acquireAllSync(a, b));
        },
        other() {
          const [a, b] = [receiveLock(threads, 0), receiveLock(threads, 1)];
          leave(threads, acquireAllSync(b, a));
        },
      }));
    });

    it('one that waits in its event loop, and one whose time may be over', async () => {
      await exploreThreads((threads) => ({
        main() {
          const [a, b] = [new Lock(), new Lock()];
          sendThing(threads, a, 0);
          sendThing(threads, b, 1);
          leave(threads, granted(threads, acquireAll(a, b)));
        },
        other() {
          const [a, b] = [receiveLock(threads, 0), receiveLock(threads, 1)];
          try {
            leave(threads, acquireAllSync(b, a, { timeout: 10 }));
          } catch (error) {
            if (!(error instanceof TimeoutError)) throw error;
          }
          leave(threads, acquireAllSync(a, b));
        },
      }));
    });

    it('one that waits for all, and one that takes them one by one: a cycle is told of', async () => {
      const ends = new Set<string>();
      await exploreThreads((threads) => ({
        main() {
          const [a, b] = [new Lock(), new Lock()];
          sendThing(threads, a, 0);
          sendThing(threads, b, 1);
          try {
            leave(threads, acquireAllSync(a, b));
          } catch (error) {
            if (!(error instanceof DeadlockError)) throw error;
            ends.add('main');
          }
        },
        other() {
          const [a, b] = [receiveLock(threads, 0), receiveLock(threads, 1)];
          const first = b.acquireSync();
          try {
            leave(threads, a.acquireSync());
          } catch (error) {
            if (!(error instanceof DeadlockError)) throw error;
            ends.add('other');
          }
          first.release();
        },
      }));
      expect([...ends].toSorted()).toEqual(['main', 'other']);
    });
  },
);
