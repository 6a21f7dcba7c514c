import { describe, expect, test } from 'vitest';
import { CancelledError, InvalidStateError, TimeoutError } from '../errors.ts';
import { unhandledIn } from '../operation/unhandled.fixture.ts';
import { Gate } from '../time/gate.fixture.ts';
import { sleep } from '../time/sleep.ts';
import { spawn } from './spawn.ts';
import type { Coroutine, Task } from './task.ts';

/** Ends once every task that was ready at the call has had a step. */
const turn = (): Task<void> => spawn(() => {});

/** Passes through the gate as often as it can, and tells of each pass and of its end. */
function* passer(gate: Gate, log: unknown[]): Coroutine<void> {
  try {
    for (;;) log.push(yield* gate.pass());
  } catch (error) {
    log.push((error as Error).name);
    throw error;
  }
}

describe('a cancelled coroutine', () => {
  test('gets CancelledError where it waits, with the reason as its cause, and its finally runs', async () => {
    const log: string[] = [];
    const task = spawn(function* sleeper() {
      try {
        yield* sleep(Infinity);
      } finally {
        log.push('finally');
      }
    });
    await turn();
    expect(task.cancel('not needed')).toBe(true);
    const error = await task.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CancelledError);
    expect(error).toMatchObject({
      code: 'HEDDLE_CANCELLED',
      message: 'sleeper (main) was cancelled',
      cause: 'not needed',
    });
    expect(log).toEqual(['finally']);
  });

  test('that has not begun never runs', async () => {
    let ran = false;
    const task = spawn(() => (ran = true));
    expect(task.cancel()).toBe(true);
    await expect(task).rejects.toThrow(CancelledError);
    await turn();
    expect(ran).toBe(false);
  });

  test('may catch it and go on', async () => {
    const gate = new Gate();
    const task = spawn(function* () {
      try {
        yield* gate.pass();
      } catch {}
      return yield* gate.pass();
    });
    await turn();
    task.cancel();
    await turn();
    gate.admit(3);
    expect(await task).toBe(3);
  });

  test('may wait in its finally', async () => {
    const gate = new Gate();
    const log: unknown[] = [];
    const task = spawn(function* () {
      try {
        yield* sleep(Infinity);
      } finally {
        log.push(yield* gate.pass());
      }
    });
    await turn();
    task.cancel();
    await turn();
    gate.admit(1);
    await expect(task).rejects.toThrow(CancelledError);
    expect(log).toEqual([1]);
  });

  test('that has ended stays as it is', async () => {
    const task = spawn(() => 5);
    await task;
    expect(task.cancel()).toBe(false);
    expect(await task).toBe(5);
  });

  test('is reported by nobody, though nobody looks at it', async () => {
    const reported = await unhandledIn(async () => {
      const waiting = spawn(() => sleep(Infinity));
      const coroutine = spawn(function* () {
        try {
          yield* sleep(Infinity);
        } finally {
          yield* sleep(0);
        }
      });
      const unbegun = spawn(() => 5);
      await turn();
      for (const task of [waiting, coroutine, unbegun]) task.cancel();
      spawn(() => 5).cancel();
      while (coroutine.state !== 'cancelled') await turn();
    });
    expect(reported).toEqual([]);
  });

  test('that fails with an error of its own is reported', async () => {
    const error = new Error('its own');
    const reported = await unhandledIn(async () => {
      const task = spawn(function* () {
        try {
          yield* sleep(Infinity);
        } catch {
          throw error;
        }
      });
      await turn();
      task.cancel();
    });
    expect(reported).toEqual([error]);
  });

  test('that cancels itself is told at its next wait', async () => {
    const gate = new Gate();
    gate.admit(1);
    const log: unknown[] = [];
    const task: Task<void> = spawn(function* () {
      task.cancel();
      yield* passer(gate, log);
    });
    await expect(task).rejects.toThrow(CancelledError);
    expect(log).toEqual([1, 'CancelledError']);
  });

  test('cancelled twice before it is told is told once, with the last reason', async () => {
    const task = spawn(function* () {
      try {
        yield* sleep(Infinity);
      } catch (error) {
        yield* sleep(0);
        return (error as Error).cause;
      }
      return undefined;
    });
    await turn();
    task.cancel('first');
    task.cancel('second');
    expect(await task).toBe('second');
  });

  test('hears of a mistake first, and is still told of the cancellation at its next wait', async () => {
    const log: string[] = [];
    const task: Task<void> = spawn(function* () {
      try {
        yield undefined as never;
      } catch (error) {
        log.push((error as Error).name);
      }
      yield* sleep(Infinity);
    });
    const canceller = spawn(() => task.cancel());
    await expect(task).rejects.toThrow(CancelledError);
    await canceller;
    expect(log).toEqual([InvalidStateError.prototype.name]);
  });
});

