import { describe, expect, test } from 'vitest';
import { ExecutorFullError, InvalidArgumentError, ShutDownError, TimeoutError } from '../errors.ts';
import { script } from './pool.fixture.ts';

const reason = new Error('no longer');

describe('a wait for room', () => {
  test('ends with its time limit, and takes no place from another', async () => {
    const { pool, workers, submit } = script({ maxQueue: 1 });
    for (const n of [1, 2]) submit(n);
    await expect(pool.room({ timeout: 0 }).toPromise()).rejects.toThrow(
      'room in executor "p" timed out after 0 ms: as many calls wait as may (maxQueue: 1)',
    );
    const late = pool.room({ timeout: 1 });
    const stays = pool.room({ timeout: 60_000 });
    await expect(late.toPromise()).rejects.toThrow(TimeoutError);
    workers[0]!.ready().run();
    await stays;
  });

  test('ends with its signal', async () => {
    const { pool, submit } = script({ maxQueue: 1 });
    for (const n of [1, 2]) submit(n);
    const controller = new AbortController();
    const room = pool.room({ signal: controller.signal });
    controller.abort(reason);
    await expect(room.toPromise()).rejects.toBe(reason);
    await expect(pool.room({ signal: controller.signal }).toPromise()).rejects.toBe(reason);
  });

  test('is told of by submit', async () => {
    const { submit } = script({ maxQueue: 1 });
    for (const n of [1, 2]) submit(n);
    expect(() => submit(3)).toThrow(ExecutorFullError);
    expect(() => submit(3)).toThrow(
      'submit: there is no room in executor "p": as many calls wait as may (maxQueue: 1); await its room() first',
    );
  });

  test('where none may wait says what 0 is', async () => {
    const { pool, submit } = script({ maxQueue: 0 });
    submit(1);
    const why = 'all workers have calls, and none may wait (maxQueue: 0; the default is Infinity)';
    expect(() => submit(2)).toThrow(
      `submit: there is no room in executor "p": ${why}; await its room() first`,
    );
    await expect(pool.room({ timeout: 0 }).toPromise()).rejects.toThrow(why);
  });

  test('asks once where there is room, and refuses what is no limit', async () => {
    const { pool } = script();
    await pool.room({ timeout: 0 });
    expect(() => pool.room({ timeout: -1 })).toThrow(InvalidArgumentError);
    expect(() => pool.room({ signal: 1 as never })).toThrow(InvalidArgumentError);
  });
});

describe('a wait for all workers', () => {
  test('ends with its time limit, and they start all the same', async () => {
    const { pool, workers } = script({ maxWorkers: 2 });
    await expect(pool.warmUp({ timeout: 0 }).toPromise()).rejects.toThrow(
      'warmUp of executor "p" timed out after 0 ms: 0 of 2 workers have begun',
    );
    const late = pool.warmUp({ timeout: 1 });
    workers[0]!.ready();
    await expect(late.toPromise()).rejects.toThrow('1 of 2 workers have begun');
    const warm = pool.warmUp({ timeout: 60_000 });
    workers[1]!.ready();
    await warm;
    expect(workers.length).toBe(2);
    await pool.warmUp({ timeout: 0 });
  });

  test('ends with its signal; after that nothing is started', async () => {
    const { pool, workers } = script({ maxWorkers: 2 });
    const controller = new AbortController();
    controller.abort(reason);
    await expect(pool.warmUp({ signal: controller.signal }).toPromise()).rejects.toBe(reason);
    expect(() => pool.warmUp({ timeout: '5' as never })).toThrow(InvalidArgumentError);
    expect(workers.length).toBe(0);
    const later = new AbortController();
    const warm = pool.warmUp({ signal: later.signal });
    later.abort(reason);
    await expect(warm.toPromise()).rejects.toBe(reason);
    expect(workers.length).toBe(2);
  });

  test('ends once each has begun, though some may have ended again for want of calls', async () => {
    const { pool, workers } = script({ maxWorkers: 2 });
    const warm = pool.warmUp();
    workers[0]!.ready().idles();
    workers[0]!.leaves();
    expect([warm._settled, pool.members.length]).toEqual([false, 1]);
    workers[1]!.ready();
    await warm;
    expect(pool.members.length).toBe(1);
  });

  test('with minWorkers, those stay', async () => {
    const { pool, workers } = script({ maxWorkers: 2, minWorkers: 2 });
    const warm = pool.warmUp();
    workers[0]!.ready().idles();
    expect(workers[0]!.isClosed).toBe(false);
    workers[1]!.ready();
    await warm;
    expect(pool.members.length).toBe(2);
  });

  test('hears of the end of the executor', async () => {
    const { pool } = script({ maxWorkers: 2 });
    const warm = pool.warmUp({ timeout: 60_000 });
    void pool.shutdown(false, false);
    await expect(warm.toPromise()).rejects.toThrow(ShutDownError);
  });
});

describe('a wait that ends in vain', () => {
  test('is told to whoever asks, by the name of the call, and ends no program where nobody does', async () => {
    const { pool, submit } = script({ maxWorkers: 2, maxQueue: 1 });
    for (const n of [1, 2, 3]) submit(n);
    const waits = [pool.warmUp(), pool.room()];
    const asked = expect(pool.warmUp().toPromise()).rejects.toThrow(
      'warmUp: executor "p" was shut down',
    );
    void pool.shutdown(true, true);
    await asked;
    // A failure that the host is to report has become a promise at once.
    expect(waits.map((wait) => wait._promise)).toEqual([undefined, undefined]);
    await expect(waits[0]!.toPromise()).rejects.toThrow(ShutDownError);
    await expect(waits[1]!.toPromise()).rejects.toThrow('room: executor "p" was shut down');
  });
});
