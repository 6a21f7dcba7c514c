import co from 'co';
import { Effect } from 'effect';
import { TaskGroup, sleep, type Coroutine } from 'heddle';
import { sumBelow, type Contest, type Side } from '../contest.ts';

interface Total {
  sum: number;
}

/** From 1 to 1000, all of them about equally often, and mixed. */
function length(number: number): number {
  return ((number * 7919) % 1000) + 1;
}

function timer(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function* heddle(total: Total, number: number): Coroutine<void> {
  yield* sleep(length(number));
  total.sum += number;
}

async function native(total: Total, number: number): Promise<void> {
  await timer(length(number));
  total.sum += number;
}

function* withCo(total: Total, number: number): Generator<Promise<void>, void, void> {
  yield timer(length(number));
  total.sum += number;
}

const withEffect = Effect.fnUntraced(function* (total: Total, number: number) {
  yield* Effect.sleep(length(number));
  total.sum += number;
});

function side(name: string, start: (total: Total, count: number) => PromiseLike<unknown>): Side {
  return {
    name,
    async run(count) {
      const total: Total = { sum: 0 };
      await start(total, count);
      return total.sum;
    },
  };
}

function* numbers(count: number): Generator<number, void, unknown> {
  for (let i = 0; i < count; i += 1) yield i;
}

function contest(id: string, operations: number): Contest {
  return {
    id,
    title: `the whole of ${operations} tasks that sleep 1 to 1000 ms each`,
    measures: 'round',
    operations,
    rounds: 3,
    sum: sumBelow,
    open: () => [
      side('yield* sleep(ms)', (total, count) =>
        new TaskGroup().run(async (tasks) => {
          for (let i = 0; i < count; i += 1) tasks.spawn(heddle, total, i);
        }),
      ),
      side('await of a setTimeout', (total, count) =>
        Promise.all(Array.from(numbers(count), (i) => native(total, i))),
      ),
      side('co, yield of a setTimeout', (total, count) =>
        Promise.all(Array.from(numbers(count), (i) => co(withCo(total, i)))),
      ),
      side('effect, Effect.sleep', (total, count) =>
        Effect.runPromise(
          Effect.forEach(numbers(count), (i) => withEffect(total, i), {
            concurrency: 'unbounded',
            discard: true,
          }),
        ),
      ),
    ],
  };
}

// effection is not among them: it takes minutes.
export const coroutineSleep: readonly Contest[] = [
  contest('coroutine-sleep', 100_000),
  contest('coroutine-sleep-million', 1_000_000),
];
