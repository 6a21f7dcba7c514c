import { describe, expect, it, test } from 'vitest';
import { joinAll } from '../coroutine/join-all.ts';
import { spawn } from '../coroutine/spawn.ts';
import { BrokenBarrierError, TimeoutError } from '../errors.ts';
import { Agent } from '../memory/agent.ts';
import { exploreThreads, type Threads } from '../testing/explored-threads.ts';
import { explore } from '../testing/explore.ts';
import { nameFunctions } from '../wire/function.ts';
import { Barrier } from './barrier.ts';
import { granted } from './handed.fixture.ts';
import { receiveThing, sendThing } from './sent.fixture.ts';
import { shareSynchronizers } from './share-synchronizers.ts';

shareSynchronizers();

describe('a barrier, in every order of the steps of tasks', () => {
  test('two rounds of two, each with an action before anybody goes on', async () => {
    const result = await explore(function* () {
      let [arrived, actions] = [0, 0];
      const barrier = new Barrier(2, {
        action() {
          if (arrived !== 2 * ++actions) throw new Error('called too early');
        },
      });
      const tasks = [1, 2].map(() =>
        spawn(function* () {
          const got: number[] = [];
          for (let round = 1; round <= 2; round++) {
            arrived++;
            got.push(yield* barrier.wait());
            if (actions < round) throw new Error('let through too early');
          }
          return got;
        }),
      );
      const [a, b] = [yield* tasks[0]!, yield* tasks[1]!];
      a.forEach((index, round) => {
        if (index + b[round]! !== 1) throw new Error(`two have number ${index}`);
      });
      if (actions !== 2) throw new Error(`${actions} actions`);
    });
    expect(result).toMatchObject({ complete: true });
  });

  test('three come to a barrier of two: two meet, and the third waits for one more', async () => {
    const result = await explore(function* () {
      const barrier = new Barrier(2);
      const tasks = [1, 2, 3].map(() => spawn(() => barrier.wait().toPromise()));
      const last = spawn(function* () {
        return yield* barrier.wait();
      });
      yield* joinAll([...tasks, last], { raiseError: true });
      if (barrier.waiting !== 0 || barrier.broken) throw new Error('somebody is left');
    });
    expect(result).toMatchObject({ complete: true });
  });

  test.each([0, 1])(
    'one (%i) that is cancelled at any step: all go on, or all hear of it',
    async (victim) => {
      const ends = new Set<string>();
      const result = await explore(function* () {
        const barrier = new Barrier(2);
        const tasks = [0, 1].map(() =>
          spawn(function* () {
            try {
              return `${yield* barrier.wait()}`;
            } catch (error) {
              return (error as Error).name;
            }
          }),
        );
        const canceller = spawn(() => tasks[victim]!.cancel());
        yield* joinAll([canceller, ...tasks], { timeout: 100 });
        const other = tasks[1 - victim]!;
        if (other.state === 'waiting') barrier.abort(); // the victim never came
        ends.add(`${yield* other}, ${barrier.broken ? 'broken' : 'whole'}`);
      });
      expect(result).toMatchObject({ complete: true });
      expect([...ends].toSorted()).toEqual(['0, whole', '1, whole', 'BrokenBarrierError, broken']);
    },
  );

  test('one whose time is over as the last arrives', async () => {
    const ends = new Set<string>();
    const result = await explore(function* () {
      const barrier = new Barrier(2);
      const waiter = (timeout: number) =>
        spawn(function* () {
          try {
            yield* barrier.wait({ timeout });
            return 'met';
          } catch (error) {
            return (error as Error).name;
          }
        });
      const tasks = [waiter(5), waiter(5)];
      yield* joinAll(tasks);
      ends.add([yield* tasks[0]!, yield* tasks[1]!].toSorted().join());
    });
    expect(result).toMatchObject({ complete: true });
    expect([...ends]).toEqual(['met,met']);
  });

  test('reset and abort at any step', async () => {
    const ends = new Set<string>();
    const result = await explore(function* () {
      const barrier = new Barrier(2);
      const tasks = [0, 1].map(() =>
        spawn(function* () {
          try {
            return `${yield* barrier.wait()}`;
          } catch (error) {
            if (!(error instanceof BrokenBarrierError)) throw error;
            return 'broken';
          }
        }),
      );
      const disturber = spawn(() => barrier.reset());
      yield* joinAll([disturber, ...tasks], { timeout: 100 });
      // One alone is left behind a reset.
      if (barrier.waiting === 1) barrier.abort();
      ends.add([yield* tasks[0]!, yield* tasks[1]!].toSorted().join());
    });
    expect(result).toMatchObject({ complete: true });
    expect([...ends].toSorted()).toEqual(['0,1', 'broken,broken']);
  });
});

