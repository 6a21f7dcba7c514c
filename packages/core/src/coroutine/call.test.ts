import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  CancelledError,
  InvalidArgumentError,
  InvalidStateError,
  NoSchedulerError,
} from '../errors.ts';
import { Operation } from '../operation/operation.ts';
import { Gate } from '../time/gate.fixture.ts';
import { sleep } from '../time/sleep.ts';
import { call } from './call.ts';
import { spawn } from './spawn.ts';
import type { Coroutine, Task } from './task.ts';
import { withTimeout } from './timeout.ts';
import { yieldNow } from './yield-now.ts';

const turn = (): Task<void> => spawn(() => {});

describe('181: a coroutine that is called directly', () => {
  test.each([
    ['yield*', (log: string[]) => inner(log)],
    ['call', (log: string[]) => call(inner, log)],
  ])('by %s runs in line, with no turn in between if it never suspends', async (_, direct) => {
    const log: string[] = [];
    const caller = spawn(function* () {
      yield* sleep(0); // the loop has just looked at the clock: no look is due before the end
      log.push('before');
      const result: string = yield* direct(log);
      log.push(result);
    });
    const other = spawn(function* () {
      yield* sleep(0);
      log.push('another task');
    });
    await caller;
    await other;
    expect(log).toEqual(['before', 'inner', 'result', 'another task']);
  });

  function* inner(log: string[]): Coroutine<string> {
    log.push('inner');
    return yield* Operation.resolved('result');
  }
});

/** Goes `depth` calls deep, waits at the bottom, and counts the way back. */
function* deep(depth: number, gate: Gate): Coroutine<number> {
  if (depth === 0) return yield* gate.pass();
  return 1 + (yield* call(deep, depth - 1, gate));
}

test('its result is that of the function, its arguments go through', async () => {
  const task = spawn(function* () {
    const text = yield* call((a: string, b: number) => `${a}${b}`, 'plain ', 1);
    const sum = yield* call(
      function* (a: number, b: number) {
        yield* sleep(0);
        return a + b;
      },
      2,
      3,
    );
    expectTypeOf(sum).toEqualTypeOf<number>();
    return [text, sum];
  });
  expect(await task).toEqual(['plain 1', 5]);
});

test('100,000 calls deep: no stack grows', async () => {
  const gate = new Gate();
  const task = spawn(deep, 100_000, gate);
  await turn();
  gate.admit(7);
  expect(await task).toBe(100_007);
});

test('an error goes up through the callers, each of which may catch it or clean up', async () => {
  const log: string[] = [];
  const fail = function* (): Coroutine<never> {
    yield* sleep(0);
    throw new Error('below');
  };
  const middle = function* (): Coroutine<void> {
    try {
      yield* call(fail);
    } finally {
      yield* sleep(0);
      log.push('middle');
    }
  };
  const task = spawn(function* () {
    try {
      yield* call(middle);
    } catch (error) {
      log.push((error as Error).message);
    }
    return yield* call(() => 'goes on');
  });
  expect([await task, log]).toEqual(['goes on', ['middle', 'below']]);
});

test('an error of undefined is one too, and one of a plain function comes at once', async () => {
  const task = spawn(function* () {
    try {
      yield* call(function* (): Coroutine<void> {
        yield* sleep(0);
        throw undefined;
      });
    } catch (error) {
      try {
        yield* call(() => {
          throw new RangeError('plain');
        });
      } catch (second) {
        return [error, (second as Error).name];
      }
    }
    return undefined;
  });
  expect(await task).toEqual([undefined, 'RangeError']);
});

test('a cancellation is thrown at the bottom, and runs every finally on the way up', async () => {
  const log: number[] = [];
  const level = function* (depth: number): Coroutine<void> {
    try {
      if (depth === 0) yield* sleep(Infinity);
      else yield* call(level, depth - 1);
    } finally {
      yield* yieldNow();
      log.push(depth);
    }
  };
  const task = spawn(level, 3);
  await turn();
  task.cancel();
  await expect(task).rejects.toThrow(CancelledError);
  expect(log).toEqual([0, 1, 2, 3]);
});

test('yield* and call may be mixed, in blocks too', async () => {
  const gate = new Gate();
  const task = spawn(() =>
    withTimeout(10_000, function* () {
      const wrapped = function* (): Coroutine<number> {
        return yield* deep(3, gate);
      };
      return yield* call(wrapped);
    }),
  );
  await turn();
  gate.admit(10);
  expect(await task).toBe(13);
});

test('yield in place of yield* of a call is told, in the one that was called too', async () => {
  const task = spawn(function* outer() {
    yield* call(function* () {
      yield sleep(0) as never;
    });
  });
  await expect(task).rejects.toThrow(InvalidStateError);
  const other = spawn(function* () {
    yield call(deep, 1, new Gate()) as never;
  });
  await expect(other).rejects.toThrow('a coroutine waits with yield* operation');
});

test.each([[undefined], [5], [{}]])('call of %o is refused', (fn) => {
  expect(() => call(fn as never)).toThrow(InvalidArgumentError);
});

test('call of an async function is refused where it would wait', async () => {
  const task = spawn(function* () {
    yield* call((async () => 5) as never);
  });
  await expect(task).rejects.toThrow(
    'it returned a promise; call is for coroutine functions, spawn() for async ones',
  );
});

test('outside of a coroutine it is refused, and runs nothing', () => {
  let ran = false;
  const called = call(() => void (ran = true));
  expect(() => [...(called as Iterable<unknown>)]).toThrow(NoSchedulerError);
  expect(ran).toBe(false);
});
