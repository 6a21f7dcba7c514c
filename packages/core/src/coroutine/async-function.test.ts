import { describe, expect, test } from 'vitest';
import { CancelledError, InvalidStateError, TimeoutError, type TaskGroupError } from '../errors.ts';
import { unhandledIn } from '../operation/unhandled.fixture.ts';
import { Gate } from '../time/gate.fixture.ts';
import { sleep } from '../time/sleep.ts';
import { followAsyncFunctions } from './followed.fixture.ts';
import { gather } from './gather.ts';
import { spawn } from './spawn.ts';
import { TaskGroup } from './task-group.ts';
import { currentTask, type Task } from './task.ts';
import { withTimeout } from './timeout.ts';
import { yieldNow } from './yield-now.ts';

const isFollowed = followAsyncFunctions();
/** What can be expected where an async function is followed, and where it cannot be, as in a browser. */
const where = <T>(followed: T, otherwise: T): T => (isFollowed ? followed : otherwise);

/** The host had its turn, and with it every promise; then all that was ready, and what that made ready. */
const hostTurn = async (): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, 0));
  for (let n = 0; n < 3; n++) await spawn(() => {});
};

describe('a cancelled async function', () => {
  test('gives up what it awaits, and runs its finally, which may wait; unfollowed, it goes on', async () => {
    const gate = new Gate();
    const log: string[] = [];
    const task = spawn(async () => {
      try {
        await gate.pass();
        log.push('passed');
      } finally {
        await sleep(0);
        log.push('cleaned up');
      }
    });
    await hostTurn();
    expect(task.cancel('enough')).toBe(where(true, false));
    await hostTurn();
    expect([gate.waiting, task.cancelling]).toEqual([where(0, 1), 1]);
    gate.admit(1);
    const end = await Promise.allSettled([task]);
    expect(end[0].status).toBe(where('rejected', 'fulfilled'));
    expect(log).toEqual(where(['cleaned up'], ['passed', 'cleaned up']));
    expect(task.state).toBe(where('cancelled', 'done'));
  });

  test('that awaits a promise of the host is told at its next wait for an operation', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const log: string[] = [];
    const task = spawn(async () => {
      await promise;
      log.push('the host’s promise');
      await sleep(1);
      log.push('slept');
    });
    await hostTurn();
    task.cancel();
    resolve();
    await Promise.allSettled([task]);
    expect(log).toEqual(where(['the host’s promise'], ['the host’s promise', 'slept']));
  });

  test('gives up all that it awaits at once, however it is put together', async () => {
    for (const together of [
      (both: PromiseLike<unknown>[]) => Promise.all(both),
      (both: PromiseLike<unknown>[]) => Promise.allSettled(both),
    ]) {
      const gates = [new Gate(), new Gate()];
      const task = spawn(async () => await together(gates.map((gate) => gate.pass())));
      await hostTurn();
      task.cancel();
      await hostTurn();
      expect(gates.map((gate) => gate.waiting)).toEqual(where([0, 0], [1, 1]));
      for (const gate of gates) gate.admit(1);
      await Promise.allSettled([task]);
    }
  });

  test('that awaits a task, a gather or a group has that cancelled, and hears of the end', async () => {
    const log: string[] = [];
    const endless = async (name: string): Promise<void> => {
      try {
        await sleep(Infinity);
      } finally {
        await sleep(0);
        log.push(name);
      }
    };
    if (!isFollowed) return expect(spawn(endless, 'nobody').cancel()).toBe(true); // it has not begun
    const waits: (() => PromiseLike<unknown>)[] = [
      () => spawn(endless, 'task'),
      () => gather([spawn(endless, 'gathered'), spawn(endless, 'gathered')]),
      () => new TaskGroup().run(async (group) => void group.spawn(endless, 'group')),
      () => withTimeout(100_000, async () => await endless('limited')),
    ];
    for (const wait of waits) {
      const task = spawn(async () => {
        try {
          await wait();
        } finally {
          log.push('heard');
        }
      });
      await hostTurn();
      task.cancel('enough');
      await expect(task).rejects.toMatchObject({ name: 'CancelledError', cause: 'enough' });
    }
    const ends = ['task', 'heard', 'gathered', 'gathered', 'heard', 'group', 'heard'];
    expect(log).toEqual([...ends, 'limited', 'heard']);
    return undefined;
  });

  test('can have what is not Heddle’s ended by its signal, on every runtime', async () => {
    const task = spawn(async () => {
      const { signal } = currentTask() ?? task;
      await new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    });
    const { signal } = task;
    await hostTurn();
    expect(task.cancel('enough')).toBe(true);
    await expect(task).rejects.toMatchObject({ name: 'CancelledError', cause: 'enough' });
    expect(signal.aborted).toBe(true);
  });

  test('of which a group is made with await using cancels the group’s tasks', async () => {
    const gate = new Gate();
    const log: string[] = [];
    const task = spawn(async () => {
      await using group = new TaskGroup();
      group.spawn(function* () {
        try {
          yield* gate.pass();
        } finally {
          yield* sleep(0);
          log.push('child');
        }
      });
    });
    while (gate.waiting === 0) await hostTurn();
    task.cancel('enough');
    if (!isFollowed) gate.admit(1); // nobody has heard
    const [end] = await Promise.allSettled([task]);
    expect([end.status, log]).toEqual([where('rejected', 'fulfilled'), ['child']]);
  });
});

