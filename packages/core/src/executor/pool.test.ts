import { describe, expect, test, vi } from 'vitest';
import {
  BrokenExecutorError,
  CancelledError,
  ExecutorFullError,
  InvalidStateError,
  ShutDownError,
  ThreadDiedError,
} from '../errors.ts';
import type { Future } from './future.ts';
import { died, refused, script, type ScriptedWorker } from './pool.fixture.ts';

/** How each of them has ended, or its state. */
function ends(futures: readonly Future<unknown>[]): unknown[] {
  return futures.map((future) => {
    if (future.state === 'done') return future._value;
    if (future.state !== 'failed') return future.state;
    future._looked();
    return (future._value as Error).constructor;
  });
}

const values = (worker: ScriptedWorker | undefined): unknown[] =>
  [...worker!.waiting.values()].map(({ args }) => args![0]);

describe('who gets a call', () => {
  test('an idle worker before a new one, and never more than there may be', () => {
    const { pool, workers, submit } = script({ maxWorkers: 2 });
    submit(1);
    expect(workers.length).toBe(1);
    workers[0]!.ready().run();
    submit(2);
    expect(workers.length).toBe(1);
    submit(3);
    const waits = submit(4);
    expect([workers.length, pool.members.length, pool.waiting]).toEqual([2, 2, 1]);
    expect([values(workers[0]), values(workers[1])]).toEqual([[2], [3]]);
    workers[1]!.ready().run();
    expect([pool.waiting, values(workers[1])]).toEqual([0, [4]]);
    workers[1]!.run();
    expect(waits.state).toBe('done');
  });

  test('several at a time where that was asked for', () => {
    const { pool, workers, submit } = script({ tasksPerWorker: 3 });
    for (let n = 0; n < 4; n++) submit(n);
    expect([values(workers[0]), pool.waiting]).toEqual([[0, 1, 2], 1]);
  });

  test('the most urgent first, then in order; who waits gains on those that come later', () => {
    const { workers, submit } = script({ ageing: 3 });
    const first = submit('runs');
    for (const name of ['a', 'b', 'c']) submit(name);
    submit('urgent', { priority: 10 });
    submit('less', { priority: -1 });
    const order: unknown[] = [];
    workers[0]!.ready();
    for (let n = 0; n < 4; n++) {
      order.push(...values(workers[0]));
      workers[0]!.run();
    }
    submit('late', { priority: 1 });
    for (let n = 0; n < 3; n++) {
      order.push(...values(workers[0]));
      workers[0]!.run();
    }
    expect(order).toEqual(['runs', 'urgent', 'a', 'b', 'c', 'late', 'less']);
    expect(first.state).toBe('done');
  });

  test('nobody starves: one that waits comes before urgent ones that came much later', () => {
    const { workers, submit } = script({ ageing: 3 });
    submit('runs');
    const patient = submit('patient');
    workers[0]!.ready();
    let later = 0;
    while (patient.state === 'pending') {
      submit('urgent', { priority: 2 });
      workers[0]!.run();
      later++;
    }
    expect(later).toBeLessThan(12);
  });

  test('a worker without room gets no more until it has told of an answer', () => {
    const { pool, workers, submit } = script({ tasksPerWorker: 4 });
    submit(0);
    workers[0]!.room = 2;
    for (let n = 1; n < 4; n++) submit(n);
    expect([values(workers[0]), pool.waiting]).toEqual([[0, 1], 2]);
    workers[0]!.ready().run();
    expect([values(workers[0]), pool.waiting]).toEqual([[1, 2], 1]);
  });
});

