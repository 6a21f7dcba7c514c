import co from 'co';
import { Effect, Queue as EffectQueue } from 'effect';
import { Queue, spawn, type Coroutine } from 'heddle';
import { sumBelow, type Contest } from '../contest.ts';
import { PromiseQueue } from '../peers/promise-queue.ts';

const bound = 16;

function* produce(queue: Queue<number>, count: number): Coroutine<void> {
  for (let i = 0; i < count; i += 1) yield* queue.put(i);
}

function* consume(queue: Queue<number>, count: number): Coroutine<number> {
  let sum = 0;
  for (let i = 0; i < count; i += 1) sum += yield* queue.get();
  return sum;
}

async function produceNative(queue: PromiseQueue<number>, count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await queue.put(i);
}

async function consumeNative(queue: PromiseQueue<number>, count: number): Promise<number> {
  let sum = 0;
  for (let i = 0; i < count; i += 1) sum += await queue.get();
  return sum;
}

// What must wait gives a promise; co refuses to be given anything else.

function* produceCo(
  queue: PromiseQueue<number>,
  count: number,
): Generator<Promise<void>, void, void> {
  for (let i = 0; i < count; i += 1) {
    const waiting = queue.put(i);
    if (waiting !== undefined) yield waiting;
  }
}

function* consumeCo(
  queue: PromiseQueue<number>,
  count: number,
): Generator<Promise<number>, number, number> {
  let sum = 0;
  for (let i = 0; i < count; i += 1) {
    const item = queue.get();
    sum += typeof item === 'number' ? item : yield item;
  }
  return sum;
}

const produceEffect = Effect.fnUntraced(function* (
  queue: EffectQueue.Queue<number>,
  count: number,
) {
  for (let i = 0; i < count; i += 1) yield* EffectQueue.offer(queue, i);
  return 0;
});

const consumeEffect = Effect.fnUntraced(function* (
  queue: EffectQueue.Queue<number>,
  count: number,
) {
  let sum = 0;
  for (let i = 0; i < count; i += 1) sum += yield* EffectQueue.take(queue);
  return sum;
});

/** Without any queue: the producer fills an array, then the consumer empties it. */
function bare(count: number): number {
  const items: number[] = [];
  function* producing(): Generator<undefined, void, void> {
    for (let i = 0; i < count; i += 1) {
      if (items.length === bound) yield;
      items.push(i);
    }
  }
  function* consuming(): Generator<undefined, number, void> {
    let sum = 0;
    for (let i = 0, at = 0; i < count; i += 1, at += 1) {
      if (at === items.length) {
        items.length = at = 0;
        yield;
      }
      sum += items[at]!;
    }
    return sum;
  }
  const [producer, consumer] = [producing(), consuming()];
  for (;;) {
    producer.next();
    const { done, value } = consumer.next();
    if (done === true) return value;
  }
}

export const queueBounded: Contest = {
  id: 'queue-bounded',
  title: `an item through a queue of ${bound}, from one task to another`,
  sum: sumBelow,
  open: () => [
    {
      name: 'yield* put, yield* get',
      async run(operations) {
        const queue = new Queue<number>({ maxsize: bound });
        const producing = spawn(produce, queue, operations);
        const sum = await spawn(consume, queue, operations);
        await producing;
        return sum;
      },
    },
    {
      name: 'promise queue, await',
      async run(operations) {
        const queue = new PromiseQueue<number>(bound);
        const producing = produceNative(queue, operations);
        const sum = await consumeNative(queue, operations);
        await producing;
        return sum;
      },
    },
    { name: 'bare generators, an array', run: bare },
    {
      name: 'promise queue, co',
      async run(operations) {
        const queue = new PromiseQueue<number>(bound);
        const producing = co(produceCo(queue, operations));
        const sum = await co(consumeCo(queue, operations));
        await producing;
        return sum;
      },
    },
    {
      name: 'effect, Queue.bounded',
      run: (operations) =>
        Effect.runPromise(
          Effect.gen(function* () {
            const queue = yield* EffectQueue.bounded<number>(bound);
            const [, sum] = yield* Effect.all(
              [produceEffect(queue, operations), consumeEffect(queue, operations)],
              { concurrency: 'unbounded' },
            );
            return sum;
          }),
        ),
    },
  ],
};
