import { describe, expect, test } from 'vitest';
import { joinAll } from '../coroutine/join-all.ts';
import { spawn } from '../coroutine/spawn.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import type { Coroutine } from '../coroutine/task.ts';
import { ShutDownError } from '../errors.ts';
import { explore } from '../testing/explore.ts';
import { LifoQueue } from './lifo-queue.ts';
import { PriorityQueue } from './priority-queue.ts';
import type { QueueBase } from './queue-base.ts';
import { SimpleQueue } from './simple-queue.ts';

function* produce(queue: QueueBase<number>, items: readonly number[]): Coroutine<void> {
  for (const item of items) yield* queue.put(item);
}

function* consume(queue: QueueBase<number>, count: number, got: number[]): Coroutine<void> {
  for (let i = 0; i < count; i++) got.push(yield* queue.get());
}

/** Which comes out next, of what is in it in the order in which it was put. */
type Next = (items: readonly number[]) => number;

const kinds: [string, (maxsize: number) => QueueBase<number>, Next][] = [
  ['LIFO', (maxsize) => new LifoQueue({ maxsize }), (items) => items.at(-1)!],
  ['priority', (maxsize) => new PriorityQueue({ maxsize }), (items) => Math.min(...items)],
  ['simple', () => new SimpleQueue(), (items) => items[0]!],
];

describe.each(kinds)('a %s queue, in every order of steps', (_, make, next) => {
  test.each([1, 2])('of %i places gives each item to one', async (maxsize) => {
    const result = await explore(function* () {
      const queue = make(maxsize);
      const got: number[] = [];
      const tasks = [
        spawn(() => produce(queue, [2, 1])),
        spawn(() => produce(queue, [3])),
        spawn(() => consume(queue, 2, got)),
        spawn(() => consume(queue, 1, got)),
      ];
      yield* joinAll(tasks, { raiseError: true });
      if (got.toSorted().join() !== '1,2,3' || !queue.empty) throw new Error(got.join());
    });
    expect(result).toMatchObject({ complete: true });
    expect(result.schedules).toBeGreaterThan(10);
  });

  test('what is got is what its order says, of all that is in it at that step', async () => {
    const result = await explore(function* () {
      const queue = make(0);
      const held: number[] = [];
      const producers = [
        [3, 1],
        [2, 4],
      ].map((items) =>
        spawn(function* () {
          for (const item of items) {
            queue.tryPut(item);
            held.push(item);
            yield* yieldNow();
          }
        }),
      );
      const consumer = spawn(function* () {
        for (let i = 0; i < 2; i++) {
          const item = queue.tryGet();
          const expected = held.length === 0 ? undefined : next(held);
          if (item !== expected) throw new Error(`${item} of ${held.join()}`);
          if (item !== undefined) held.splice(held.indexOf(item), 1);
          yield* yieldNow();
        }
      });
      yield* joinAll([...producers, consumer], { raiseError: true });
      for (; held.length > 0; held.splice(held.indexOf(next(held)), 1)) {
        if (queue.tryGet() !== next(held)) throw new Error(`of ${held.join()}`);
      }
    });
    expect(result).toMatchObject({ complete: true });
  });

  test('a getter that is cancelled at any step loses nothing, and who is shut out is told', async () => {
    const ends = new Set<string>();
    const result = await explore(function* () {
      const queue = make(1);
      const got: number[] = [];
      const victim = spawn(() => consume(queue, 1, got));
      const producer = spawn(() => produce(queue, [1]));
      const canceller = spawn(() => victim.cancel());
      yield* joinAll([victim, producer, canceller]);
      yield* producer;
      queue.shutdown();
      const rest = spawn(() => consume(queue, 1, got));
      yield* joinAll([rest]);
      ends.add(`${victim.state}, the next ${rest.state}`);
      if (got.join() !== '1') throw new Error(`got ${got.join()}`);
      if (rest.state === 'done') return;
      try {
        yield* rest;
      } catch (error) {
        if (!(error instanceof ShutDownError)) throw error;
      }
    });
    expect(result).toMatchObject({ complete: true });
    expect(ends).toEqual(new Set(['cancelled, the next done', 'done, the next failed']));
  });
});

test('a put that cannot be compared fails alone, whoever comes first', async () => {
  const ends = new Set<string>();
  const result = await explore(function* () {
    const queue = new PriorityQueue<number | string>();
    const producers = [1, 'a', 2].map((item) => spawn(() => queue.tryPut(item)));
    yield* joinAll(producers);
    const left: (number | string)[] = [];
    while (!queue.empty) left.push(queue.tryGet()!);
    ends.add(left.join());
    if (producers.filter((task) => task.state === 'done').length !== left.length) {
      throw new Error(`left ${left.join()}`);
    }
    for (const task of producers) if (task.state === 'failed') task.toPromise().catch(() => {});
  });
  expect(result).toMatchObject({ complete: true });
  expect(ends).toEqual(new Set(['1,2', 'a']));
});
