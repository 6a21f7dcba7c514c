import co from 'co';
import { Effect } from 'effect';
import { all, run } from 'effection';
import { TaskGroup, yieldNow, type Coroutine } from 'heddle';
import { sumBelow, type Contest, type Side } from '../contest.ts';
import { effectionGiveWay, resolved } from '../peers/giving-way.ts';

// Each task gives way once, and then adds its number to what its side has in common.
interface Total {
  sum: number;
}

function* heddle(total: Total, number: number): Coroutine<void> {
  yield* yieldNow();
  total.sum += number;
}

function heddleAtOnce(total: Total, number: number): void {
  total.sum += number;
}

async function native(total: Total, number: number): Promise<void> {
  await resolved;
  total.sum += number;
}

async function nativeAtOnce(total: Total, number: number): Promise<void> {
  total.sum += number;
}

function* withCo(total: Total, number: number): Generator<Promise<void>, void, void> {
  yield resolved;
  total.sum += number;
}

const withEffect = Effect.fnUntraced(function* (total: Total, number: number) {
  yield* Effect.yieldNow;
  total.sum += number;
});

function* withEffection(total: Total, number: number) {
  yield* effectionGiveWay;
  total.sum += number;
}

function side(
  name: string,
  start: (total: Total, count: number) => PromiseLike<unknown>,
  operations?: number,
): Side {
  return {
    name,
    ...(operations !== undefined && { operations }),
    async run(count) {
      const total: Total = { sum: 0 };
      await start(total, count);
      return total.sum;
    },
  };
}

function group(name: string, task: typeof heddle | typeof heddleAtOnce): Side {
  return side(name, (total, count) =>
    new TaskGroup().run(async (tasks) => {
      for (let i = 0; i < count; i += 1) tasks.spawn(task, total, i);
    }),
  );
}

function promises(name: string, task: typeof native): Side {
  return side(name, (total, count) => {
    const tasks = [];
    for (let i = 0; i < count; i += 1) tasks.push(task(total, i));
    return Promise.all(tasks);
  });
}

function cos(): Side {
  return side('co, Promise.all', (total, count) => {
    const tasks = [];
    for (let i = 0; i < count; i += 1) tasks.push(co(withCo(total, i)));
    return Promise.all(tasks);
  });
}

function* numbers(count: number): Generator<number, void, unknown> {
  for (let i = 0; i < count; i += 1) yield i;
}

function effects(): Side {
  return side('effect, Effect.forEach unbounded', (total, count) =>
    Effect.runPromise(
      Effect.forEach(numbers(count), (i) => withEffect(total, i), {
        concurrency: 'unbounded',
        discard: true,
      }),
    ),
  );
}

/** Its time grows with the square of the number of tasks. */
function effections(operations: number): Side {
  return side(
    `effection, all of ${operations}`,
    (total, count) => run(() => all(Array.from(numbers(count), (i) => withEffection(total, i)))),
    operations,
  );
}

/** A task, begun and ended with all the others: in one group, or in one Promise.all. */
export const coroutineSpawn: readonly Contest[] = [
  {
    id: 'coroutine-spawn',
    title: 'spawn and join a task that gives way once, among 100,000',
    operations: 100_000,
    sum: sumBelow,
    open: () => [
      group('TaskGroup.spawn', heddle),
      promises('async function with one await', native),
      promises('async function without await', nativeAtOnce),
      cos(),
      effects(),
      effections(5000),
    ],
  },
  {
    id: 'coroutine-spawn-at-once',
    title: 'spawn and join a task that waits for nothing, among 100,000',
    operations: 100_000,
    sum: sumBelow,
    open: () => [
      group('TaskGroup.spawn', heddleAtOnce),
      promises('async function with one await', native),
      promises('async function without await', nativeAtOnce),
    ],
  },
  {
    id: 'coroutine-spawn-million',
    title: 'spawn and join a task that gives way once, among 1,000,000',
    operations: 1_000_000,
    rounds: 5,
    sum: sumBelow,
    open: () => [
      group('TaskGroup.spawn', heddle),
      promises('async function with one await', native),
      promises('async function without await', nativeAtOnce),
      cos(),
      effects(),
    ],
  },
];
