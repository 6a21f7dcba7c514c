import co from 'co';
import { Deferred, Effect } from 'effect';
import { all, run, withResolvers, type Operation } from 'effection';
import { Queue, TaskGroup, spawn, type Coroutine, type Task } from 'heddle';
import { sumBelow, type Contest } from '../contest.ts';
import { numbers, parkedSide, type Park, type Parked } from '../parked.ts';

// Each task says that it has begun, waits for the gate, and adds its number to the sum.

function* heddle(parked: Parked, gate: Task<void>, number: number): Coroutine<void> {
  parked.begun += 1;
  yield* gate;
  parked.sum += number;
}

function* bare(parked: Parked, number: number): Generator<undefined, void, void> {
  parked.begun += 1;
  yield;
  parked.sum += number;
}

async function native(parked: Parked, gate: Promise<void>, number: number): Promise<void> {
  parked.begun += 1;
  await gate;
  parked.sum += number;
}

function* withCo(
  parked: Parked,
  gate: Promise<void>,
  number: number,
): Generator<Promise<void>, void, void> {
  parked.begun += 1;
  yield gate;
  parked.sum += number;
}

const withEffect = Effect.fnUntraced(function* (
  parked: Parked,
  gate: Deferred.Deferred<void>,
  number: number,
) {
  parked.begun += 1;
  yield* Deferred.await(gate);
  parked.sum += number;
});

function* withEffection(parked: Parked, gate: Operation<void>, number: number) {
  parked.begun += 1;
  yield* gate;
  parked.sum += number;
}

const heddlePark: Park = (parked, count) => {
  const opening = new Queue<void>();
  const gate = spawn(function* (): Coroutine<void> {
    yield* opening.get();
  });
  const ended = new TaskGroup().run(async (tasks) => {
    for (let i = 0; i < count; i += 1) tasks.spawn(heddle, parked, gate, i);
  });
  return () => {
    opening.tryPut();
    return ended;
  };
};

const barePark: Park = (parked, count) => {
  const tasks = Array.from(numbers(count), (i) => bare(parked, i));
  for (const task of tasks) task.next();
  return async () => {
    for (const task of tasks) task.next();
  };
};

function promisePark(
  start: (parked: Parked, gate: Promise<void>, number: number) => Promise<void>,
): Park {
  return (parked, count) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const ended = Promise.all(Array.from(numbers(count), (i) => start(parked, promise, i)));
    return () => {
      resolve();
      return ended;
    };
  };
}

const effectPark: Park = (parked, count) => {
  const gate = Deferred.makeUnsafe<void>();
  const ended = Effect.runPromise(
    Effect.forEach(numbers(count), (i) => withEffect(parked, gate, i), {
      concurrency: 'unbounded',
      discard: true,
    }),
  );
  return () => {
    Deferred.doneUnsafe(gate, Effect.void);
    return ended;
  };
};

const effectionPark: Park = (parked, count) => {
  const { operation, resolve } = withResolvers<void>();
  const ended = run(() =>
    all(Array.from(numbers(count), (i) => withEffection(parked, operation, i))),
  );
  return () => {
    resolve();
    return ended;
  };
};

export const coroutineMemoryGate: Contest = {
  id: 'coroutine-memory-gate',
  title: 'bytes of a task that waits, 100,000 of them for one and the same gate',
  measures: 'bytes',
  operations: 100_000,
  rounds: 5,
  sum: sumBelow,
  open: () => [
    parkedSide('yield* of a task', heddlePark),
    parkedSide('await of a promise', promisePark(native)),
    parkedSide('bare generator', barePark),
    parkedSide(
      'co, yield of a promise',
      promisePark((...args) => co(withCo(...args))),
    ),
    parkedSide('effect, Deferred', effectPark),
    parkedSide('effection, withResolvers, of 5000', effectionPark, 5000),
  ],
};
