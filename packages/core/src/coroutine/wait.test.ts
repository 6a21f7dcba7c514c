import { describe, expect, expectTypeOf, test } from 'vitest';
import { CancelledError, InvalidArgumentError } from '../errors.ts';
import type { Operation } from '../operation/operation.ts';
import { Gate } from '../time/gate.fixture.ts';
import { sleep } from '../time/sleep.ts';
import { inVirtualTime } from '../time/virtual-time.fixture.ts';
import { joinAll } from './join-all.ts';
import { spawn } from './spawn.ts';
import type { Coroutine, Task } from './task.ts';
import { wait, type ReturnWhen } from './wait.ts';

inVirtualTime();

const turn = (): Task<void> => spawn(() => {});
const fail = (error: unknown): Task<never> =>
  spawn(() => {
    throw error;
  });

/** Which of `all` are done and which are not: Vitest would iterate an operation to compare it. */
async function settle(
  all: readonly unknown[],
  operation: Operation<{ done: ReadonlySet<unknown>; pending: ReadonlySet<unknown> }>,
): Promise<[done: number[], pending: number[]]> {
  const { done, pending } = await operation;
  const at = (some: Iterable<unknown>): number[] => Array.from(some, (one) => all.indexOf(one));
  return [at(done), at(pending)];
}

describe('189: wait', () => {
  test('gives what has ended and what has not: all, or the first', async () => {
    const gate = new Gate();
    const [quick, slow] = [spawn(() => 1), spawn(() => gate.pass())];
    const first = wait([slow, quick], { returnWhen: 'firstCompleted' });
    expect(await settle([slow, quick], first)).toEqual([[1], [0]]);
    const all = wait([slow, quick]);
    gate.admit(2);
    expect(await settle([slow, quick], all)).toEqual([[1, 0], []]);
  });

  test('counts all that had ended before it as done', async () => {
    const tasks = [spawn(() => 1), spawn(() => 2)];
    const slow = spawn(() => sleep(Infinity));
    await turn();
    const waiting = wait([...tasks, slow], { returnWhen: 'firstCompleted' });
    expect(waiting._settled).toBe(true);
    expect(await settle([...tasks, slow], waiting)).toEqual([[0, 1], [2]]);
    slow.cancel();
  });

  test('firstException ends with a failure, not with a cancellation, and raises neither', async () => {
    const gate = new Gate();
    const cancelled = spawn(() => sleep(Infinity));
    const failing = spawn(function* () {
      yield* gate.pass();
      throw new Error('failed');
    });
    const slow = spawn(() => sleep(Infinity));
    const waiting = wait([slow, failing, cancelled], { returnWhen: 'firstException' });
    await turn();
    cancelled.cancel();
    await turn();
    expect(waiting._settled).toBe(false);
    gate.admit(1);
    expect(await settle([slow, failing, cancelled], waiting)).toEqual([[2, 1], [0]]);
    slow.cancel();
  });

  test('firstException without a failure waits for all', async () => {
    const tasks = [spawn(() => 1), spawn(() => sleep(0))];
    const waiting = wait(tasks, { returnWhen: 'firstException' });
    expect(await settle(tasks, waiting)).toEqual([[0, 1], []]);
  });

  test('never raises at its timeout, and never cancels', async () => {
    const slow = spawn(() => sleep(Infinity));
    expect(await settle([slow], wait([slow], { timeout: 1 }))).toEqual([[], [0]]);
    expect(await settle([slow], wait([slow], { timeout: 0 }))).toEqual([[], [0]]);
    expect([slow.state, slow.cancelling]).toEqual(['waiting', 0]);
    slow.cancel();
  });

  test('that was cancelled leaves them as they are', async () => {
    const slow = spawn(() => sleep(Infinity));
    const outer = spawn(function* () {
      yield* wait([slow]);
    });
    await turn();
    outer.cancel();
    await expect(outer).rejects.toThrow(CancelledError);
    expect(slow.state).toBe('waiting');
    slow.cancel();
  });

  test('of nothing is refused, and so is a coroutine that nobody has spawned', () => {
    expect(() => wait([])).toThrow(InvalidArgumentError);
    expect(() => wait([])).toThrow('wait: needs at least one operation, got none');
    const generator = (function* () {})();
    expect(() => wait([generator as never])).toThrow(InvalidArgumentError);
  });
});

test('277: wait waits for tasks, waits in line, sleeps and promises alike', async () => {
  const gate = new Gate();
  const operations = [spawn(() => 1), gate.pass(), sleep(1), Promise.resolve(2)] as const;
  const waiting = wait(operations);
  gate.admit(7);
  const { done, pending } = await waiting;
  const values: unknown[] = [];
  for (const operation of done) values.push(await operation);
  expect(new Set(values)).toEqual(new Set([1, 7, undefined, 2]));
  expect(pending.size).toBe(0);
});

test('the same one twice is one', async () => {
  const task = spawn(() => 1);
  expect(await settle([task], wait([task, task]))).toEqual([[0], []]);
});

test('a signal that was aborted beforehand is its failure, and nothing is watched', async () => {
  const slow = spawn(() => sleep(Infinity));
  const reason = new Error('aborted');
  await expect(wait([slow], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(slow._observers).toBeUndefined();
  const controller = new AbortController();
  const waiting = wait([slow], { signal: controller.signal });
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  expect(slow._observers).toBeUndefined();
  slow.cancel();
});

test('once it has ended it watches nobody: a later failure is again for the host', async () => {
  const gate = new Gate();
  const later = spawn(() => gate.pass());
  for (const returnWhen of ['firstCompleted', 'firstException'] as ReturnWhen[]) {
    await wait([fail(new Error('ends it')), later], { returnWhen });
    const ended = fail(new Error('had ended'));
    await ended.catch(() => {});
    await wait([ended, later], { returnWhen });
  }
  expect(later._observers).toBeUndefined();
  later.cancel();
});

test.each([
  [{ returnWhen: 'any' }, 'returnWhen must be'],
  [{ timeout: -1 }, 'timeout must be a number of milliseconds from 0 up, got -1'],
  [{ timeout: Number.NaN }, 'timeout must be a number of milliseconds from 0 up, got NaN'],
  [5, 'options must be an object, got 5'],
  [null, 'options must be an object, got null'],
  [{ signal: 'abort' }, 'signal must be an AbortSignal'],
])('wrong options %o are refused, and nothing is watched', (options, message) => {
  const slow = spawn(() => sleep(Infinity));
  expect(() => wait([slow], options as never)).toThrow(InvalidArgumentError);
  expect(() => wait([slow], options as never)).toThrow(message);
  expect(slow._observers).toBeUndefined();
  slow.cancel();
});

test('types: tasks come back as tasks', () => {
  void function* (tasks: Task<number>[]): Coroutine<void> {
    const { done, pending } = yield* wait(tasks);
    expectTypeOf(done).toEqualTypeOf<ReadonlySet<Task<number>>>();
    expectTypeOf(pending).toEqualTypeOf<ReadonlySet<Task<number>>>();
    expectTypeOf(yield* joinAll(tasks)).toEqualTypeOf<readonly Task<number>[]>();
  };
});