describe('cancel', () => {
  test('in the line, with a worker, while it runs, and after its end', () => {
    const { pool, workers, submit } = script({ tasksPerWorker: 2 });
    const [runs, given, waits] = [submit(1), submit(2), submit(3)];
    workers[0]!.ready().begin();
    expect([runs.state, given.state, waits.state]).toEqual(['running', 'pending', 'pending']);
    expect([runs.cancel(), given.cancel(), waits.cancel()]).toEqual([false, true, true]);
    expect(pool.waiting).toBe(0);
    expect(given.cancel()).toBe(true);
    workers[0]!.end('value');
    expect(ends([runs, given, waits])).toEqual(['value', 'cancelled', 'cancelled']);
    expect(runs.cancel()).toBe(false);
    const next = submit(4);
    workers[0]!.run();
    expect(next.state).toBe('done');
  });

  test('what was cancelled in the line is run by nobody', () => {
    const { workers, submit } = script();
    submit(0);
    const many = [1, 2, 3, 4].map((n) => submit(n));
    for (const n of [0, 2, 3]) many[n]!.cancel();
    workers[0]!.ready().run();
    expect(values(workers[0])).toEqual([2]);
    workers[0]!.run();
    expect(workers[0]!.waiting.size).toBe(0);
  });

  test('by a done callback of another one, which cancels those behind it', () => {
    const { workers, submit } = script({ tasksPerWorker: 4 });
    const futures = [submit(0), submit(1), submit(2)];
    futures[0]!.addDoneCallback(() => futures[1]!.cancel());
    workers[0]!.ready().run();
    expect(ends(futures)).toEqual([0, 'cancelled', 'pending']);
    workers[0]!.run();
    expect(ends(futures)).toEqual([0, 'cancelled', 2]);
  });
});

describe('a worker that dies', () => {
  test('fails what it had begun, and nothing else: the rest is run once, in its order', () => {
    const { workers, submit } = script({ tasksPerWorker: 4 });
    const futures = [0, 1, 2, 3, 4, 5].map((n) => submit(n));
    workers[0]!.ready().begin();
    workers[0]!.begin();
    workers[0]!.dies();
    expect(workers.length).toBe(2);
    expect(values(workers[1])).toEqual([2, 3, 4, 5]);
    workers[1]!.ready();
    for (let n = 0; n < 4; n++) workers[1]!.run();
    expect(ends(futures)).toEqual([ThreadDiedError, ThreadDiedError, 2, 3, 4, 5]);
    expect((futures[0]!._value as Error).cause).toBe(died);
    expect(workers.length).toBe(2);
  });

  test('with calls that were taken back and cancelled', () => {
    const { workers, submit } = script({ tasksPerWorker: 3 });
    const futures = [0, 1, 2].map((n) => submit(n));
    futures[1]!.cancel();
    workers[0]!.ready().begin();
    workers[0]!.dies();
    expect(values(workers[1])).toEqual([2]);
    workers[1]!.ready().run();
    expect(ends(futures)).toEqual([ThreadDiedError, 'cancelled', 2]);
  });

  test('breaks the executor where that was asked for; other calls that run go on', async () => {
    const { pool, workers, submit } = script({ maxWorkers: 2, onWorkerDeath: 'break' });
    const futures = [0, 1, 2, 3].map((n) => submit(n));
    for (const worker of workers) worker.ready().begin();
    const room = pool.room();
    workers[0]!.dies();
    expect(ends(futures)).toEqual([
      ThreadDiedError,
      'running',
      BrokenExecutorError,
      BrokenExecutorError,
    ]);
    expect((futures[2]!._value as Error).cause).toBe(died);
    expect(() => submit(5)).toThrow(BrokenExecutorError);
    expect(() => pool.warmUp()).toThrow(BrokenExecutorError);
    await room;
    const shut = pool.shutdown(true, false);
    workers[1]!.end('value');
    expect(workers[1]!.isClosed).toBe(true);
    workers[1]!.leaves();
    await shut;
    expect(ends(futures.slice(1, 2))).toEqual(['value']);
    expect(workers.length).toBe(2);
  });

  test('before it has begun to work breaks the executor: no call has run', async () => {
    const { pool, workers, submit } = script();
    const futures = [submit(0), submit(1)];
    const warm = pool.warmUp();
    workers[0]!.dies();
    expect(ends(futures)).toEqual([BrokenExecutorError, BrokenExecutorError]);
    await expect(warm.toPromise()).rejects.toThrow(BrokenExecutorError);
    await pool.shutdown(true, false);
    expect(workers.length).toBe(1);
  });

  test('that has nothing to do is replaced by the next call', () => {
    const { workers, submit } = script();
    submit(0);
    workers[0]!.ready().run();
    workers[0]!.dies();
    expect(workers.length).toBe(1);
    const next = submit(1);
    workers[1]!.ready().run();
    expect(next.state).toBe('done');
  });

  test('during a shutdown: what waits is still run, by another', async () => {
    const { pool, workers, submit } = script({ tasksPerWorker: 2 });
    const futures = [0, 1, 2].map((n) => submit(n));
    const shut = pool.shutdown(true, false);
    workers[0]!.ready().begin();
    workers[0]!.dies();
    workers[1]!.ready().run();
    workers[1]!.run();
    workers[1]!.leaves();
    await shut;
    expect(ends(futures)).toEqual([ThreadDiedError, 1, 2]);
  });

  test('again and again', () => {
    const { pool, submit } = script({ maxWorkers: 2, tasksPerWorker: 2 });
    const futures = Array.from({ length: 100 }, (_, n) => submit(n));
    for (let seed = 7; futures.some(({ done }) => !done);) {
      seed = (seed * 48271) % 0x7fffffff;
      const { members } = pool;
      const worker = members[seed % members.length]!.worker as ScriptedWorker;
      worker.ready();
      if (worker.waiting.size > 0) worker.begin();
      if (seed % 5 === 0) worker.dies();
      else if (worker.running.size > 0) worker.end('done');
    }
    const seen = ends(futures);
    const lost = seen.filter((end) => end === ThreadDiedError).length;
    expect(seen.filter((end) => end === 'done').length).toBe(100 - lost);
    expect([lost > 5, pool.members.length <= 2]).toEqual([true, true]);
  });
});

