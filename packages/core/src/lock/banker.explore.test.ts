import { describe, expect, it, test } from 'vitest';
import { joinAll } from '../coroutine/join-all.ts';
import { spawn } from '../coroutine/spawn.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import { TimeoutError } from '../errors.ts';
import { Agent } from '../memory/agent.ts';
import { exploreThreads, type Threads } from '../testing/explored-threads.ts';
import { explore } from '../testing/explore.ts';
import { Banker } from './banker.ts';
import { granted } from './handed.fixture.ts';
import { receiveThing, sendThing } from './sent.fixture.ts';
import { shareSynchronizers } from './share-synchronizers.ts';

shareSynchronizers();

describe('a banker, in every order of the steps of tasks', () => {
  test.each([undefined, 0, 1, 2])(
    'all come to an end who take one after another, also if one (%s) is cancelled',
    async (victim) => {
      const result = await explore(function* () {
        const banker = new Banker({ resources: { printers: 2 }, accounts: 3 });
        const tasks = [2, 2, 1].map((claim) =>
          spawn(function* () {
            using account = banker.claim({ printers: claim });
            for (let taken = 0; taken < claim; taken++) {
              yield* account.request({ printers: 1 });
              if (!banker.safe) throw new Error('not safe');
              yield* yieldNow();
            }
          }),
        );
        const canceller = spawn(() => victim !== undefined && tasks[victim]!.cancel());
        yield* joinAll([canceller, ...tasks]);
        for (const [index, task] of tasks.entries()) if (index !== victim) yield* task;
        if (banker.available.printers !== 2) throw new Error('something was not given back');
        if (banker._waiting !== 0) throw new Error('somebody is still in line');
      });
      expect(result).toMatchObject({ complete: true });
    },
  );
});

const data = { resources: { printers: 2 }, accounts: 2 };
const make = (): Banker => new Banker(data);
const receive = (threads: Threads, box?: number): Banker =>
  receiveThing(threads, 'banker', data, box);

describe('a shared banker, every order of the atomic accesses', { timeout: 240_000 }, () => {
  it('of two threads that block, each for two, one after another', async () => {
    const both = (banker: Banker): void => {
      const account = banker.claim({ printers: 2 });
      account.requestSync({ printers: 1 });
      account.requestSync({ printers: 1 });
      account.close();
    };
    const seen = await exploreThreads(
      (threads) => ({
        main() {
          const banker = make();
          sendThing(threads, banker);
          both(banker);
        },
        other() {
          both(receive(threads));
        },
      }),
      { preemptions: 3 },
    );
    expect(seen.states).toBeGreaterThan(100);
  });

  it('of two threads, one of which waits in its event loop', async () => {
    await exploreThreads(
      (threads) => ({
        main() {
          const banker = make();
          const account = banker.claim({ printers: 2 });
          account.tryRequest({ printers: 1 });
          sendThing(threads, banker);
          account.close();
        },
        other() {
          const account = receive(threads).claim({ printers: 2 });
          granted(threads, account.request({ printers: 2 }));
          account.close();
        },
      }),
      { preemptions: 3 },
    );
  });

  it('of two threads, one of whose time may be over', async () => {
    const ends = new Set<string>();
    await exploreThreads(
      (threads) => ({
        main() {
          const banker = make();
          const account = banker.claim({ printers: 2 });
          account.tryRequest({ printers: 2 });
          sendThing(threads, banker);
          account.close();
          const other = banker.claim({ printers: 2 });
          other.requestSync({ printers: 2 });
        },
        other() {
          const account = receive(threads).claim({ printers: 2 });
          try {
            account.requestSync({ printers: 1 }, { timeout: 10 });
            ends.add('in time');
          } catch (error) {
            if (!(error instanceof TimeoutError)) throw error;
            ends.add('late');
          }
          account.close();
        },
      }),
      { preemptions: 3 },
    );
    expect([...ends].toSorted()).toEqual(['in time', 'late']);
  });

  it('whoever dies gives everything back', async () => {
    await exploreThreads(
      (threads) => ({
        main() {
          const banker = make();
          sendThing(threads, banker);
          if (threads.died()) Agent.dismiss(threads.memory, threads.enlisted('other'));
          const account = banker.claim({ printers: 2 });
          account.requestSync({ printers: 2 });
          account.close();
        },
        other() {
          const account = receive(threads).claim({ printers: 2 });
          account.requestSync({ printers: 1 });
          account.requestSync({ printers: 1 });
          account.close();
        },
      }),
      { dies: 'other' },
    );
  });

  it('one that waits goes on when another dies', async () => {
    await exploreThreads(
      (threads) => ({
        main() {
          const banker = make();
          sendThing(threads, banker, 0);
          sendThing(threads, banker, 1);
          if (threads.died()) Agent.dismiss(threads.memory, threads.enlisted('other'));
        },
        other() {
          const account = receive(threads, 0).claim({ printers: 2 });
          account.requestSync({ printers: 1 });
          account.close();
        },
        third() {
          const account = receive(threads, 1).claim({ printers: 2 });
          account.requestSync({ printers: 2 });
          account.close();
        },
      }),
      { dies: 'other', preemptions: 1 },
    );
  });
});
