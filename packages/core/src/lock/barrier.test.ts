import { describe, expect, test } from 'vitest';
import { joinAll } from '../coroutine/join-all.ts';
import { spawn } from '../coroutine/spawn.ts';
import type { Task } from '../coroutine/task.ts';
import {
  BrokenBarrierError,
  CancelledError,
  CannotSendError,
  DeadlockError,
  InvalidArgumentError,
  TimeoutError,
} from '../errors.ts';
import { installPlatform, platform } from '../realm.ts';
import { sleep } from '../time/sleep.ts';
import { kindOf } from '../wire/kind.ts';
import { Barrier } from './barrier.ts';
import { shareSynchronizers } from './share-synchronizers.ts';
import { canStop } from '../memory/can-stop.fixture.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });

/** A task that waits once. That it fails is looked at later, when others have failed. */
function waiting(barrier: Barrier, timeout?: number): Task<number> {
  const task = spawn(function* () {
    return yield* barrier.wait(timeout === undefined ? {} : { timeout });
  });
  task.catch(() => {});
  return task;
}

async function ran(): Promise<void> {
  await spawn(function* () {});
}

describe('the statements of Python', () => {
  test.each([0, -1, 1.5, NaN, '3', undefined, 4096])(
    '46. parties below 1, or none that can be counted: %o',
    (parties) => {
      expect(() => new Barrier(parties as never)).toThrow(InvalidArgumentError);
    },
  );

  test('47. wait releases all once they have arrived, each with a number of its own', async () => {
    const barrier = new Barrier(3);
    const tasks = [waiting(barrier), waiting(barrier)];
    await ran();
    expect(tasks.map(({ state }) => state)).toEqual(['waiting', 'waiting']);
    tasks.push(waiting(barrier));
    expect([await tasks[0], await tasks[1], await tasks[2]]).toEqual([0, 1, 2]);
  });

  test('48. it can be used again at once', async () => {
    const barrier = new Barrier(2);
    const rounds = 10;
    const order: string[] = [];
    const tasks = ['a', 'b'].map((name) =>
      spawn(function* () {
        const got: number[] = [];
        for (let round = 0; round < rounds; round++) {
          order.push(`${round}`);
          got.push(yield* barrier.wait());
        }
        return { name, got };
      }),
    );
    const [a, b] = [await tasks[0]!, await tasks[1]!];
    a.got.forEach((index, round) => expect(index + b.got[round]!).toBe(1));
    // Nobody is a round ahead.
    expect(order).toEqual(order.toSorted((x, y) => Number(x) - Number(y)));
  });

  test('49. the action is called once a round, before anybody goes on', async () => {
    const order: string[] = [];
    const barrier = new Barrier(2, { action: () => order.push('action') });
    for (let round = 0; round < 2; round++) {
      const tasks = [1, 2].map(() =>
        spawn(function* () {
          order.push(`${yield* barrier.wait()}`);
        }),
      );
      for (const task of tasks) await task;
    }
    // Whoever comes last may go on at once, or give way first.
    const rounds = [order.slice(0, 3), order.slice(3)];
    for (const [first, ...next] of rounds) {
      expect([first, next.toSorted()]).toEqual(['action', ['0', '1']]);
    }
  });

  test('50. abort breaks it for who waits and who comes', async () => {
    const barrier = new Barrier(2);
    const task = waiting(barrier);
    await ran();
    barrier.abort();
    await expect(task).rejects.toThrow(BrokenBarrierError);
    expect([barrier.broken, barrier.waiting]).toEqual([true, 0]);
    await expect(barrier.wait()).rejects.toThrow(BrokenBarrierError);
    expect(() => barrier.waitSync()).toThrow(BrokenBarrierError);
    barrier.abort();
    expect(barrier.broken).toBe(true);
  });

  test('51. reset fails who waits, and begins anew', async () => {
    const barrier = new Barrier(2);
    const task = waiting(barrier);
    await ran();
    barrier.reset();
    await expect(task).rejects.toThrow(BrokenBarrierError);
    expect([barrier.broken, barrier.waiting]).toEqual([false, 0]);
    barrier.abort();
    barrier.reset();
    expect(barrier.broken).toBe(false);
    const tasks = [waiting(barrier), waiting(barrier)];
    expect([await tasks[0], await tasks[1]]).toEqual([0, 1]);
    barrier.reset(); // nobody waits: nothing happens
    expect(barrier.broken).toBe(false);
  });

  test('52. a wait whose time is over breaks it for everybody', async () => {
    const barrier = new Barrier(3, { name: 'start' });
    const [patient, hasty] = [waiting(barrier), waiting(barrier, 1)];
    await expect(hasty).rejects.toThrow(TimeoutError);
    await expect(hasty).rejects.toThrow(
      'wait of barrier "start" timed out after 1 ms: 2 of its 3 parties have arrived',
    );
    await expect(patient).rejects.toThrow(BrokenBarrierError);
    expect(barrier.broken).toBe(true);
  });

  test('52. also one with no time at all, or in a thread that blocks', async () => {
    const barrier = new Barrier(2);
    await expect(barrier.wait({ timeout: 0 })).rejects.toThrow(TimeoutError);
    expect(barrier.broken).toBe(true);
    barrier.reset();
    expect(() => barrier.waitSync({ timeout: 0 })).toThrow(TimeoutError);
    expect(barrier.broken).toBe(true);
    if (!canStop) return;
    barrier.reset();
    expect(() => barrier.waitSync({ timeout: 1 })).toThrow(TimeoutError);
    expect(barrier.broken).toBe(true);
  });

  test('53. the timeout of the barrier is that of each wait that has none', async () => {
    const barrier = new Barrier(2, { timeout: 1 });
    expect(barrier.timeout).toBe(1);
    await expect(barrier.wait()).rejects.toThrow('timed out after 1 ms');
    barrier.reset();
    await expect(barrier.wait({})).rejects.toThrow('timed out after 1 ms');
    barrier.reset();
    await expect(barrier.wait({ timeout: 2 })).rejects.toThrow('timed out after 2 ms');
    if (!canStop) return;
    barrier.reset();
    expect(() => barrier.waitSync()).toThrow('timed out after 1 ms');
  });

  test('54. an action that throws breaks it; its caller gets the error', async () => {
    const barrier = new Barrier(2, {
      action: () => {
        throw new RangeError('no');
      },
    });
    const first = waiting(barrier);
    await ran();
    await expect(barrier.wait()).rejects.toThrow(RangeError);
    await expect(first).rejects.toThrow(BrokenBarrierError);
    expect(barrier.broken).toBe(true);
  });

  test('55. what it tells of itself; one party never waits', async () => {
    const barrier = new Barrier(1);
    expect([barrier.parties, barrier.waiting, barrier.broken]).toEqual([1, 0, false]);
    expect([await barrier.wait(), barrier.waitSync(), await barrier.wait({ timeout: 0 })]).toEqual([
      0, 0, 0,
    ]);
    const three = new Barrier(3);
    waiting(three).catch(() => {});
    await ran();
    expect(three.waiting).toBe(1);
    three.abort();
  });

  test('230. who comes while a round is being released belongs to the next', async () => {
    const seen: string[] = [];
    let next: Task<number> | undefined;
    const barrier: Barrier = new Barrier(2, {
      action() {
        // Of the round after this one, though everybody of this one still waits.
        next ??= spawn(function* () {
          const index = yield* barrier.wait();
          seen.push(`next ${index}`);
          return index;
        });
        seen.push('action');
      },
    });
    const tasks = [waiting(barrier), waiting(barrier)];
    expect([await tasks[0], await tasks[1]]).toEqual([0, 1]);
    await ran();
    expect(next!.state).toBe('waiting');
    expect(await barrier.wait()).toBe(1);
    expect(await next).toBe(0);
    expect(seen).toEqual(['action', 'action', 'next 0']);
  });
});

