import { afterEach, describe, expect, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import { InvalidArgumentError } from '../errors.ts';
import { Queue } from '../queue/queue.ts';
import { sleep } from '../time/sleep.ts';
import type { Dump } from './dump.ts';
import { watchStall } from './watch-stall.ts';

let stop = (): void => {};

afterEach(() => stop());

/** Settles with the first report; `all` has every one. */
function watch(after: number): { first: Promise<Dump>; all: Dump[] } {
  const { promise, resolve } = Promise.withResolvers<Dump>();
  const all: Dump[] = [];
  stop = watchStall({
    after,
    report(stalled) {
      all.push(stalled);
      resolve(stalled);
    },
  });
  return { first: promise, all };
}

describe('watchStall', () => {
  test('tells once what waits, when nothing has run for so long', async () => {
    const { first, all } = watch(20);
    const queue = new Queue<number>({ name: 'jobs' });
    const task = spawn(function* consume() {
      yield* queue.get();
    });
    expect(String(await first)).toMatch(/consume: waiting for get of queue "jobs"/);
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
    expect(all).toHaveLength(1);
    queue.tryPut(1);
    await task;
  });

  test('tells a second stall too', async () => {
    const { first, all } = watch(10);
    const queue = new Queue<number>();
    const second = Promise.withResolvers<void>();
    const task = spawn(function* consume() {
      yield* queue.get();
      yield* queue.get();
    });
    await first;
    stop();
    stop = watchStall({ after: 10, report: () => second.resolve() });
    queue.tryPut(1);
    await second.promise;
    expect(all).toHaveLength(1);
    queue.tryPut(2);
    await task;
  });

  test('is silent while tasks run, and when nothing waits for a queue, a lock or a task', async () => {
    const { all } = watch(15);
    const { promise, resolve } = Promise.withResolvers<void>();
    const outside = spawn(() => promise);
    for (let n = 0; n < 20; n++) await sleep(5);
    const daemon = spawn({ target: () => new Queue().get(), daemon: true });
    await new Promise((later) => {
      setTimeout(later, 60);
    });
    expect(all).toEqual([]);
    resolve();
    await outside;
    daemon.cancel();
    await daemon.catch(() => {});
  });

  test.each([[undefined], [{}], [{ after: 0 }], [{ after: NaN }], [{ after: 1, report: 'no' }]])(
    'refuses %j',
    (options) => {
      expect(() => watchStall(options as never)).toThrow(InvalidArgumentError);
    },
  );
});
