import {
  Lock,
  Queue,
  TaskGroup,
  TaskGroupError,
  TimeoutError,
  fifo,
  priority,
  roundRobin,
  setPolicy,
  sleep,
  spawn,
  withTimeout,
  yieldNow,
  type Coroutine,
  type Task,
} from 'heddle';

export type PolicyName = 'fifo' | 'priority' | 'round robin';

const policies = {
  fifo: () => fifo(),
  priority: () => priority({ ageing: 100 }),
  'round robin': () => roundRobin({ slice: 60 }),
};

/** Hears of each task, right after it was spawned. */
export type Keep = <T>(task: Task<T>) => Task<T>;

/** What all bakers share. */
export interface Bakery {
  readonly flour: Queue<number>;
  readonly oven: Lock;
}

export function openBakery(): Bakery {
  return {
    flour: new Queue<number>({ name: 'flour', maxsize: 2 }),
    oven: new Lock({ name: 'oven' }),
  };
}

const settled = spawn({ target: () => {}, eager: true });

/** Computes for `ms` milliseconds of its own; to take what has settled is an operation as well, so others have their turns. */
function* work(ms: number): Coroutine<void> {
  for (let left = ms; left > 0;) {
    const began = performance.now();
    while (performance.now() - began < 0.01);
    left -= performance.now() - began;
    yield* settled;
  }
}

// #region bakery
/** Grinds as long as there is room for flour. */
export function* mill({ flour }: Bakery): Coroutine<void> {
  for (let sack = 1; ; sack += 1) {
    yield* work(120);
    yield* flour.put(sack);
    yield* sleep(400);
  }
}

/** One oven for all: whoever bakes holds its lock. */
export function* bake({ flour, oven }: Bakery): Coroutine<void> {
  for (;;) {
    yield* flour.get();
    yield* work(80);
    const guard = yield* oven.acquire();
    try {
      yield* sleep(900);
    } finally {
      guard.release();
    }
  }
}
// #endregion bakery

// #region group
function* part(ms: number, fails = false): Coroutine<void> {
  try {
    yield* sleep(ms);
    if (fails) throw new Error('the dough is burnt');
  } finally {
    yield* sleep(800); // cleaning up takes its time, also for those that were cancelled
  }
}

/** The filling fails; its siblings are cancelled and clean up; then the group is left. */
export function* cake(keep: Keep): Coroutine<string> {
  const group = new TaskGroup({ name: 'cake' });
  try {
    yield* group.run(function* () {
      const base = keep(group.spawn({ target: part, args: [3000], name: 'base' }));
      keep(group.spawn({ target: part, args: [1200, true], name: 'filling' }));
      keep(group.spawn({ target: part, args: [4000], name: 'icing' }));
      yield* base;
    });
    return 'the cake is ready';
  } catch (error) {
    if (!(error instanceof TaskGroupError)) throw error;
    return `${error.name}: ${error.message}`;
  }
}
// #endregion group

// #region timeout
/** Has a second to end in, and does not. */
export function* guest(): Coroutine<string> {
  try {
    yield* withTimeout(1000, function* () {
      try {
        yield* sleep(Infinity);
      } finally {
        yield* sleep(600); // pays before leaving
      }
    });
    return 'the guest was served';
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    return `${error.name}: ${error.message}`;
  }
}
// #endregion timeout

// #region spin
/** Gives way and does nothing else, for a second; returns how often. */
export function* spin(): Coroutine<number> {
  const end = performance.now() + 1000;
  let turns = 0;
  while (performance.now() < end) {
    yield* yieldNow();
    turns += 1;
  }
  return turns;
}
// #endregion spin

/** Four tasks that all want to compute at the same moment, under a policy. */
export function rush(policy: PolicyName, keep: Keep): Task<void>[] {
  setPolicy(policies[policy]());
  const urgencies = { letter: 0, parcel: 1, express: 2, freight: 0 };
  return Object.entries(urgencies).map(([name, urgency]) =>
    keep(spawn({ target: work, args: [500], name, priority: urgency })),
  );
}