describe('one that gives up breaks the barrier', () => {
  test('by a signal: it gets the reason, the others a BrokenBarrierError', async () => {
    const barrier = new Barrier(3);
    const controller = new AbortController();
    const other = waiting(barrier);
    const wait = barrier.wait({ signal: controller.signal });
    await ran();
    controller.abort('gone');
    await expect(wait).rejects.toBe('gone');
    await expect(other).rejects.toThrow(BrokenBarrierError);
  });

  test('but not if its signal was aborted before: it never arrived', async () => {
    const barrier = new Barrier(2);
    await expect(barrier.wait({ signal: AbortSignal.abort('gone') })).rejects.toBe('gone');
    expect([barrier.broken, barrier.waiting]).toEqual([false, 0]);
  });

  test('as a task that is cancelled', async () => {
    const barrier = new Barrier(3);
    const [victim, other] = [waiting(barrier), waiting(barrier)];
    await ran();
    victim.cancel();
    await expect(victim).rejects.toThrow(CancelledError);
    await expect(other).rejects.toThrow(BrokenBarrierError);
  });
});

describe('an action', () => {
  test.each([async () => {}, function* () {}, () => sleep(0)])(
    'that takes time (%o) is refused when it is called, and breaks the barrier',
    async (action) => {
      const barrier = new Barrier(1, { action });
      await expect(barrier.wait()).rejects.toThrow(InvalidArgumentError);
      expect(barrier.broken).toBe(true);
    },
  );

  test('that throws no error is told as the cause of one', async () => {
    const barrier = new Barrier(1, {
      action: () => {
        throw 'no';
      },
    });
    const failure: unknown = await barrier.wait().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(BrokenBarrierError);
    expect((failure as Error).cause).toBe('no');
  });

  test('that aborts the barrier fails everybody, whom it calls included', async () => {
    const barrier: Barrier = new Barrier(2, { action: () => barrier.abort() });
    const first = waiting(barrier);
    await ran();
    await expect(barrier.wait()).rejects.toThrow(BrokenBarrierError);
    await expect(first).rejects.toThrow(BrokenBarrierError);
  });

  test('that resets the barrier, too; the next round is another one', async () => {
    let resets = 1;
    const barrier: Barrier = new Barrier(2, { action: () => resets-- > 0 && barrier.reset() });
    const first = waiting(barrier);
    await ran();
    await expect(barrier.wait()).rejects.toThrow(BrokenBarrierError);
    await expect(first).rejects.toThrow(BrokenBarrierError);
    const tasks = [waiting(barrier), waiting(barrier)];
    expect([await tasks[0], await tasks[1]]).toEqual([0, 1]);
  });

  test('that is a function of this thread alone keeps the barrier from crossing', () => {
    shareSynchronizers();
    const barrier = new Barrier(2, { action: () => {}, name: 'start' });
    expect(() => kindOf(barrier)!.toHandle(barrier)).toThrow(CannotSendError);
    expect(() => kindOf(barrier)!.toHandle(barrier)).toThrow(
      'cannot send barrier "start": its action is a function of this thread alone; give it one that tasks() names',
    );
    expect(barrier.shared).toBe(false);
  });
});