describe('nothing is lost by a cancellation', () => {
  test('before the grant: the ticket goes to the next, who keeps its place', async () => {
    const gate = new Gate();
    const logs: unknown[][] = [[], [], []];
    const tasks = logs.map((log) => spawn(passer, gate, log));
    await turn();
    tasks[1]!.cancel();
    for (const ticket of [1, 2]) gate.admit(ticket);
    await expect(tasks[1]).rejects.toThrow(CancelledError);
    for (const task of tasks) task.cancel();
    await Promise.allSettled(tasks);
    expect(logs).toEqual([[1, 'CancelledError'], ['CancelledError'], [2, 'CancelledError']]);
    expect([gate.tickets, gate.waiting]).toEqual([0, 0]);
  });

  test('granted and not resumed: it has the ticket, and is told at its next wait', async () => {
    const gate = new Gate();
    const log: unknown[] = [];
    const task = spawn(passer, gate, log);
    await turn();
    gate.admit(1);
    expect(task.cancel()).toBe(true);
    gate.admit(2);
    await expect(task).rejects.toThrow(CancelledError);
    expect(log).toEqual([1, 2, 'CancelledError']);
    expect([gate.tickets, gate.waiting]).toEqual([0, 0]);
  });

  test('granted and not resumed: one that does not wait any more ends as if nothing had been', async () => {
    const gate = new Gate();
    const task = spawn(function* () {
      return yield* gate.pass();
    });
    await turn();
    gate.admit(1);
    task.cancel();
    expect(await task).toBe(1);
  });

  test('cancelled and not yet told: a ticket that comes then goes to the next', async () => {
    const gate = new Gate();
    const log: unknown[] = [];
    const task = spawn(passer, gate, log);
    await turn();
    task.cancel();
    gate.admit(1);
    await expect(task).rejects.toThrow(CancelledError);
    expect(log).toEqual(['CancelledError']);
    expect(gate.tickets).toBe(1);
  });

  test('after the time was over and before it was told of that: it gets the TimeoutError', async () => {
    const gate = new Gate();
    const names: string[] = [];
    const task = spawn(function* () {
      for (let i = 0; i < 2; i++) {
        try {
          yield* gate.pass({ timeout: 60_000 });
        } catch (error) {
          names.push((error as Error).name);
        }
      }
    });
    await turn();
    const pass = gate.line.first!;
    pass._giveUp(new TimeoutError('over', 1));
    task.cancel();
    await task;
    expect(names).toEqual(['TimeoutError', 'CancelledError']);
  });

  test('of one of two that wait for the same operation: the other gets it', async () => {
    const gate = new Gate();
    const pass = gate.pass();
    const wait = function* (): Coroutine<number> {
      return yield* pass;
    };
    const [gone, other] = [spawn(wait), spawn(wait)];
    await turn();
    gone.cancel();
    await expect(gone).rejects.toThrow(CancelledError);
    gate.admit(1);
    expect(await other).toBe(1);
  });

  test('of one who waits for a task: that one is cancelled, and its end, after its cleanup, is what is heard', async () => {
    const gate = new Gate();
    const log: string[] = [];
    const inner = spawn(function* inner() {
      try {
        yield* sleep(Infinity);
      } finally {
        yield* gate.pass();
        log.push('cleaned up');
      }
    });
    const outer = spawn(function* () {
      try {
        yield* inner;
      } finally {
        log.push('heard');
      }
    });
    await turn();
    expect(outer.cancel('enough')).toBe(true);
    await turn();
    expect(log).toEqual([]);
    gate.admit(1);
    await expect(outer).rejects.toThrow(expect.objectContaining({ cause: 'enough' }));
    expect([log, inner.state, outer.state]).toEqual([
      ['cleaned up', 'heard'],
      'cancelled',
      'cancelled',
    ]);
  });
});

test('a function that the runtime cannot follow cannot be cancelled, and says so', async () => {
  const { promise, resolve } = Promise.withResolvers<number>();
  const task = spawn(() => promise);
  await turn();
  expect(task.cancel()).toBe(false);
  resolve(1);
  expect(await task).toBe(1);
});

test('one that ends with an operation is cancelled in giving that up', async () => {
  const gate = new Gate();
  const task = spawn(() => gate.pass());
  await turn();
  expect(task.cancel()).toBe(true);
  await expect(task).rejects.toThrow(CancelledError);
  gate.admit(1);
  expect([gate.tickets, gate.waiting]).toEqual([1, 0]);
});