describe('a worker that cannot be started', () => {
  test('for the first call: submit throws, and nothing is left', () => {
    const made = script();
    made.fails = new InvalidStateError('no more threads');
    const abort = new AbortController();
    const remove = vi.spyOn(abort.signal, 'removeEventListener');
    const limits = { signal: abort.signal, timeout: Infinity, grace: 5 };
    expect(() => made.submit(0, { limits })).toThrow('no more threads');
    expect(made.pool.waiting).toBe(0);
    expect(remove).toHaveBeenCalled();
    made.fails = undefined;
    const next = made.submit(1);
    made.workers[0]!.ready().run();
    expect(next.state).toBe('done');
  });

  test('beside others: these do the work', () => {
    const made = script({ maxWorkers: 2 });
    const first = made.submit(0);
    made.fails = new InvalidStateError('no more threads');
    const second = made.submit(1);
    made.workers[0]!.ready().run();
    made.workers[0]!.run();
    expect(ends([first, second])).toEqual([0, 1]);
    made.fails = undefined;
  });

  test('in place of the one that has died: what waits fails with the reason, and nothing throws', () => {
    const made = script();
    const futures = [made.submit(0), made.submit(1)];
    made.workers[0]!.ready().begin();
    made.fails = new InvalidStateError('no more threads');
    made.workers[0]!.dies();
    expect(ends(futures)).toEqual([ThreadDiedError, BrokenExecutorError]);
    expect((futures[1]!._value as Error).message).toContain('no more threads');
  });
});

describe('what a worker refuses to take', () => {
  test('fails its call alone, given at once or from the line', () => {
    const { workers, submit } = script();
    const futures = [submit(refused), submit(1), submit(refused), submit(3)];
    workers[0]!.ready().run();
    workers[0]!.run();
    expect(ends(futures)).toEqual([TypeError, 1, TypeError, 3]);
  });

  test('also if it is the last that the worker may get', () => {
    const { workers, submit } = script({ maxTasksPerChild: 2 });
    const futures = [submit(0), submit(refused), submit(2)];
    workers[0]!.ready().run();
    workers[0]!.run();
    expect(workers[0]!.isClosed).toBe(true);
    expect(ends(futures)).toEqual([0, TypeError, 2]);
  });
});