describe('a thread that blocks', () => {
  test('as the last to arrive lets the tasks of its own go on', async () => {
    const barrier = new Barrier(2);
    const task = waiting(barrier);
    await ran();
    expect(barrier.waitSync()).toBe(1);
    expect(await task).toBe(0);
  });

  test('where nobody else can come is told so, and has not arrived', async () => {
    const barrier = new Barrier(2);
    expect(() => barrier.waitSync()).toThrow(DeadlockError);
    expect([barrier.broken, barrier.waiting]).toEqual([false, 0]);
  });
});

describe('bad input changes nothing', () => {
  test.each([
    null,
    5,
    { name: 5 },
    { action: 5 },
    { timeout: -1 },
    { timeout: NaN },
    { timeout: '5' },
  ])('options of %o are refused', (options) => {
    expect(() => new Barrier(2, options as never)).toThrow(InvalidArgumentError);
  });

  test.each([{ timeout: -1 }, { timeout: '5' }, 5, null, { signal: {} }])(
    'a wait with %o is refused, and has not arrived',
    (options) => {
      for (const barrier of [new Barrier(2), new Barrier(2, { timeout: 5 })]) {
        expect(() => barrier.wait(options as never)).toThrow(InvalidArgumentError);
        expect([barrier.broken, barrier.waiting]).toEqual([false, 0]);
      }
    },
  );
});

test('a thousand tasks meet, round after round', async () => {
  const barrier = new Barrier(1000);
  const tasks = Array.from({ length: 1000 }, () =>
    spawn(function* () {
      let sum = 0;
      for (let round = 0; round < 5; round++) sum += yield* barrier.wait();
      return sum;
    }),
  );
  await joinAll(tasks, { raiseError: true });
  let sum = 0;
  for (const task of tasks) sum += await task;
  expect(sum).toBe((5 * 999 * 1000) / 2);
});