/** Waits, and gives how that ended. */
function meet(wait: () => number): string {
  try {
    return `${wait()}`;
  } catch (error) {
    if (error instanceof BrokenBarrierError || error instanceof TimeoutError) return error.name;
    throw error;
  }
}

const receive = (threads: Threads, parties: number, box?: number): Barrier =>
  receiveThing(threads, 'barrier', { parties, timeout: Infinity, action: undefined }, box);

describe('a shared barrier, every order of the atomic accesses', { timeout: 240_000 }, () => {
  it('of two threads that block, two rounds', async () => {
    const seen = await exploreThreads((threads) => ({
      main() {
        const barrier = new Barrier(2);
        sendThing(threads, barrier);
        // The sum of the numbers that both got is 1 in each round: they tell each other.
        for (let round = 1; round <= 2; round++) threads.send(1 + barrier.waitSync(), round);
      },
      other() {
        const barrier = receive(threads, 2);
        const got = [barrier.waitSync(), barrier.waitSync()];
        got.forEach((index, round) => {
          if (threads.receive(round + 1) - 1 + index !== 1) throw new Error('the same number');
        });
      },
    }));
    expect(seen.states).toBeGreaterThan(100);
  });

  it('of two threads, whose tasks wait in their event loops', async () => {
    await exploreThreads((threads) => ({
      main() {
        const barrier = new Barrier(4);
        const early = barrier.wait();
        sendThing(threads, barrier);
        const late = barrier.wait();
        granted(threads, early);
        granted(threads, late);
      },
      other() {
        const barrier = receive(threads, 4);
        const first = barrier.wait();
        barrier.waitSync();
        granted(threads, first);
      },
    }));
  });

  it.each([
    ['that blocks', (_: Threads, barrier: Barrier) => barrier.waitSync({ timeout: 10 })],
    [
      'that waits no time at all',
      (threads: Threads, barrier: Barrier) => granted(threads, barrier.wait({ timeout: 0 })),
    ],
  ])(
    'of two threads, one %s and whose time may be over: both have met, or it is broken for both',
    async (_, wait) => {
      const ends = new Set<string>();
      await exploreThreads((threads) => ({
        main() {
          const barrier = new Barrier(2);
          sendThing(threads, barrier);
          const end = meet(() => barrier.waitSync());
          const theirs = threads.receive(1) === 1;
          if ((end === 'BrokenBarrierError') === theirs) throw new Error('they do not agree');
          ends.add(end);
        },
        other() {
          const barrier = receive(threads, 2);
          const end = meet(() => wait(threads, barrier));
          threads.send(end === 'TimeoutError' ? 2 : 1, 1);
        },
      }));
      expect([...ends].toSorted()).toEqual(['0', '1', 'BrokenBarrierError']);
    },
  );

  it('of two threads, one of which resets it: nobody is told that a broken round was complete', async () => {
    const ends = new Set<string>();
    await exploreThreads((threads) => ({
      main() {
        const barrier = new Barrier(2);
        sendThing(threads, barrier);
        const first = barrier.wait();
        first.catch(() => {});
        barrier.reset();
        const end = meet(() => granted(threads, first));
        // The other one came before the reset, and they have met; or it is still to come.
        if (end !== '0') barrier.abort();
        const theirs = threads.receive(1) === 2;
        if ((end === '0') !== theirs) throw new Error('they do not agree');
        ends.add(end);
      },
      other() {
        const barrier = receive(threads, 2);
        threads.send(meet(() => barrier.waitSync()) === '1' ? 2 : 1, 1);
      },
    }));
    expect(ends).toContain('BrokenBarrierError');
    expect(ends).toContain('0');
  });

  it('of three threads at a barrier of two', async () => {
    const seen = await exploreThreads(
      (threads) => ({
        main() {
          const barrier = new Barrier(2);
          sendThing(threads, barrier, 0);
          sendThing(threads, barrier, 1);
          const waits = [barrier.wait(), barrier.wait()];
          for (const wait of waits) granted(threads, wait);
        },
        other() {
          receive(threads, 2, 0).waitSync();
        },
        third() {
          receive(threads, 2, 1).waitSync();
        },
      }),
      { preemptions: 3 },
    );
    expect(seen.states).toBeGreaterThan(100);
  });

  it('one that dies while it waits has arrived: the others go on once enough have come', async () => {
    await exploreThreads(
      (threads) => ({
        main() {
          const barrier = new Barrier(2);
          sendThing(threads, barrier);
          if (threads.died()) Agent.bury(threads.memory, threads.enlisted('other'));
          // Whether it had arrived or not: at most one more is missing.
          if (barrier.waiting === 1) barrier.waitSync();
          if (barrier.waiting !== 0) throw new Error('not complete');
        },
        other() {
          const barrier = receive(threads, 2);
          meet(() => barrier.waitSync({ timeout: 10 }));
        },
      }),
      { dies: 'other' },
    );
  });
});