describe('maxTasksPerChild', () => {
  test('a worker is replaced after so many calls', async () => {
    const { pool, workers, submit } = script({ maxTasksPerChild: 2 });
    const futures = [0, 1, 2, 3, 4].map((n) => submit(n));
    for (const at of [0, 1]) {
      workers[at]!.ready().run();
      expect(workers[at]!.isClosed).toBe(true);
      workers[at]!.run();
      workers[at]!.leaves();
    }
    workers[2]!.ready().run();
    expect(ends(futures)).toEqual([0, 1, 2, 3, 4]);
    expect([workers.length, workers[2]!.isClosed, pool.members.length]).toEqual([3, false, 1]);
  });
});

describe('maxQueue', () => {
  test('as many wait; then submit is refused, and nothing has changed', () => {
    const { pool, workers, submit } = script({ maxQueue: 2 });
    const futures = [submit(0), submit(1), submit(2)];
    expect(() => submit(3)).toThrow(ExecutorFullError);
    expect(pool.waiting).toBe(2);
    futures[1]!.cancel();
    futures.push(submit(4));
    expect(() => submit(5)).toThrow(ExecutorFullError);
    workers[0]!.ready().run();
    workers[0]!.run();
    workers[0]!.run();
    expect(ends(futures)).toEqual([0, 'cancelled', 2, 4]);
  });

  test('room() waits until one more may come', async () => {
    const { pool, workers, submit } = script({ maxQueue: 1 });
    submit(0);
    expect(pool.room()._settled).toBe(true);
    const waits = submit(1);
    const rooms = [pool.room(), pool.room()];
    workers[0]!.ready().run();
    expect(rooms.map(({ _settled }) => _settled)).toEqual([true, false]);
    submit(2);
    workers[0]!.run();
    await Promise.all(rooms);
    expect(waits.state).toBe('done');
  });

  test('room() where none may wait: until a worker is free, or one more may be', async () => {
    const { pool, workers, submit } = script({ maxQueue: 0 });
    submit(0);
    expect(() => submit(1)).toThrow(ExecutorFullError);
    const [room, other] = [pool.room(), pool.room()];
    workers[0]!.ready().run();
    expect(room._settled).toBe(true);
    await other; // nobody took the place, and there is nothing that would end later
    submit(1);
    const afterDeath = pool.room();
    workers[0]!.begin();
    expect(afterDeath._settled).toBe(false);
    for (const call of workers[0]!.running.values()) void call.exception().toPromise();
    workers[0]!.dies();
    await afterDeath;
  });

  test('a wait for room that was given up takes no place from another', () => {
    const { pool, workers, submit } = script({ maxQueue: 1 });
    submit(0);
    submit(1);
    const [gone, stays] = [pool.room(), pool.room()];
    gone._giveUp(new Error('enough'));
    gone._looked();
    workers[0]!.ready().run();
    expect(stays._settled).toBe(true);
  });
});

describe('idle workers', () => {
  test('go down to minWorkers, also if all say so at once', () => {
    const { pool, workers, submit } = script({ maxWorkers: 3, minWorkers: 1 });
    for (let n = 0; n < 3; n++) submit(n);
    for (const worker of workers) worker.ready().run();
    for (const worker of workers) worker.idles();
    expect(workers.map(({ isClosed }) => isClosed)).toEqual([true, true, false]);
    workers[0]!.leaves();
    workers[1]!.leaves();
    expect(pool.members.length).toBe(1);
  });

  test('one that got a call meanwhile stays', () => {
    const { workers, submit } = script();
    submit(0);
    workers[0]!.ready().run();
    submit(1);
    workers[0]!.idles();
    expect(workers[0]!.isClosed).toBe(false);
  });
});

