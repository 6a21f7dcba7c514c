import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { collectedUntil } from '../collecting.fixture.ts';
import { tellUnseen } from '../operation/unseen.ts';
import { sleep } from '../time/sleep.ts';
import { Future } from './future.ts';
import { LocalExecutor } from './local-executor.ts';

/** What was told by `console.error`. */
let told: unknown[][];
beforeEach(() => {
  told = [];
  vi.spyOn(console, 'error').mockImplementation((...parts: unknown[]) => void told.push(parts));
});
afterEach(() => {
  vi.restoreAllMocks();
});

function failed(error: Error): Future<never> {
  const future = new Future<never>();
  future.setException(error);
  return future;
}

test('a failure that nobody looked at is told once its future is let go of, and not before', async () => {
  const [error, other] = [new RangeError('boom'), new RangeError('kept')];
  const kept = failed(other);
  (() => failed(error))();
  expect(told).toEqual([]);
  expect(await collectedUntil(() => told.length > 0)).toBe(true);
  expect(told).toEqual([['Heddle: a future failed, and nobody looked at it:', error]]);
  expect(await kept.exception()).toBe(other);
});

test('one that somebody looked at is not, nor is one that was cancelled', async () => {
  (() => {
    failed(new Error('seen'))._looked();
    new Future().cancel();
    failed(new Error('not seen'));
  })();
  expect(await collectedUntil(() => told.length > 0)).toBe(true);
  expect(told.map(([, error]) => (error as Error).message)).toEqual(['not seen']);
});

test('one of a call that terminateWorkers has ended is known to who called that', async () => {
  const pool = new LocalExecutor({ maxWorkers: 1 });
  const begun = Promise.withResolvers<void>();
  pool.submit(function* endless() {
    begun.resolve();
    yield* sleep(100_000);
  });
  await begun.promise;
  await pool.terminateWorkers();
  (() => failed(new Error('not seen')))();
  expect(await collectedUntil(() => told.length > 0)).toBe(true);
  tellUnseen();
  expect(told.map(([, error]) => (error as Error).message)).toEqual(['not seen']);
});

test('a map that failed and that nobody asked for results is told once, and one that somebody asked or cancelled is not', async () => {
  const pool = new LocalExecutor({ name: 'mill', maxWorkers: 1 });
  const fails = (n: number): never => {
    throw new RangeError(`boom ${n}`);
  };
  await expect(pool.map(fails, [1, 2]).toArray().toPromise()).rejects.toThrow('boom 1');
  const begun = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  (() => {
    pool.map(fails, [3, 4]);
    pool.map(() => {
      begun.resolve();
      return gate.promise;
    }, [0]);
    pool.map(fails, [5, 6]);
  })();
  await begun.promise;
  const shut = pool.shutdown({ cancelFutures: true });
  gate.resolve();
  await shut;
  expect(told).toEqual([]);
  expect(await collectedUntil(() => told.length > 0)).toBe(true);
  expect(told).toEqual([
    ['Heddle: map in executor "mill" failed, and nobody looked at it:', new RangeError('boom 3')],
  ]);
});
