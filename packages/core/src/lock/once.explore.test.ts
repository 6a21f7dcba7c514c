import { afterEach, describe, expect, it, test } from 'vitest';
import { joinAll } from '../coroutine/join-all.ts';
import { spawn } from '../coroutine/spawn.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import { Agent } from '../memory/agent.ts';
import { exploreThreads, type Threads } from '../testing/explored-threads.ts';
import { explore } from '../testing/explore.ts';
import { setPatience } from './claim.ts';
import { Once } from './once.ts';
import { receiveThing, sendThing } from './sent.fixture.ts';
import { shareSynchronizers } from './share-synchronizers.ts';

shareSynchronizers();

afterEach(() => {
  setPatience(1);
});

describe('once, in every order of the steps of tasks', () => {
  test.each([undefined, 0, 1, 2])('one runs, also if %s is cancelled', async (victim) => {
    const result = await explore(function* () {
      const once = new Once();
      let [begun, ended, inside] = [0, 0, 0];
      const tasks = [0, 1, 2].map(() =>
        spawn(function* () {
          const ran = yield* once.run(function* () {
            begun++;
            if (++inside > 1) throw new Error('two are running it');
            try {
              yield* yieldNow();
              ended++;
            } finally {
              inside--;
            }
          });
          if (ended !== 1) throw new Error('went on before it was done');
          return ran;
        }),
      );
      const canceller = spawn(() => victim !== undefined && tasks[victim]!.cancel());
      yield* joinAll([canceller, ...tasks]);
      for (const [index, task] of tasks.entries()) if (index !== victim) yield* task;
      if (ended !== 1 || !once.done) throw new Error(`done ${ended} times`);
      if (begun > (victim === undefined ? 1 : 2)) throw new Error(`begun ${begun} times`);
    });
    expect(result).toMatchObject({ complete: true });
  });

  test('whoever fails makes way for the next, in order', async () => {
    const result = await explore(function* () {
      const once = new Once();
      const asked: string[] = [];
      const ran: string[] = [];
      const tasks = ['a', 'b', 'c'].map((name) =>
        spawn(function* () {
          asked.push(name);
          yield* once.run(function* () {
            ran.push(name);
            yield* yieldNow();
            if (ran.length < 3) throw new Error('no');
          });
        }),
      );
      yield* joinAll(tasks);
      if (ran.join() !== asked.join()) throw new Error(`${asked.join()}: ${ran.join()}`);
      if (!once.done) throw new Error('not done');
    });
    expect(result).toMatchObject({ complete: true });
  });
});

/** Runs it as a critical section, which is done then. */
function runSync(threads: Threads, once: Once, ran: () => void): void {
  const isMine = once.runSync(() => threads.critical());
  if (!once.done) throw new Error('not done');
  if (isMine) ran();
}

describe('a shared once, every order of the atomic accesses', { timeout: 240_000 }, () => {
  it('of two threads that both block', async () => {
    const seen = await exploreThreads((threads) => ({
      main() {
        const once = new Once();
        sendThing(threads, once);
        if (once.runSync(() => threads.critical())) threads.send(1, 1);
      },
      other() {
        const once = receiveThing<Once>(threads, 'once');
        // Only one of the two finds the box empty.
        if (once.runSync(() => threads.critical())) threads.send(1, 1);
        threads.receive(1);
      },
    }));
    expect(seen.states).toBeGreaterThan(100);
  });

  it('of two threads, one of whose functions fails', async () => {
    const failing = (once: Once, threads: Threads): void => {
      try {
        once.runSync(() => {
          threads.critical();
          throw new Error('no');
        });
      } catch (error) {
        if ((error as Error).message !== 'no') throw error;
      }
    };
    await exploreThreads((threads) => ({
      main() {
        const once = new Once();
        sendThing(threads, once);
        failing(once, threads);
      },
      other() {
        const once = receiveThing<Once>(threads, 'once');
        once.runSync(() => threads.critical());
        if (!once.done) throw new Error('not done');
      },
    }));
  });

  it.each([0, 1])(
    'of three threads, one of which may die at any step; who waits has a patience of %i',
    async (patience) => {
      setPatience(patience);
      const runners = new Set<string>();
      await exploreThreads(
        (threads) => ({
          main() {
            const once = new Once();
            sendThing(threads, once, 0);
            sendThing(threads, once, 1);
            if (threads.died()) Agent.dismiss(threads.memory, threads.enlisted('other'));
            runSync(threads, once, () => runners.add('main'));
          },
          other() {
            const once = receiveThing<Once>(threads, 'once', {}, 0);
            once.runSync(() => {});
          },
          third() {
            const once = receiveThing<Once>(threads, 'once', {}, 1);
            runSync(threads, once, () => runners.add('third'));
          },
        }),
        { dies: 'other', preemptions: 2 },
      );
      expect([...runners].toSorted()).toEqual(['main', 'third']);
    },
  );
});