describe('warmUp', () => {
  test('starts all, and settles when they are ready', async () => {
    const { pool, workers } = script({ maxWorkers: 3 });
    const warm = pool.warmUp();
    expect(workers.length).toBe(3);
    workers[0]!.ready();
    workers[2]!.ready();
    expect(warm._settled).toBe(false);
    workers[1]!.ready();
    await warm;
  });

  test('ends with the executor', async () => {
    for (const end of ['shutdown', 'terminate'] as const) {
      const { pool, workers } = script({ maxWorkers: 2 });
      const warm = pool.warmUp();
      const gone = end === 'terminate' ? pool.terminate() : pool.shutdown(true, false);
      for (const worker of workers) {
        expect(worker.isTerminated).toBe(true);
        worker.dies();
      }
      await gone;
      await expect(warm.toPromise()).rejects.toThrow(ShutDownError);
    }
  });
});

describe('shutdown', () => {
  test('runs what it has, then the workers go', async () => {
    const { pool, workers, submit } = script();
    const futures = [submit(0), submit(1)];
    const shut = [pool.shutdown(true, false), pool.shutdown(true, false)];
    expect(pool.shutdown(false, false)._settled).toBe(true);
    for (const refuse of [() => submit(2), () => pool.room(), () => pool.warmUp()]) {
      expect(refuse).toThrow(ShutDownError);
    }
    workers[0]!.ready().run();
    expect([workers[0]!.isClosed, shut[0]!._settled]).toEqual([false, false]);
    workers[0]!.run();
    expect([workers[0]!.isClosed, shut[0]!._settled]).toEqual([true, false]);
    workers[0]!.leaves();
    await Promise.all(shut);
    expect(ends(futures)).toEqual([0, 1]);
    await pool.shutdown(true, true);
  });

  test('of one that was never used is there at once', async () => {
    const { pool } = script();
    expect(pool.shutdown(true, false)._settled).toBe(true);
  });

  test('with cancelFutures cancels what has not begun', async () => {
    const { pool, workers, submit } = script({ tasksPerWorker: 2 });
    const futures = [0, 1, 2].map((n) => submit(n));
    workers[0]!.ready().begin();
    const shut = pool.shutdown(true, true);
    expect(futures.map(({ state }) => state)).toEqual(['running', 'cancelled', 'cancelled']);
    await expect(futures[2]!.toPromise()).rejects.toThrow(CancelledError);
    expect(workers[0]!.isClosed).toBe(true);
    workers[0]!.end('value');
    workers[0]!.leaves();
    await shut;
    expect(ends(futures)).toEqual(['value', 'cancelled', 'cancelled']);
  });

  test('after one that waited, with cancelFutures', async () => {
    const { pool, workers, submit } = script();
    const futures = [submit(0), submit(1)];
    workers[0]!.ready().begin();
    const shut = pool.shutdown(true, false);
    void pool.shutdown(true, true);
    workers[0]!.end('value');
    workers[0]!.leaves();
    await shut;
    expect(ends(futures)).toEqual(['value', 'cancelled']);
  });

  test('who waits for room hears of it', async () => {
    for (const end of ['shutdown', 'terminate'] as const) {
      const { pool, submit } = script({ maxQueue: 0 });
      submit(0);
      const room = pool.room();
      if (end === 'terminate') void pool.terminate();
      else void pool.shutdown(true, false);
      await expect(room.toPromise()).rejects.toThrow(ShutDownError);
    }
  });

  test('when all that waits is cancelled', async () => {
    const { pool, workers, submit } = script();
    const futures = [submit(0), submit(1)];
    const shut = pool.shutdown(true, false);
    for (const future of futures) future.cancel();
    workers[0]!.ready().tell();
    expect(workers[0]!.isClosed || workers[0]!.isTerminated).toBe(true);
    workers[0]!.leaves();
    await shut;
  });
});

describe('terminateWorkers', () => {
  test('ends them wherever they are: what runs fails, what waits is cancelled', async () => {
    const { pool, workers, submit } = script({ maxWorkers: 2, onWorkerDeath: 'break' });
    const futures = [0, 1, 2].map((n) => submit(n));
    workers[0]!.ready().begin();
    const gone = [pool.terminate(), pool.terminate()];
    expect(() => submit(4)).toThrow(ShutDownError);
    for (const worker of workers) {
      expect(worker.isTerminated).toBe(true);
      worker.dies();
    }
    await Promise.all(gone);
    expect(ends(futures)).toEqual([ThreadDiedError, 'cancelled', 'cancelled']);
    expect(workers.length).toBe(2);
    await pool.terminate();
  });
});

