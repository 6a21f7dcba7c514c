import { describe, expect, test } from 'vitest';
import { CancelledError, TimeoutError } from '../errors.ts';
import { sleep } from '../time/sleep.ts';
import { inVirtualTime } from '../time/virtual-time.fixture.ts';
import { run } from './run.ts';
import { spawn } from './spawn.ts';
import { TaskGroup } from './task-group.ts';
import type { Coroutine, Task } from './task.ts';
import { withTimeout } from './timeout.ts';
import { yieldNow } from './yield-now.ts';

inVirtualTime();

test('20,000 tasks, each of which ends as the one before does', async () => {
  let last: Task<number> = spawn(function* () {
    yield* sleep(1);
    return 7;
  });
  for (let count = 0; count < 20_000; count++) {
    const before = last;
    last = spawn(() => before);
  }
  expect(await last).toBe(7);
});

test('the failure of the first comes out at the end of a chain, and so does a cancellation', async () => {
  const chain = (first: Task<number>): Task<number> => {
    let last = first;
    for (let count = 0; count < 1000; count++) {
      const before = last;
      last = spawn(() => before);
    }
    return last;
  };
  const failing = spawn(function* (): Coroutine<number> {
    yield* sleep(1);
    throw new Error('first');
  });
  await expect(chain(failing)).rejects.toThrow('first');
  const endless = spawn(function* () {
    yield* sleep(Infinity);
    return 1;
  });
  const last = chain(endless);
  while (last.state !== 'waiting') await sleep(0);
  expect(last.cancel()).toBe(true);
  await expect(last).rejects.toThrow(CancelledError);
  expect(endless.state).toBe('cancelled');
});

test('tasks that wait for each other, one of them with a time limit', async () => {
  const ends: unknown[] = [];
  const second: Task<unknown> = spawn(function* () {
    return yield* first;
  });
  const first: Task<unknown> = spawn(function* () {
    yield* yieldNow();
    try {
      yield* withTimeout(5, function* () {
        yield* second;
      });
    } catch (error) {
      ends.push(error);
      throw error;
    }
  });
  const results = await Promise.allSettled([first, second]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(ends.every((end) => !(end instanceof RangeError))).toBe(true);
  expect(ends).toEqual([expect.any(TimeoutError)]);
});

test('a thenable that calls back twice, or throws after it has, ends its task once', async () => {
  const twice: PromiseLike<number> = {
    then(onFulfilled) {
      onFulfilled?.(1);
      onFulfilled?.(2);
      return twice as never;
    },
  };
  const throwing: PromiseLike<number> = {
    then(onFulfilled) {
      onFulfilled?.(3);
      throw new Error('too late');
    },
  };
  const group = new TaskGroup();
  const results = await group.run(async () => {
    const tasks = [group.spawn(() => twice), group.spawn(() => throwing)];
    group.spawn(function* () {
      yield* sleep(2);
    });
    expect(group.size).toBe(3);
    return Promise.all(tasks);
  });
  expect(results).toEqual([1, 3]);
  expect(group.size).toBe(0);
});

test('a turn of the loop that another task is to end with', async () => {
  const result = run(function* () {
    const turn = yieldNow();
    yield* spawn(() => turn);
    return 'over';
  });
  expect(await result).toBe('over');
});

describe('10,000 tasks, each of which waits for the one before', () => {
  const chain = async (): Promise<Task<void>[]> => {
    const tasks = [
      spawn(function* () {
        yield* sleep(Infinity);
      }),
    ];
    while (tasks.length < 10_000) {
      const before = tasks.at(-1)!;
      tasks.push(
        spawn(function* () {
          yield* before;
        }),
      );
    }
    const last = tasks.at(-1)!;
    while (last.state !== 'waiting') await sleep(1);
    return tasks;
  };

  test('are cancelled by the last one', async () => {
    const tasks = await chain();
    expect(tasks.at(-1)!.cancel('enough')).toBe(true);
    await Promise.allSettled(tasks);
    expect(new Set(tasks.map((task) => task.state))).toEqual(new Set(['cancelled']));
    expect(new Set(tasks.map((task) => task.cancelling))).toEqual(new Set([1]));
  });

  test('have a time limit when the last one has', async () => {
    const tasks = await chain();
    await expect(withTimeout(2, tasks.at(-1)!)).rejects.toThrow(TimeoutError);
    await Promise.allSettled(tasks);
    expect(new Set(tasks.map((task) => task.state))).toEqual(new Set(['cancelled']));
  });
});