describe(
  'a shared barrier with an action, every order of the atomic accesses',
  { timeout: 240_000 },
  () => {
    /** What the action of the barrier is to do, in whichever thread. */
    let act: () => void = () => {};
    const action = (): void => act();
    const reference = { id: 'explored', key: 'action', url: '' };
    const withNames = async (body: () => Promise<unknown>): Promise<void> => {
      nameFunctions({
        referenceOf: (fn) => (fn === action ? reference : undefined),
        taskOf: () => action,
      });
      await body();
    };
    const receiveWithAction = (threads: Threads, parties: number, box?: number): Barrier =>
      receiveThing(threads, 'barrier', { parties, timeout: Infinity, action: reference }, box);

    it('is called once a round, before anybody goes on', async () => {
      await withNames(() =>
        exploreThreads((threads) => {
          act = () => {
            threads.critical();
            threads.send(1, 1); // fails if it was called before
          };
          return {
            main() {
              const barrier = new Barrier(2, { action });
              sendThing(threads, barrier);
              barrier.waitSync();
              if (threads.receive(1) !== 1) throw new Error('let through too early');
            },
            other() {
              receiveWithAction(threads, 2).waitSync();
            },
          };
        }),
      );
    });

    it('three threads, of which two are a round: the third waits for the next, whoever is last', async () => {
      await withNames(() =>
        exploreThreads(
          (threads) => {
            act = () => threads.critical();
            return {
              main() {
                const barrier = new Barrier(2, { action });
                sendThing(threads, barrier, 0);
                sendThing(threads, barrier, 1);
                const [a, b] = [barrier.wait(), barrier.wait()];
                granted(threads, a);
                granted(threads, b);
              },
              other() {
                receiveWithAction(threads, 2, 0).waitSync();
              },
              third() {
                receiveWithAction(threads, 2, 1).waitSync();
              },
            };
          },
          { preemptions: 3 },
        ),
      );
    });

    it('whoever dies in it leaves the barrier broken, and a round that it had not completed whole', async () => {
      const ends = new Set<string>();
      await withNames(() =>
        exploreThreads(
          (threads) => {
            act = () => threads.critical();
            return {
              main() {
                const barrier = new Barrier(2, { action });
                sendThing(threads, barrier, 0);
                sendThing(threads, barrier, 1);
                if (threads.died()) {
                  Agent.bury(threads.memory, threads.enlisted('other'));
                  // The third waits for somebody, unless the dead one has met it, or has broken the round.
                  if (barrier.waiting === 1) meet(() => barrier.waitSync({ timeout: 10 }));
                }
              },
              other() {
                const barrier = receiveWithAction(threads, 2, 0);
                meet(() => barrier.waitSync());
              },
              third() {
                const barrier = receiveWithAction(threads, 2, 1);
                ends.add(meet(() => barrier.waitSync({ timeout: 10 })));
              },
            };
          },
          { dies: 'other', preemptions: 3 },
        ),
      );
      expect([...ends].toSorted()).toEqual(['0', '1', 'BrokenBarrierError', 'TimeoutError']);
    });

    it('of two who come as the last at once, one calls it; if that one dies, the barrier is broken', async () => {
      const ends = new Set<string>();
      await withNames(() =>
        exploreThreads(
          (threads) => {
            act = () => threads.critical();
            return {
              main() {
                const barrier = new Barrier(2, { action });
                const first = barrier.wait();
                first.catch(() => {});
                sendThing(threads, barrier, 0);
                sendThing(threads, barrier, 1);
                if (threads.died()) Agent.bury(threads.memory, threads.enlisted('other'));
                ends.add(meet(() => granted(threads, first)));
                barrier.abort(); // for the one who came too late
              },
              other() {
                const barrier = receiveWithAction(threads, 2, 0);
                meet(() => barrier.waitSync({ timeout: 10 })); // it may come too late
              },
              third() {
                const barrier = receiveWithAction(threads, 2, 1);
                meet(() => barrier.waitSync());
              },
            };
          },
          { dies: 'other', preemptions: 3 },
        ),
      );
      expect([...ends].toSorted()).toEqual(['0', 'BrokenBarrierError']);
    });
  },
);