describe('limits', () => {
  const limits = (how: { signal?: AbortSignal; timeout?: number; grace?: number }) => ({
    limits: { signal: undefined, timeout: Infinity, grace: 1, ...how },
  });
  const reason = new RangeError('enough');

  test('a signal that was aborted before: nothing is begun', () => {
    const { workers, submit } = script();
    const future = submit(0, limits({ signal: AbortSignal.abort(reason) }));
    expect([ends([future]), workers.length]).toEqual([[RangeError], 0]);
  });

  test('aborted in the line, and while a worker has it: it is never run', () => {
    const { pool, workers, submit } = script({ tasksPerWorker: 2 });
    const aborts = Array.from({ length: 3 }, () => new AbortController());
    const futures = aborts.map(({ signal }, n) => submit(n, limits({ signal })));
    aborts[2]!.abort(reason);
    aborts[1]!.abort(reason);
    expect([ends(futures), pool.waiting]).toEqual([['pending', RangeError, RangeError], 0]);
    workers[0]!.ready().run();
    expect([workers[0]!.waiting.size, ends(futures)[0]]).toEqual([0, 0]);
  });

  test('aborted while it runs: it is asked to, and may still give its value', () => {
    const { workers, submit } = script();
    const abort = new AbortController();
    const future = submit(0, limits({ signal: abort.signal, grace: 100_000 }));
    workers[0]!.ready().begin();
    abort.abort(reason);
    expect(workers[0]!.asked[0]).toBe(future);
    expect([workers[0]!.asked.length, future.state]).toEqual([1, 'running']);
    workers[0]!.end('value');
    expect(ends([future])).toEqual(['value']);
  });

  test('aborted while it runs, and it ends by that: with the reason', () => {
    const { workers, submit } = script();
    const abort = new AbortController();
    const future = submit(0, limits({ signal: abort.signal, grace: 100_000 }));
    workers[0]!.ready().begin();
    abort.abort(reason);
    workers[0]!.end(new CancelledError('cancelled'), 'threw');
    expect(future._value).toBe(reason);
    expect(ends([future])).toEqual([RangeError]);
  });

  test('aborted after its end: nothing', () => {
    const { workers, submit } = script();
    const abort = new AbortController();
    const future = submit(0, limits({ signal: abort.signal }));
    workers[0]!.ready().run();
    abort.abort(reason);
    expect([ends([future]), workers[0]!.asked]).toEqual([[0], []]);
  });

  test('a call that does not end in its grace: its worker is ended, its neighbours go on first', async () => {
    const { workers, submit } = script({ tasksPerWorker: 2 });
    const abort = new AbortController();
    const stuck = submit('stuck', limits({ signal: abort.signal }));
    const neighbour = submit('neighbour');
    const waits = submit('waits');
    workers[0]!.ready().begin();
    workers[0]!.begin();
    abort.abort(reason);
    await stuck.exception();
    expect([ends([stuck, neighbour]), workers[0]!.isTerminated]).toEqual([
      [RangeError, 'running'],
      false,
    ]);
    const [first, second] = workers[0]!.running.keys();
    expect([first, second].length).toBe(2);
    workers[0]!.running.delete(first!);
    workers[0]!.end('value');
    expect([neighbour.state, workers[0]!.isTerminated]).toEqual(['done', true]);
    workers[0]!.dies();
    workers[1]!.ready().run();
    expect(ends([waits])).toEqual(['waits']);
  });

  test('dies while it is asked to end: with the reason', () => {
    const { workers, submit } = script();
    const abort = new AbortController();
    const future = submit(0, limits({ signal: abort.signal, grace: 100_000 }));
    workers[0]!.ready().begin();
    abort.abort(reason);
    workers[0]!.dies();
    expect(future._value).toBe(reason);
    expect(ends([future])).toEqual([RangeError]);
  });
});
