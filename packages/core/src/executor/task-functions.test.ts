import { expect, expectTypeOf, test } from 'vitest';
import type { Coroutine } from '../coroutine/task.ts';
import { InvalidArgumentError } from '../errors.ts';
import { tasks } from '../thread/tasks.ts';
import { sleep } from '../time/sleep.ts';
import type { Executor } from './executor.ts';
import type { Future } from './future.ts';
import { LocalExecutor } from './local-executor.ts';
import type { Mapping } from './mapping.ts';
import { ThreadPoolExecutor } from './thread-pool-executor.ts';

function plain(n: number): number {
  return n;
}

const sums = tasks('sums', import.meta.url, {
  add: (a: number, b: number): number => a + b,
  half: async (n: number): Promise<number> => n / 2,
  *name(n: number): Coroutine<string> {
    yield* sleep(0);
    return String(n);
  },
  same<T>(value: T): T {
    return value;
  },
  prepare(city: string): void {
    void city;
  },
});

test('a function that is in no task module is refused by the compiler, and at run time', async () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
  // @ts-expect-error it is in no task module
  expect(() => pool.submit(plain, 1)).toThrow(InvalidArgumentError);
  // @ts-expect-error nor is this
  expect(() => pool.with({ priority: 1 }).submit(() => 1)).toThrow(InvalidArgumentError);
  // @ts-expect-error an initializer is called in the threads too
  expect(() => new ThreadPoolExecutor({ initializer: () => {} })).toThrow(InvalidArgumentError);
  // @ts-expect-error it is in no task module
  const mapped = await Promise.allSettled([(async () => pool.map(plain, [1]))()]);
  expect(mapped).toMatchObject([
    { status: 'rejected', reason: { code: 'HEDDLE_INVALID_ARGUMENT' } },
  ]);
  await pool.shutdown();
});

test('what a task takes and gives is inferred, also through an executor of any kind', async () => {
  const calls = (pool: ThreadPoolExecutor) =>
    [
      pool.submit(sums.add, 1, 2),
      pool.submit(sums.name, 1),
      pool.with({ timeout: 5 }).submit(sums.half, 1),
      pool.map(sums.half, [1]),
      pool.with({ timeout: 5 }).map(sums.name, [1]),
      pool.submit(sums.same, 'x'),
      // @ts-expect-error it takes numbers
      pool.submit(sums.add, 'x', 2),
      // @ts-expect-error an argument is missing
      pool.submit(sums.add, 1),
      // @ts-expect-error it takes numbers
      pool.map(sums.half, ['x']),
      // @ts-expect-error it takes a text
      new ThreadPoolExecutor({ initializer: sums.prepare, initargs: [1] }),
      new ThreadPoolExecutor({ initializer: sums.prepare, initargs: ['Porto'] }),
    ] as const;
  type Calls = ReturnType<typeof calls>;
  expectTypeOf<Calls[0]>().toEqualTypeOf<Future<number>>();
  expectTypeOf<Calls[1]>().toEqualTypeOf<Future<string>>();
  expectTypeOf<Calls[2]>().toEqualTypeOf<Future<number>>();
  expectTypeOf<Calls[3]>().toEqualTypeOf<Mapping<number>>();
  expectTypeOf<ThreadPoolExecutor>().toExtend<Executor>();
  expectTypeOf<LocalExecutor>().toExtend<Executor>();
  await using local = new LocalExecutor();
  const anyOf = (pool: Executor): Future<number> => pool.submit(plain, 3);
  expect(await anyOf(local)).toBe(3);
  expect(await local.map(plain, [1, 2])).toEqual([1, 2]);
});
