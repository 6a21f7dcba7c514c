import co from 'co';
import { Effect, Queue as EffectQueue } from 'effect';
import { createQueue, run, spawn as effectionSpawn, type Queue as EffectionQueue } from 'effection';
import { Queue, spawn, type Coroutine } from 'heddle';
import { sumBelow, type Contest } from '../contest.ts';
import { PromiseQueue } from '../peers/promise-queue.ts';

// Each of the two waits for a number and hands the next one back, until `count` were handed over; one begins with 0.

function* heddle(mine: Queue<number>, other: Queue<number>, count: number): Coroutine<number> {
  for (let sum = 0; ;) {
    const number = yield* mine.get();
    sum += number;
    if (number + 1 < count) other.tryPut(number + 1);
    if (number + 2 >= count) return sum;
  }
}

type Slot = PromiseQueue<number>;

async function native(mine: Slot, other: Slot, count: number): Promise<number> {
  for (let sum = 0; ;) {
    const number = await mine.get();
    sum += number;
    if (number + 1 < count) void other.put(number + 1);
    if (number + 2 >= count) return sum;
  }
}

function* withCo(
  mine: Slot,
  other: Slot,
  count: number,
): Generator<Promise<number>, number, number> {
  for (let sum = 0; ;) {
    const number = yield Promise.resolve(mine.get());
    sum += number;
    if (number + 1 < count) void other.put(number + 1);
    if (number + 2 >= count) return sum;
  }
}

const withEffect = Effect.fnUntraced(function* (
  mine: EffectQueue.Queue<number>,
  other: EffectQueue.Queue<number>,
  count: number,
) {
  for (let sum = 0; ;) {
    const number: number = yield* EffectQueue.take(mine);
    sum += number;
    if (number + 1 < count) EffectQueue.offerUnsafe(other, number + 1);
    if (number + 2 >= count) return sum;
  }
});

type EffectionSlot = EffectionQueue<number, never>;

function* withEffection(mine: EffectionSlot, other: EffectionSlot, count: number) {
  for (let sum = 0; ;) {
    const number: number = (yield* mine.next()).value;
    sum += number;
    if (number + 1 < count) other.add(number + 1);
    if (number + 2 >= count) return sum;
  }
}

function* counting(): Generator<number, never, number> {
  for (let handed = 0; ;) handed = (yield handed) + 1;
}

export const coroutineHandOver: Contest = {
  id: 'coroutine-hand-over',
  title: 'a number handed from one waiting task to another, to and fro',
  sum: sumBelow,
  open: () => [
    {
      name: 'tryPut, yield* get()',
      async run(count) {
        const [first, second] = [new Queue<number>(), new Queue<number>()];
        const tasks = [spawn(heddle, first, second, count), spawn(heddle, second, first, count)];
        first.tryPut(0);
        return (await tasks[0]!) + (await tasks[1]!);
      },
    },
    {
      name: 'await of a new promise',
      async run(count) {
        const [first, second] = [new PromiseQueue<number>(), new PromiseQueue<number>()];
        const tasks = [native(first, second, count), native(second, first, count)];
        void first.put(0);
        return (await tasks[0]!) + (await tasks[1]!);
      },
    },
    {
      name: 'bare generators, a loop',
      run(count) {
        const [first, second] = [counting(), counting()];
        let [number, sum] = [first.next().value, 0];
        second.next();
        for (let handed = 0; handed < count; handed += 1) {
          sum += number;
          number = (handed % 2 === 0 ? second : first).next(number).value;
        }
        return sum;
      },
    },
    {
      name: 'co, yield of a new promise',
      async run(count) {
        const [first, second] = [new PromiseQueue<number>(), new PromiseQueue<number>()];
        const tasks = [co(withCo(first, second, count)), co(withCo(second, first, count))];
        void first.put(0);
        return (await tasks[0]!) + (await tasks[1]!);
      },
    },
    {
      name: 'effect, Queue',
      run: (count) =>
        Effect.runPromise(
          Effect.gen(function* () {
            const first = yield* EffectQueue.unbounded<number>();
            const second = yield* EffectQueue.unbounded<number>();
            EffectQueue.offerUnsafe(first, 0);
            const [one, other] = yield* Effect.all(
              [withEffect(first, second, count), withEffect(second, first, count)],
              { concurrency: 'unbounded' },
            );
            return one + other;
          }),
        ),
    },
    {
      name: 'effection, createQueue',
      run: (count) =>
        run(function* () {
          const [first, second] = [createQueue<number, never>(), createQueue<number, never>()];
          const one = yield* effectionSpawn(() => withEffection(first, second, count));
          const other = yield* effectionSpawn(() => withEffection(second, first, count));
          first.add(0);
          return (yield* one) + (yield* other);
        }),
    },
  ],
};
