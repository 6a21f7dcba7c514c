import { describe, expect, test } from 'vitest';
import {
  BrokenExecutorError,
  CancelledError,
  InvalidStateError,
  ThreadDiedError,
} from '../errors.ts';
import { sleep } from '../time/sleep.ts';
import { LocalExecutor } from './local-executor.ts';
import type { Future } from './future.ts';
import { died, script } from './pool.fixture.ts';

describe('a done callback that cancels the others', () => {
  test('as their worker dies: none of them counts as waiting any more', async () => {
    const { pool, workers, submit } = script({ tasksPerWorker: 3 });
    submit('answered');
    const others = [submit('low'), submit('lower', { priority: -1 })];
    const worker = workers[0]!.ready();
    worker.run();
    // Begun as the last of those that it has.
    const urgent = submit('urgent', { priority: 1 });
    const begun = [...worker.waiting].find(([, call]) => call === urgent)!;
    worker.waiting.delete(begun[0]);
    worker.running.set(...begun);
    urgent.addDoneCallback(() => {
      for (const other of others) other.cancel();
    });
    worker.dies();
    expect(others.map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
    expect(pool.waiting).toBe(0);
    await pool.shutdown(true, false);
  });
});

describe('a worker that gets no more calls', () => {
  test('and dies before it has begun to work breaks the executor: the next one would as well', async () => {
    const { pool, workers, submit } = script({ maxTasksPerChild: 1 });
    const futures = [submit(0), submit(1)];
    workers[0]!.dies();
    expect(workers.length).toBe(1);
    for (const future of futures) {
      await expect(future.toPromise()).rejects.toThrow(BrokenExecutorError);
    }
    await pool.shutdown(true, false);
  });

  test('and dies in its call breaks the executor where that was asked for', async () => {
    const { pool, workers, submit } = script({ maxTasksPerChild: 1, onWorkerDeath: 'break' });
    const futures = [submit(0), submit(1)];
    workers[0]!.ready().begin();
    workers[0]!.dies();
    await expect(futures[0]!.toPromise()).rejects.toThrow(ThreadDiedError);
    await expect(futures[1]!.toPromise()).rejects.toThrow(BrokenExecutorError);
    await pool.shutdown(true, false);
  });
});

test('a call that was asked to end is not run by another worker when its own dies before it has begun it', async () => {
  const { pool, workers, submit } = script({ tasksPerWorker: 2 });
  const abort = new AbortController();
  const limits = { signal: abort.signal, timeout: Infinity, grace: 1000 };
  const futures = [submit(0), submit(1, { limits }), submit(2)];
  const [worker] = workers;
  worker!.ready().begin();
  worker!.takeBack = () => false; // as one that is asked by message
  abort.abort(new Error('enough'));
  worker!.dies();
  await expect(futures[1]!.toPromise()).rejects.toThrow('enough');
  await expect(futures[0]!.toPromise()).rejects.toThrow(ThreadDiedError);
  workers[1]!.ready().run();
  expect(await futures[2]).toBe(2);
  await pool.shutdown(false, false);
});

describe('what a done callback does to its executor', () => {
  test('a shutdown: what waits is still run, and then all ends', async () => {
    const { pool, workers, submit } = script();
    const futures = [submit(0), submit(1)];
    let ended: PromiseLike<void> | undefined;
    futures[0]!.addDoneCallback(() => (ended = pool.shutdown(true, false)));
    workers[0]!.ready().run();
    expect(workers[0]!.isClosed).toBe(false);
    workers[0]!.run();
    expect([futures[1]!._value, workers[0]!.isClosed]).toEqual([1, true]);
    workers[0]!.leaves();
    await ended;
  });

  test('a new call: behind those that wait', () => {
    const { workers, submit } = script();
    const order: unknown[] = [];
    submit('first').addDoneCallback(() => submit('third'));
    submit('second');
    const [worker] = workers;
    worker!.ready();
    while (worker!.waiting.size > 0) {
      order.push(...[...worker!.waiting.values()].map(({ args }) => args![0]));
      worker!.run();
    }
    expect(order).toEqual(['first', 'second', 'third']);
  });

  test('the end of all workers, again and again: each is ended, and the executor once', async () => {
    const { pool, workers, submit } = script({ maxWorkers: 3 });
    const futures = [submit(0), submit(1), submit(2)];
    const ends: PromiseLike<void>[] = [];
    for (const worker of workers) worker.ready().begin();
    futures[0]!.addDoneCallback(() => ends.push(pool.terminate(), pool.terminate()));
    workers[0]!.end(0);
    expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true, true, true]);
    for (const worker of workers) worker.dies();
    await Promise.all(ends);
    await pool.terminate();
    for (const future of futures.slice(1)) {
      await expect(future.toPromise()).rejects.toThrow(ThreadDiedError);
    }
    expect(workers.length).toBe(3);
  });
});

describe('terminateWorkers', () => {
  test('of tasks of this thread, twice, asks each of them once', async () => {
    const pool = new LocalExecutor({ maxWorkers: 1 });
    let asked = 0;
    const begun = Promise.withResolvers<void>();
    const future = pool.submit(function* patient() {
      begun.resolve();
      for (;;) {
        try {
          yield* sleep(100_000);
        } catch {
          if (++asked === 2) return;
        }
      }
    });
    await begun.promise;
    const first = pool.terminateWorkers();
    await pool.terminateWorkers();
    await first;
    await expect(future.toPromise()).rejects.toThrow(ThreadDiedError);
    expect(asked).toBe(1);
  });

  test('cancels what its worker has not begun and cannot give back', async () => {
    const { pool, workers, submit } = script();
    const future = submit(0);
    workers[0]!.takeBack = () => false;
    const ended = pool.terminate();
    workers[0]!.dies(died);
    await ended;
    expect(workers.length).toBe(1);
    await expect(future.toPromise()).rejects.toThrow(CancelledError);
  });

  test('of tasks of this thread runs none of them again', async () => {
    const pool = new LocalExecutor({ maxWorkers: 1 });
    let runs = 0;
    const begun = Promise.withResolvers<void>();
    const future = pool.submit(function* endless() {
      runs++;
      begun.resolve();
      yield* sleep(100_000);
    });
    await begun.promise;
    await pool.terminateWorkers();
    await expect(future.toPromise()).rejects.toThrow(ThreadDiedError);
    expect(runs).toBe(1);
    await pool.terminateWorkers();
  });
});

test('nobody but the executor ends its futures', async () => {
  const { pool, workers, submit } = script();
  const futures = [submit(0), submit(1)];
  for (const future of futures) {
    expect(() => (future as Future<unknown>).setResult(9)).toThrow(InvalidStateError);
    expect(() => (future as Future<unknown>).setException(died)).toThrow(InvalidStateError);
    expect(() => future.setRunning()).toThrow(InvalidStateError);
  }
  workers[0]!.ready().run();
  workers[0]!.run();
  expect(futures.map(({ _value }) => _value)).toEqual([0, 1]);
  const shut = pool.shutdown(true, false);
  workers[0]!.leaves();
  await shut;
});