describe('the first failure in a group of an async function', () => {
  test.each([
    ['await using', true],
    ['run', false],
  ])('interrupts the body where it awaits: %s', async (_, using) => {
    const gate = new Gate();
    const log: string[] = [];
    const fill = async (group: TaskGroup): Promise<void> => {
      group.spawn(function* () {
        yield* sleep(0);
        throw new Error('child');
      });
      if (!isFollowed) return;
      try {
        await gate.pass();
      } catch (error) {
        log.push((error as Error).name);
      }
      await yieldNow();
      log.push('goes on');
    };
    const task: Task<number | undefined> = spawn(async () => {
      const self = currentTask();
      try {
        if (using) {
          await using group = new TaskGroup();
          await fill(group);
        } else await new TaskGroup().run(fill);
      } catch (error) {
        log.push(`${(error as Error).name} of ${(error as TaskGroupError).errors.length}`);
      }
      await sleep(0);
      return self?.cancelling;
    });
    expect(await task).toBe(0);
    expect(log).toEqual(
      where(['CancelledError', 'goes on', 'TaskGroupError of 1'], ['TaskGroupError of 1']),
    );
  });

  test('beside a cancellation of the task leaves that to be heard: 217', async () => {
    if (!isFollowed) return expect(currentTask()).toBeUndefined();
    const gate = new Gate();
    const log: unknown[] = [];
    const task: Task<void> = spawn(async () => {
      try {
        await using group = new TaskGroup();
        group.spawn(function* () {
          yield* sleep(0);
          throw new Error('child');
        });
        group.spawn(function* () {
          try {
            yield* sleep(Infinity);
          } finally {
            yield* gate.pass();
          }
        });
      } catch (error) {
        log.push((error as Error).name);
      }
      try {
        await sleep(1);
        log.push('lost');
      } catch (error) {
        log.push((error as Error).cause);
      }
    });
    while (gate.waiting === 0) await hostTurn();
    task.cancel('enough');
    await hostTurn();
    gate.admit(1);
    await task;
    expect([log, task.cancelling]).toEqual([['TaskGroupError', 'enough'], 1]);
    return undefined;
  });
});

test('withTimeout of an async function ends it where it awaits; unfollowed, it goes on and the limit holds all the same', async () => {
  const gate = new Gate();
  await expect(withTimeout(1, async () => await gate.pass())).rejects.toThrow(TimeoutError);
  expect(gate.waiting).toBe(where(0, 1));
});

test.each([0, 100])(
  'a time limit that is over as it begins to wait is heard of there, with %i turns of others to come',
  async (turns) => {
    const gate = new Gate();
    const log: string[] = [];
    const others = spawn(function* () {
      for (let turn = 0; turn < turns; turn++) yield* sleep(0);
    });
    const limited = withTimeout(1000, async (timeout) => {
      await sleep(0);
      timeout.reschedule(0);
      try {
        await gate.pass();
      } finally {
        await sleep(0);
        log.push('cleaned up');
      }
    });
    await expect(limited).rejects.toThrow(TimeoutError);
    expect(log).toEqual(where(['cleaned up'], []));
    gate.admit(1);
    await others;
  },
);

test('an async function that awaits its own task is told so; unfollowed, nobody can tell', async () => {
  const task: Task<unknown> = spawn(async () => {
    await Promise.resolve();
    if (isFollowed) await task;
  });
  if (isFollowed) await expect(task).rejects.toThrow(InvalidStateError);
  else expect(await task).toBeUndefined();
});

test('a plain function that gives its own task fails', async () => {
  const task: Task<unknown> = spawn(() => task);
  await expect(task).rejects.toThrow('cannot wait for its own end');
});

test('its cancellation is reported by nobody', async () => {
  const reported = await unhandledIn(async () => {
    const task = spawn(async () => await sleep(1));
    await hostTurn();
    task.cancel();
    while (task.state === 'waiting') await hostTurn();
  });
  expect(reported).toEqual([]);
});

test('one that catches its cancellation goes on', async () => {
  const task = spawn(async () => {
    try {
      await sleep(1);
    } catch (error) {
      expect(error).toBeInstanceOf(CancelledError);
    }
    await sleep(0);
    return 'went on';
  });
  await hostTurn();
  task.cancel();
  expect([await task, task.state]).toEqual(['went on', 'done']);
});

test('one that has ended leaves what it raced against, which may go on for long', async () => {
  const stop = new Gate();
  const stopped = stop.pass();
  for (let n = 0; n < 3; n++) {
    await spawn(async () => {
      await Promise.race([sleep(0), stopped]);
    });
  }
  // The one promise that all of them share is left.
  const { _observers: left } = stopped;
  expect(left instanceof Map ? left.size : 1).toBe(1);
  stop.admit(1);
  expect(await stopped).toBe(1);
});

test('currentTask() is the task up to the first await, on every runtime', async () => {
  const seen: unknown[] = [];
  const task = spawn(async () => {
    seen.push(currentTask());
    await sleep(0);
  });
  await task;
  expect(seen[0] === task).toBe(true);
  expect(currentTask()).toBeUndefined();
});
