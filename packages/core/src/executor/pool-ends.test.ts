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

describe('terminateWorkers', () => {
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
