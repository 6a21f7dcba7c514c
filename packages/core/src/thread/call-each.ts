import { spawn } from '../coroutine/spawn.ts';
import type { Coroutine, TaskFunction } from '../coroutine/task.ts';
import type { Event } from '../lock/event.ts';
import type { Queue } from '../queue/queue.ts';

/** An item, and under which number its result is waited for. */
export type Job<A> = readonly [place: number, item: A];
export type Called<B> = readonly [place: number, result: B];

export type StageArguments<A, B> = [items: Queue<Job<A>>, results: Queue<Called<B>>, stop: Event];

/** What a thread of a stage runs: `fn` for each item, until there are none or it is told to stop. */
export function* callEach<A, B>(
  fn: TaskFunction<[A], B>,
  ...[items, results, stop]: StageArguments<A, B>
): Coroutine<void> {
  const working = spawn(function* () {
    yield* items.forEach(function* ([place, item]) {
      yield* results.put([place, yield* spawn({ target: fn, args: [item], eager: true })]);
    });
  });
  const watching = spawn(function* () {
    yield* stop.wait();
    working.cancel('the pipeline has ended');
  });
  try {
    yield* working;
  } finally {
    watching.cancel();
  }
}
