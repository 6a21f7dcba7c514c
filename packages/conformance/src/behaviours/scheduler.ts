import type { Coroutine } from 'heddle';
import { behaviour, type Behaviour, type Heddle } from '../behaviour.ts';

/** Milliseconds for which the loop works before the host has its turn. */
const budget = 5;

/** One turn of a coroutine that does nothing else, for each operation that can settle at once or in one turn. */
function spins({
  Lock,
  Queue,
  after,
  call,
  gather,
  select,
  sleep,
  spawn,
  yieldNow,
}: Heddle): Record<string, () => Coroutine<unknown>> {
  const queue = new Queue<number>();
  const lock = new Lock();
  const ended = spawn(() => 1);
  const nested = function* (): Coroutine<number> {
    yield* yieldNow();
    return 1;
  };
  return {
    *yieldNow() {
      yield* yieldNow();
    },
    *sleep() {
      yield* sleep(0);
    },
    *queue() {
      yield* queue.put(1);
      yield* queue.get();
    },
    *lock() {
      const guard = yield* lock.acquire();
      guard.release();
    },
    *lockRun() {
      yield* lock.run(function* () {
        yield* ended;
      });
    },
    *select() {
      yield* select({ sent: queue.putting(1), got: queue });
    },
    *after() {
      yield* select({ none: after(0) });
    },
    *ended() {
      yield* ended;
    },
    *spawned() {
      yield* spawn(nested);
    },
    *call() {
      yield* call(nested);
    },
    *gather() {
      yield* gather([ended, ended]);
    },
  };
}

/**
 * Spins until a timer of the host fires that is due after 10 ms, and gives the milliseconds that it has worked beyond that.
 * Only its own turns count: a turn that took over a millisecond is one in which the machine did something else.
 */
function* spinPastTimer(turn: () => Coroutine<unknown>): Coroutine<number> {
  const timer = { fired: false };
  setTimeout(() => (timer.fired = true), 10);
  const due = performance.now() + 10;
  let worked = 0;
  for (let last = performance.now(); !timer.fired && worked < 1000;) {
    yield* turn();
    const now = performance.now();
    if (now > due) worked += Math.min(now - last, 1);
    last = now;
  }
  return worked;
}

/** Which task has its turn when. */
export const scheduler: readonly Behaviour[] = [
  behaviour({
    id: 'coroutine.budget',
    title:
      'whatever operation a coroutine spins on, the timers of the host have their turn in time',
    about: 'coroutine',
    kind: 'normal',
    needs: [],
    limit: 60_000,
    async run(heddle) {
      const late: Record<string, boolean> = {};
      for (const [name, turn] of Object.entries(spins(heddle))) {
        const delays: number[] = [];
        for (let i = 0; i < 9; i += 1) delays.push(await heddle.spawn(spinPastTimer, turn));
        // Beside the budget the host may round its timers by a millisecond, and have another message before them.
        const median = delays.toSorted((a, b) => a - b)[4]!;
        late[name] = median > 2 * budget;
      }
      return late;
    },
    expect: {
      yieldNow: false,
      sleep: false,
      queue: false,
      lock: false,
      lockRun: false,
      select: false,
      after: false,
      ended: false,
      spawned: false,
      call: false,
      gather: false,
    },
  }),
  behaviour({
    id: 'coroutine.priority',
    title: 'with the policy priority() the most urgent task runs first, and nobody starves',
    about: 'coroutine',
    kind: 'normal',
    needs: [],
    async run({ fifo, priority, setPolicy, spawn, yieldNow }) {
      setPolicy(priority({ ageing: 10 }));
      try {
        const order: string[] = [];
        const tasks = [
          ['low', -1],
          ['usual', 0],
          ['urgent', 3],
        ].map(([name, level]) =>
          spawn({ target: () => void order.push(name as string), priority: level as number }),
        );
        for (const task of tasks) await task;
        const state = { turns: 0, stop: false };
        const spinning = spawn({
          *target() {
            while (!state.stop) {
              state.turns += 1;
              yield* yieldNow();
            }
          },
          priority: 5,
        });
        const patient = spawn(() => {
          state.stop = true;
          return state.turns;
        });
        const turnsBefore = await patient;
        await spinning;
        return { order, waited: turnsBefore >= 5, starved: turnsBefore > 5 * 10 + 1 };
      } finally {
        setPolicy(fifo());
      }
    },
    expect: { order: ['urgent', 'usual', 'low'], waited: true, starved: false },
  }),
  behaviour({
    id: 'coroutine.policy-change',
    title: 'the policy may change at any moment: every task goes on, in its place',
    about: 'coroutine',
    kind: 'normal',
    needs: [],
    async run({ fifo, priority, roundRobin, setPolicy, spawn, yieldNow }) {
      try {
        const turns = [0, 0, 0, 0];
        const tasks = turns.map((_, index) =>
          spawn(function* () {
            for (let n = 0; n < 30; n += 1) {
              turns[index]! += 1;
              yield* yieldNow();
            }
          }),
        );
        const changing = spawn(function* () {
          for (let n = 0; n < 5; n += 1) {
            for (const policy of [priority(), roundRobin({ slice: 1 }), fifo()]) {
              setPolicy(policy);
              yield* yieldNow();
            }
          }
        });
        for (const task of [...tasks, changing]) await task;
        return turns;
      } finally {
        setPolicy(fifo());
      }
    },
    expect: [30, 30, 30, 30],
  }),
  behaviour({
    id: 'coroutine.policy-refused',
    title: 'what is no policy, and one that would let tasks starve, is refused',
    about: 'coroutine',
    kind: 'bad-input',
    needs: [],
    async run({ fifo, priority, roundRobin, setPolicy, spawn }, tools) {
      return [
        await tools.thrownBy(() => setPolicy(fifo as never)),
        await tools.thrownBy(() => priority({ ageing: Infinity })),
        await tools.thrownBy(() => priority({ ageing: 0 })),
        await tools.thrownBy(() => roundRobin({ slice: Number.NaN })),
        await tools.thrownBy(() => spawn({ target: () => {}, priority: Number.NaN })),
      ];
    },
    expect: Array.from({ length: 5 }, () => 'InvalidArgumentError'),
  }),
];
