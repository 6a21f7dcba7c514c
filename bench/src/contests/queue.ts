import { AsyncQueue } from '@esfx/async-queue';
import { Effect, Queue as EffectQueue } from 'effect';
import { Queue, spawn, type Coroutine } from 'heddle';
import { sumBelow, type Contest } from '../contest.ts';
import { PromiseQueue } from '../peers/promise-queue.ts';

/** A queue within one thread. */
export const queueContests: readonly Contest[] = [
  {
    id: 'queue-local-try',
    title: 'local queue, tryPut and tryGet | array, push and shift',
    sum: sumBelow,
    open: () => [
      {
        name: 'tryPut, tryGet',
        run(operations) {
          const queue = new Queue<number>();
          let sum = 0;
          for (let i = 0; i < operations; i += 1) {
            queue.tryPut(i);
            sum += queue.tryGet() ?? NaN;
          }
          return sum;
        },
      },
      {
        name: 'array push, shift',
        run(operations) {
          const array: number[] = [];
          let sum = 0;
          for (let i = 0; i < operations; i += 1) {
            array.push(i);
            sum += array.shift() ?? NaN;
          }
          return sum;
        },
      },
    ],
  },
  {
    id: 'queue-local-yield',
    title: 'local queue, put and get that need not wait | array, push and shift',
    sum: sumBelow,
    open: () => [
      {
        name: 'yield* put, yield* get',
        run: (operations) =>
          spawn(function* (): Coroutine<number> {
            const queue = new Queue<number>();
            let sum = 0;
            for (let i = 0; i < operations; i += 1) {
              yield* queue.put(i);
              sum += yield* queue.get();
            }
            return sum;
          }).toPromise(),
      },
      {
        name: 'promise queue, await',
        async run(operations) {
          const queue = new PromiseQueue<number>();
          let sum = 0;
          for (let i = 0; i < operations; i += 1) {
            await queue.put(i);
            sum += await queue.get();
          }
          return sum;
        },
      },
      {
        name: '@esfx/async-queue',
        async run(operations) {
          const queue = new AsyncQueue<number>();
          let sum = 0;
          for (let i = 0; i < operations; i += 1) {
            queue.put(i);
            sum += await queue.get();
          }
          return sum;
        },
      },
      {
        name: 'effect, Queue.unbounded',
        run: (operations) =>
          Effect.runPromise(
            Effect.gen(function* () {
              const queue = yield* EffectQueue.unbounded<number>();
              let sum = 0;
              for (let i = 0; i < operations; i += 1) {
                yield* EffectQueue.offer(queue, i);
                sum += yield* EffectQueue.take(queue);
              }
              return sum;
            }),
          ),
      },
      {
        name: 'array push, shift',
        run(operations) {
          const array: number[] = [];
          let sum = 0;
          for (let i = 0; i < operations; i += 1) {
            array.push(i);
            sum += array.shift() ?? NaN;
          }
          return sum;
        },
      },
    ],
  },
];
