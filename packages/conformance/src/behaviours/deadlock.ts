import { behaviour, type Behaviour, type Heddle } from '../behaviour.ts';
import { locking } from '../tasks/locking.ts';

interface Outcome {
  readonly failures: unknown[];
  readonly results: string[];
}

async function settle(runs: readonly PromiseLike<string>[]): Promise<Outcome> {
  const outcome: Outcome = { failures: [], results: [] };
  for (const settled of await Promise.allSettled(runs)) {
    if (settled.status === 'fulfilled') outcome.results.push(settled.value);
    else outcome.failures.push(settled.reason);
  }
  return outcome;
}

/** One of the two gets the error, the other goes on: which one is not said. */
function cycleFacts({ DeadlockError }: Heddle, { failures, results }: Outcome) {
  const [failure] = failures;
  const cycle = failure instanceof DeadlockError ? failure : undefined;
  return {
    failures: failures.length,
    class: cycle?.name ?? String(failure),
    code: cycle?.code ?? '',
    links: (cycle?.cycle ?? [])
      .map(({ holder, holds, waitsFor }) => `${holder} holds ${holds} and waits for ${waitsFor}`)
      .toSorted(),
    messageHasAll: cycle?.cycle.every(({ holder }) => cycle.message.includes(holder)) ?? false,
    results,
  };
}

/** Two threads that take two locks in opposite order, both holding one before either asks for the other. */
async function twoThreads(heddle: Heddle, target: typeof locking.takeBoth): Promise<Outcome> {
  const { Thread, Lock, Queue } = heddle;
  const [a, b] = [new Lock({ name: 'a' }), new Lock({ name: 'b' })];
  const [arrived, go] = [new Queue<string>(), new Queue<string>()];
  const left = Thread.start({ target, args: [a, b, arrived, go], name: 'left' });
  const right = Thread.start({ target, args: [b, a, arrived, go], name: 'right' });
  for (let i = 0; i < 2; i += 1) await arrived.get();
  for (let i = 0; i < 2; i += 1) await go.put('go');
  return settle([left.result(), right.result()]);
}

function expectedCycle(left: string, right: string) {
  return {
    failures: 1,
    class: 'DeadlockError',
    code: 'HEDDLE_DEADLOCK',
    links: [`${left} holds "a" and waits for "b"`, `${right} holds "b" and waits for "a"`],
    messageHasAll: true,
    results: ['got both'],
  };
}

/** Waits that would never end. */
export const deadlock: readonly Behaviour[] = [
  behaviour({
    id: 'deadlock.coroutines',
    title:
      'two coroutines that take two locks in opposite order: one gets the cycle by names, the other goes on',
    about: 'deadlock',
    kind: 'normal',
    needs: [],
    async run(heddle) {
      const { Lock, spawn, sleep } = heddle;
      const [a, b] = [new Lock({ name: 'a' }), new Lock({ name: 'b' })];
      const both = (name: string, first: typeof a, second: typeof a) =>
        spawn({
          name,
          *target() {
            const outer = yield* first.acquire();
            try {
              yield* sleep(0);
              (yield* second.acquire()).release();
              return 'got both';
            } finally {
              outer.release();
            }
          },
        });
      return cycleFacts(heddle, await settle([both('left', a, b), both('right', b, a)]));
    },
    expect: expectedCycle('left (main)', 'right (main)'),
  }),
  behaviour({
    id: 'deadlock.threads',
    title:
      'two threads that block on two locks in opposite order: one gets the cycle by names, the other goes on',
    about: 'deadlock',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    run: async (heddle) => cycleFacts(heddle, await twoThreads(heddle, locking.takeBoth)),
    expect: expectedCycle('locking.takeBoth (left)', 'locking.takeBoth (right)'),
  }),
  behaviour({
    id: 'deadlock.threads-yield',
    title: 'two coroutines in two threads: the same cycle is found',
    about: 'deadlock',
    kind: 'normal',
    needs: ['threads', 'sharedMemory'],
    run: async (heddle) =>
      cycleFacts(
        heddle,
        await twoThreads(heddle, locking.takeBothYielding as unknown as typeof locking.takeBoth),
      ),
    expect: expectedCycle('locking.takeBothYielding (left)', 'locking.takeBothYielding (right)'),
  }),
  behaviour({
    id: 'deadlock.self',
    title: 'a coroutine that waits for a lock which it holds gets the error at once',
    about: 'deadlock',
    kind: 'bad-input',
    needs: [],
    async run({ Lock, spawn, DeadlockError }) {
      const lock = new Lock({ name: 'own' });
      const task = spawn({
        name: 'greedy',
        *target() {
          const guard = yield* lock.acquire();
          try {
            yield* lock.acquire();
            return 'got it twice';
          } catch (error) {
            return error instanceof DeadlockError ? error.message : String(error);
          } finally {
            guard.release();
          }
        },
      });
      return { message: await task, locked: lock.locked };
    },
    expect: { message: 'greedy (main) holds "own" and waits for "own"', locked: false },
  }),
  behaviour({
    id: 'deadlock.timeout',
    title: 'a cycle with a wait that can end is no deadlock: it times out',
    about: 'deadlock',
    kind: 'given-up',
    needs: ['threads', 'sharedMemory'],
    async run({ Thread, Lock, Queue }) {
      const [a, b] = [new Lock({ name: 'a' }), new Lock({ name: 'b' })];
      const [arrived, go] = [new Queue<string>(), new Queue<string>()];
      const target = locking.takeBothInTime;
      const left = Thread.start({ target, args: [a, b, arrived, go, 50], name: 'left' });
      const right = Thread.start({ target, args: [b, a, arrived, go, 10_000], name: 'right' });
      for (let i = 0; i < 2; i += 1) await arrived.get();
      for (let i = 0; i < 2; i += 1) await go.put('go');
      const { failures, results } = await settle([left.result(), right.result()]);
      return {
        failures: failures.map((failure) => (failure as Error).name),
        results,
        locked: [a.locked, b.locked],
      };
    },
    expect: { failures: ['TimeoutError'], results: ['got both'], locked: [false, false] },
  }),
  behaviour({
    id: 'deadlock.no-false-alarm',
    title: 'two that take two locks in the same order are never told of a deadlock',
    about: 'deadlock',
    kind: 'normal',
    needs: [],
    async run({ Lock, spawn, sleep }) {
      const [a, b] = [new Lock({ name: 'a' }), new Lock({ name: 'b' })];
      const tasks = Array.from({ length: 20 }, () =>
        spawn(function* () {
          const outer = yield* a.acquire();
          yield* sleep(0);
          const inner = yield* b.acquire();
          yield* sleep(0);
          inner.release();
          outer.release();
          return 'got both';
        }),
      );
      const { failures, results } = await settle(tasks);
      return { failures: failures.length, results: results.length };
    },
    expect: { failures: 0, results: 20 },
  }),
  behaviour({
    id: 'deadlock.branches',
    title: 'branches of one async task that take turns are never told of a deadlock',
    about: 'deadlock',
    kind: 'normal',
    needs: [],
    async run({ Lock, spawn, sleep }) {
      const lock = new Lock({ name: 'shared by the branches' });
      let turns = 0;
      const branch = async (): Promise<void> => {
        for (let i = 0; i < 5; i += 1) {
          const guard = await lock.acquire();
          await sleep(0);
          turns += 1;
          guard.release();
        }
      };
      await spawn(async () => {
        await Promise.all([branch(), branch(), branch()]);
      });
      return { turns, locked: lock.locked };
    },
    expect: { turns: 15, locked: false },
  }),
];
