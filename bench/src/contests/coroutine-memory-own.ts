import co from 'co';
import { Effect } from 'effect';
import { action, all, run } from 'effection';
import { Queue, TaskGroup, type Coroutine } from 'heddle';
import { sumBelow, type Contest } from '../contest.ts';
import { numbers, parkedSide, type Park, type Parked } from '../parked.ts';

// Each task says that it has begun, waits for a number of its own, and adds that to the sum (which is not read before
// the wait, as `sum += yield` would).
type Give = (number: number) => void;

function* heddle(parked: Parked, queue: Queue<number>): Coroutine<void> {
  parked.begun += 1;
  const number = yield* queue.get();
  parked.sum += number;
}

function* bare(parked: Parked): Generator<undefined, void, number> {
  parked.begun += 1;
  const number = yield;
  parked.sum += number;
}

async function native(parked: Parked, waiting: Give[]): Promise<void> {
  parked.begun += 1;
  const number = await new Promise<number>((resolve) => waiting.push(resolve));
  parked.sum += number;
}

function* withCo(parked: Parked, waiting: Give[]): Generator<Promise<number>, void, number> {
  parked.begun += 1;
  const number = yield new Promise<number>((resolve) => waiting.push(resolve));
  parked.sum += number;
}

const withEffect = Effect.fnUntraced(function* (parked: Parked, waiting: Give[]) {
  parked.begun += 1;
  const number = yield* Effect.callback<number>((resume) => {
    waiting.push((given) => resume(Effect.succeed(given)));
  });
  parked.sum += number;
});

function* withEffection(parked: Parked, waiting: Give[]) {
  parked.begun += 1;
  const number = yield* action<number>((resolve) => {
    waiting.push(resolve);
    return () => {};
  });
  parked.sum += number;
}

const heddlePark: Park = (parked, count) => {
  const queue = new Queue<number>();
  const ended = new TaskGroup().run(async (tasks) => {
    for (let i = 0; i < count; i += 1) tasks.spawn(heddle, parked, queue);
  });
  return () => {
    for (let i = 0; i < count; i += 1) queue.tryPut(i);
    return ended;
  };
};

const barePark: Park = (parked, count) => {
  const tasks = Array.from(numbers(count), () => bare(parked));
  for (const task of tasks) task.next();
  return async () => {
    for (const [i, task] of tasks.entries()) task.next(i);
  };
};

/** Where each task leaves a function that gives it its number. */
function givenPark(
  start: (parked: Parked, waiting: Give[], count: number) => PromiseLike<unknown>,
): Park {
  return (parked, count) => {
    const waiting: Give[] = [];
    const ended = start(parked, waiting, count);
    return () => {
      for (const [i, give] of waiting.entries()) give(i);
      return ended;
    };
  };
}

export const coroutineMemoryOwn: Contest = {
  id: 'coroutine-memory-own',
  title: 'bytes of a task that waits, 100,000 of them, each for an item | a promise of its own',
  measures: 'bytes',
  operations: 100_000,
  rounds: 5,
  sum: sumBelow,
  open: () => [
    parkedSide('yield* queue.get()', heddlePark),
    parkedSide(
      'await of a new promise',
      givenPark((parked, waiting, count) =>
        Promise.all(Array.from(numbers(count), () => native(parked, waiting))),
      ),
    ),
    parkedSide('bare generator', barePark),
    parkedSide(
      'co, yield of a new promise',
      givenPark((parked, waiting, count) =>
        Promise.all(Array.from(numbers(count), () => co(withCo(parked, waiting)))),
      ),
    ),
    parkedSide(
      'effect, Effect.callback',
      givenPark((parked, waiting, count) =>
        Effect.runPromise(
          Effect.forEach(numbers(count), () => withEffect(parked, waiting), {
            concurrency: 'unbounded',
            discard: true,
          }),
        ),
      ),
    ),
    parkedSide(
      'effection, action, of 5000',
      givenPark((parked, waiting, count) =>
        run(() => all(Array.from(numbers(count), () => withEffection(parked, waiting)))),
      ),
      5000,
    ),
  ],
};
