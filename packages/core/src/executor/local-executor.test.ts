import { expect, test } from 'vitest';
import {
  CancelledError,
  DeadlockError,
  ExecutorFullError,
  ShutDownError,
  TimeoutError,
} from '../errors.ts';
import { sleep } from '../time/sleep.ts';
import { Future } from './future.ts';
import { LocalExecutor } from './local-executor.ts';

const add = (a: number, b: number): number => a + b;

test('a call gives what its function returns', async () => {
  const pool = new LocalExecutor({ maxWorkers: 2 });
  const future = pool.submit(add, 1, 2);
  expect(future).toBeInstanceOf(Future);
  expect(future.state).toBe('pending');
  expect(await future).toBe(3);
  expect(future.state).toBe('done');
  expect(await pool.submit(async (n: number) => n * 2, 4)).toBe(8);
  expect(
    await pool.submit(function* (n: number) {
      yield* sleep(1);
      return n;
    }, 5),
  ).toBe(5);
  await pool.shutdown();
  expect(() => pool.submit(add, 1, 2)).toThrow(ShutDownError);
});

test('as many run at a time as there are workers, in order', async () => {
  const pool = new LocalExecutor({ maxWorkers: 2 });
  const begun: number[] = [];
  const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
  const futures = gates.map((gate, i) =>
    pool.submit(async () => {
      begun.push(i);
      await gate.promise;
      return i;
    }),
  );
  await sleep(0);
  expect(begun).toEqual([0, 1]);
  expect(pool.waiting).toBe(2);
  expect(futures[2]!.cancel()).toBe(true);
  expect(futures[0]!.cancel()).toBe(false);
  gates[0]!.resolve();
  expect(await futures[0]).toBe(0);
  gates[1]!.resolve();
  gates[3]!.resolve();
  expect(await futures[3]).toBe(3);
  expect(begun).toEqual([0, 1, 3]);
  await expect(futures[2]!.toPromise()).rejects.toThrow(CancelledError);
  await pool.shutdown();
});

test('all workers taken by calls that wait for calls', async () => {
  const pool = new LocalExecutor({ maxWorkers: 1, name: 'p' });
  const outer = pool.submit(function* outer() {
    return yield* pool.submit(add, 1, 2);
  });
  await expect(outer.toPromise()).rejects.toThrow(DeadlockError);
  await pool.shutdown();
});

test('limits', async () => {
  const pool = new LocalExecutor({ maxWorkers: 1, maxQueue: 1 });
  const slow = pool.with({ timeout: 5 }).submit(function* slow() {
    yield* sleep(100_000);
  });
  const waiting = pool.submit(add, 1, 1);
  expect(() => pool.submit(add, 1, 2)).toThrow(ExecutorFullError);
  await expect(slow.toPromise()).rejects.toThrow(TimeoutError);
  expect(await waiting).toBe(2);
  expect(await pool.map((n: number) => n * 2, [1, 2, 3], { buffersize: 1 })).toEqual([2, 4, 6]);
  const seen: number[] = [];
  for await (const n of pool.map(async (item: number) => item, [1, 2, 3], {
    ordered: false,
    buffersize: 1,
  }))
    seen.push(n);
  expect(seen).toEqual([1, 2, 3]);
  await pool.shutdown();
});

test('with() after with() adds to it', async () => {
  const pool = new LocalExecutor({ maxWorkers: 1 });
  const limited = pool.with({ timeout: 5 }).with({ priority: 1 });
  const slow = limited.submit(function* slow() {
    yield* sleep(100_000);
  });
  await expect(slow.toPromise()).rejects.toThrow(TimeoutError);
  await pool.shutdown();
});

test('118: as many workers as there are cores', async () => {
  const { hardwareConcurrency } = (
    globalThis as unknown as { navigator: { hardwareConcurrency: number } }
  ).navigator;
  const pool = new LocalExecutor();
  const calls = Array.from({ length: hardwareConcurrency + 2 }, () => pool.submit(() => sleep(1)));
  expect(pool.workers).toBe(hardwareConcurrency);
  await Promise.all(calls);
  await pool.shutdown();
});
