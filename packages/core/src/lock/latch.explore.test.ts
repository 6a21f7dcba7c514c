import { afterEach, describe, expect, it, test } from 'vitest';
import { joinAll } from '../coroutine/join-all.ts';
import { spawn } from '../coroutine/spawn.ts';
import { OverReleaseError, TimeoutError } from '../errors.ts';
import { Agent } from '../memory/agent.ts';
import { exploreThreads } from '../testing/explored-threads.ts';
import { explore } from '../testing/explore.ts';
import { setPatience } from './claim.ts';
import { granted } from './handed.fixture.ts';
import { Latch } from './latch.ts';
import { receiveThing, sendThing } from './sent.fixture.ts';
import { shareSynchronizers } from './share-synchronizers.ts';

shareSynchronizers();

afterEach(() => {
  setPatience(1);
});

describe('a latch, in every order of the steps of tasks', () => {
  test.each([undefined, 0, 1])(
    'lets all through at 0, whoever (%s) is cancelled',
    async (victim) => {
      const result = await explore(function* () {
        const latch = new Latch(2);
        let counted = 0;
        const counters = [1, 2].map(() =>
          spawn(() => {
            counted++;
            latch.countDown();
          }),
        );
        const waiters = [1, 2].map(() =>
          spawn(function* () {
            yield* latch.wait();
            if (counted < 2) throw new Error('let through too early');
          }),
        );
        const canceller = spawn(() => victim !== undefined && waiters[victim]!.cancel());
        yield* joinAll([canceller, ...counters, ...waiters]);
        for (const [index, task] of waiters.entries()) if (index !== victim) yield* task;
        if (latch._waiting > 0) throw new Error('somebody is still in line');
      });
      expect(result).toMatchObject({ complete: true });
    },
  );
});

describe('a shared latch, every order of the atomic accesses', { timeout: 120_000 }, () => {
  it('of two threads: one counts down, the other blocks', async () => {
    const seen = await exploreThreads((threads) => ({
      main() {
        const latch = new Latch(2);
        sendThing(threads, latch);
        latch.countDown();
        latch.countDown();
        latch.waitSync();
      },
      other() {
        receiveThing<Latch>(threads, 'latch').waitSync();
      },
    }));
    expect(seen.states).toBeGreaterThan(50);
  });

  it('of two threads: both count, and tasks of both wait in their event loops', async () => {
    await exploreThreads((threads) => ({
      main() {
        const latch = new Latch(2);
        const early = latch.wait();
        sendThing(threads, latch);
        latch.countDown();
        granted(threads, early);
      },
      other() {
        const latch = receiveThing<Latch>(threads, 'latch');
        const wait = latch.wait();
        latch.countDown();
        granted(threads, wait);
      },
    }));
  });

  it('of two threads: a time that is over while it opens', async () => {
    const ends = new Set<string>();
    await exploreThreads((threads) => ({
      main() {
        const latch = new Latch(1);
        sendThing(threads, latch);
        latch.countDown();
      },
      other() {
        const latch = receiveThing<Latch>(threads, 'latch');
        try {
          latch.waitSync({ timeout: 10 });
          ends.add('open');
        } catch (error) {
          if (!(error instanceof TimeoutError)) throw error;
          ends.add('late');
        }
        latch.waitSync();
      },
    }));
    expect([...ends].toSorted()).toEqual(['late', 'open']);
  });

  it('of two that count the last one, one is told that it counts too much', async () => {
    const refused = new Set<string>();
    const count = (latch: Latch, who: string): void => {
      try {
        latch.countDown();
      } catch (error) {
        if (!(error instanceof OverReleaseError)) throw error;
        refused.add(who);
      }
    };
    await exploreThreads((threads) => ({
      main() {
        const latch = new Latch(1);
        sendThing(threads, latch);
        count(latch, 'main');
        latch.waitSync();
      },
      other() {
        count(receiveThing(threads, 'latch'), 'other');
      },
    }));
    expect([...refused].toSorted()).toEqual(['main', 'other']);
  });

  it.each([0, 1])(
    'of three threads: two count, one of them may die at any step; who waits has patience of %i',
    async (patience) => {
      setPatience(patience);
      await exploreThreads(
        (threads) => ({
          main() {
            const latch = new Latch(2);
            sendThing(threads, latch, 0);
            sendThing(threads, latch, 1);
            const died = threads.died();
            if (died) Agent.dismiss(threads.memory, threads.enlisted('other'));
            // What the dead one did not count is counted for it.
            while (latch.count > 0) latch.countDown();
          },
          other() {
            receiveThing<Latch>(threads, 'latch', {}, 0).countDown();
          },
          third() {
            const latch = receiveThing<Latch>(threads, 'latch', {}, 1);
            const wait = latch.wait();
            latch.waitSync();
            granted(threads, wait);
          },
        }),
        { dies: 'other', preemptions: 2 },
      );
    },
  );
});
