import { afterEach, describe, expect, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import { InvalidArgumentError } from '../errors.ts';
import { Queue } from '../queue/queue.ts';
import { installPlatform, platform } from '../realm.ts';
import type { Dump } from './dump.ts';
import { watchStall } from './watch-stall.ts';

/** The timer that was set last; it goes off when a test says so. */
let set: { readonly callback: () => void; readonly ms: number } | undefined;
installPlatform({
  ...platform(),
  name: 'test',
  setTimer: (callback, ms) => (set = { callback, ms }),
  clearTimer: (timer) => void (set = timer === set ? undefined : set),
});

let stop = (): void => {};

afterEach(() => stop());

/** Every report from now on. */
function watch(after: number): Dump[] {
  const all: Dump[] = [];
  stop = watchStall({ after, report: (stalled) => void all.push(stalled) });
  return all;
}

function timeGoesBy(): void {
  set!.callback();
}

/** Every task that was ready has run until it waits. */
async function othersRan(): Promise<void> {
  for (let turns = 0; turns < 3; turns++) await spawn(() => {});
}

describe('watchStall', () => {
  test('tells once what waits, when nothing has run between one look and the next', async () => {
    const all = watch(20);
    expect(set!.ms).toBe(20);
    const queue = new Queue<number>({ name: 'jobs' });
    const task = spawn(function* consume() {
      yield* queue.get();
    });
    await othersRan();
    timeGoesBy();
    expect(all).toEqual([]);
    timeGoesBy();
    expect(String(all[0])).toMatch(/consume: waiting for get of queue "jobs"/);
    timeGoesBy();
    timeGoesBy();
    expect(all).toHaveLength(1);
    queue.tryPut(1);
    await task;
  });

  test('tells a second stall too', async () => {
    const all = watch(10);
    const queue = new Queue<number>();
    const task = spawn(function* consume() {
      yield* queue.get();
      yield* queue.get();
    });
    for (const stalls of [1, 2]) {
      await othersRan();
      timeGoesBy();
      timeGoesBy();
      expect(all).toHaveLength(stalls);
      queue.tryPut(stalls);
    }
    await task;
  });

  test('is silent while tasks run', async () => {
    const all = watch(10);
    const queue = new Queue<number>();
    const task = spawn(() => queue.get());
    for (let n = 0; n < 5; n++) {
      await othersRan();
      timeGoesBy();
    }
    expect(all).toEqual([]);
    queue.tryPut(1);
    await task;
  });

  test('is silent when nothing waits for a queue, a lock or a task', async () => {
    const all = watch(10);
    const { promise, resolve } = Promise.withResolvers<void>();
    const outside = spawn(() => promise);
    const daemon = spawn({ target: () => new Queue().get(), daemon: true });
    await othersRan();
    timeGoesBy();
    timeGoesBy();
    expect(all).toEqual([]);
    resolve();
    await outside;
    daemon.cancel();
    await daemon.catch(() => {});
  });

  test('looks no more once it is stopped', () => {
    watch(10);
    timeGoesBy();
    stop();
    expect(set).toBeUndefined();
  });

  test.each([[undefined], [{}], [{ after: 0 }], [{ after: NaN }], [{ after: 1, report: 'no' }]])(
    'refuses %j',
    (options) => {
      expect(() => watchStall(options as never)).toThrow(InvalidArgumentError);
    },
  );
});
