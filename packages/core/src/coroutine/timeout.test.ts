import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  CancelledError,
  InvalidArgumentError,
  InvalidStateError,
  NoSchedulerError,
  TimeoutError,
} from '../errors.ts';
import type { Operation } from '../operation/operation.ts';
import { unhandledIn } from '../operation/unhandled.fixture.ts';
import type { Deadline } from '../time/deadline.ts';
import { Gate } from '../time/gate.fixture.ts';
import { sleep } from '../time/sleep.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { coroutine } from './coroutine.ts';
import { gather } from './gather.ts';
import { spawn } from './spawn.ts';
import type { Coroutine, Task } from './task.ts';
import { TaskGroup } from './task-group.ts';
import { withTimeout } from './timeout.ts';
import { yieldNow } from './yield-now.ts';

const turn = (): Task<void> => spawn(() => {});
const caughtFrom = (operation: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(operation).then(
    (value) => value,
    (error: unknown) => error,
  );

describe('218: the expiry of a time limit', () => {
  test('cancels the body where it waits, and is a TimeoutError at the exit of the block only', async () => {
    using clock = new VirtualClock();
    const log: unknown[] = [];
    const task: Task<void> = spawn(function* worker() {
      try {
        yield* withTimeout(50, function* () {
          try {
            yield* sleep(Infinity);
          } catch (error) {
            log.push((error as Error).name, (error as Error).cause);
            yield* sleep(100);
            log.push(`cleaned up at ${clock.now}`);
            throw error;
          }
        });
      } catch (error) {
        log.push(error);
        yield* sleep(0);
        log.push(task.cancelling);
      }
    });
    await clock.advance(50);
    expect(log).toEqual(['CancelledError', 'its time limit of 50 ms']);
    await clock.run();
    await task;
    expect(log.slice(2, 3)).toEqual(['cleaned up at 150']);
    expect(log[3]).toBeInstanceOf(TimeoutError);
    expect(log[3]).toMatchObject({
      code: 'HEDDLE_TIMEOUT',
      timeout: 50,
      message: 'withTimeout(50) timed out after 50 ms: worker (main) waited for time to pass',
    });
    expect((log[3] as Error).cause).toBeInstanceOf(CancelledError);
    expect(log[4]).toBe(0);
  });

  test('of an async function is its TimeoutError too', async () => {
    const gate = new Gate();
    await expect(withTimeout(1, () => gate.pass())).rejects.toThrow(TimeoutError);
    await expect(withTimeout(1, async () => gate.pass())).rejects.toThrow(TimeoutError);
    expect(await withTimeout(1000, async () => 5)).toBe(5);
  });

  test('of an async function that awaits a promise which never settles comes in time all the same', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let went = '';
    const limited = withTimeout(1, async function fetching() {
      await promise;
      went = 'on';
    });
    await expect(limited).rejects.toThrow(
      'withTimeout(1) timed out after 1 ms: end of fetching (main), which goes on: it cannot be cancelled now',
    );
    resolve();
    await turn();
    expect(went).toBe('on');
  });

  test('a time limit that is met leaves no timer behind', async () => {
    using clock = new VirtualClock();
    const task = spawn(function* () {
      return yield* withTimeout(50, function* () {
        yield* sleep(10);
        return 5;
      });
    });
    expectTypeOf(task).toEqualTypeOf<Task<number>>();
    await clock.run();
    expect([await task, clock.now]).toEqual([5, 10]);
  });
});

describe('219: a time limit', () => {
  test('of Infinity never expires', async () => {
    using clock = new VirtualClock();
    const seen: unknown[] = [];
    const task = spawn(() =>
      withTimeout(Infinity, function* (timeout) {
        seen.push(timeout.when, timeout.expired, timeout.ms);
        yield* sleep(1e9);
      }),
    );
    await clock.run();
    await task;
    expect(seen).toEqual([Infinity, false, Infinity]);
  });

  test('can be moved, from the moment of the call: later, sooner, away', async () => {
    using clock = new VirtualClock();
    const seen: number[] = [];
    let kept: Deadline | undefined;
    const task = spawn(() =>
      withTimeout(50, function* (timeout) {
        kept = timeout;
        seen.push(timeout.when);
        yield* sleep(40);
        timeout.reschedule(100);
        seen.push(timeout.when);
        yield* sleep(40);
        timeout.reschedule(Infinity);
        yield* sleep(1000);
        timeout.reschedule(5);
        yield* sleep(10);
      }),
    );
    const caught = caughtFrom(task);
    await clock.run();
    const error = await caught;
    expect(error).toBeInstanceOf(TimeoutError);
    expect([seen, clock.now, kept!.expired, (error as TimeoutError).timeout]).toEqual([
      [50, 140],
      1085,
      true,
      5,
    ]);
  });

  test('cannot be moved once it has expired, or its block has ended', async () => {
    const kept: Deadline[] = [];
    await caughtFrom(
      spawn(() =>
        withTimeout(0, function* (timeout) {
          kept.push(timeout);
          try {
            yield* sleep(Infinity);
          } finally {
            expect(timeout.expired).toBe(true);
            expect(() => timeout.reschedule(10)).toThrow(InvalidStateError);
          }
        }),
      ),
    );
    await withTimeout(1000, async (timeout) => void kept.push(timeout));
    expect(kept.map(({ expired }) => expired)).toEqual([true, false]);
    expect(() => kept[0]!.reschedule(10)).toThrow('cannot reschedule a timeout that has expired');
    expect(() => kept[1]!.reschedule(10)).toThrow('cannot reschedule a timeout that is over');
  });

  test('moved to 0, expires where the body waits next, and not if it is moved on before', async () => {
    const log: string[] = [];
    const task = spawn(() =>
      withTimeout(1000, function* (timeout) {
        timeout.reschedule(0);
        log.push('goes on');
        timeout.reschedule(1000);
        yield* yieldNow();
        log.push('and on');
        timeout.reschedule(0);
        yield* yieldNow();
        log.push('never');
      }),
    );
    await expect(task).rejects.toThrow(TimeoutError);
    expect(log).toEqual(['goes on', 'and on']);
  });

  test.each([[-1], [Number.NaN], ['5'], [undefined]])(
    'moved to %o is refused, and stays as it was',
    async (ms) => {
      const task = spawn(() =>
        withTimeout(1000, function* (timeout) {
          const { when } = timeout;
          expect(() => timeout.reschedule(ms as never)).toThrow(InvalidArgumentError);
          expect(timeout.when).toBe(when);
          yield* yieldNow();
          return 5;
        }),
      );
      expect(await task).toBe(5);
    },
  );
});

describe('220: nested time limits', () => {
  /** Two blocks, one in the other; what each of them throws. */
  function* nested(outer: number, inner: number, log: string[]): Coroutine<void> {
    try {
      yield* withTimeout(outer, function* () {
        try {
          yield* withTimeout(inner, function* () {
            yield* sleep(Infinity);
          });
        } catch (error) {
          log.push(`inner ${(error as Error).name}`);
          throw error;
        }
      });
    } catch (error) {
      log.push(`outer ${(error as Error).name}`);
    }
  }

  test.each([
    [100, 50, ['inner TimeoutError', 'outer TimeoutError'], 50],
    [50, 100, ['inner CancelledError', 'outer TimeoutError'], 50],
    [50, 50, ['inner CancelledError', 'outer TimeoutError'], 50],
    [0, 0, ['inner CancelledError', 'outer TimeoutError'], 0],
  ])(
    'outer %i ms, inner %i ms: only that which expired is a TimeoutError',
    async (outer, inner, expected, at) => {
      using clock = new VirtualClock();
      const log: string[] = [];
      const task: Task<void> = spawn(nested, outer, inner, log);
      await clock.run();
      await task;
      expect([log, clock.now, task.cancelling]).toEqual([expected, at, 0]);
    },
  );

  test('the inner one expires, and the outer goes on', async () => {
    using clock = new VirtualClock();
    const task: Task<unknown> = spawn(() =>
      withTimeout(100, function* () {
        try {
          yield* withTimeout(50, () => sleep(Infinity));
        } catch {}
        try {
          yield* withTimeout(10, function* () {
            yield* sleep(Infinity);
          });
        } catch {}
        yield* sleep(20);
        return clock.now;
      }),
    );
    await clock.run();
    expect([await task, task.cancelling]).toEqual([80, 0]);
  });

  test('that expire together beside a cancellation leave that standing', async () => {
    using clock = new VirtualClock();
    const log: string[] = [];
    const canceller = spawn(function* () {
      yield* sleep(50);
      task.cancel('foreign');
    });
    const task: Task<void> = spawn(nested, 50, 50, log);
    await clock.run();
    await canceller;
    await task;
    expect(log).toEqual(['inner CancelledError', 'outer CancelledError']);
    expect(task.cancelling).toBe(1);
  });
});

describe('221: a foreign cancellation', () => {
  test('inside of an unexpired time limit stays a CancelledError', async () => {
    const log: unknown[] = [];
    const task = spawn(function* () {
      try {
        yield* withTimeout(100_000, function* (timeout) {
          try {
            yield* sleep(Infinity);
          } finally {
            log.push(timeout.expired);
          }
        });
      } catch (error) {
        log.push((error as Error).name, (error as Error).cause);
        throw error;
      }
    });
    await turn();
    await turn();
    task.cancel('foreign');
    await expect(task).rejects.toThrow(CancelledError);
    expect([log, task.cancelling]).toEqual([[false, 'CancelledError', 'foreign'], 1]);
  });

  test('in the cleanup after the expiry goes before the TimeoutError', async () => {
    const gate = new Gate();
    const limits: (() => Coroutine<unknown>)[] = [
      () =>
        withTimeout(0, function* () {
          try {
            yield* sleep(Infinity);
          } finally {
            yield* gate.pass();
          }
        }),
      function* () {
        const inner = spawn({
          target: function* () {
            try {
              yield* sleep(Infinity);
            } finally {
              yield* gate.pass();
            }
          },
          eager: true,
        });
        return yield* withTimeout(0, inner);
      },
    ];
    for (const limited of limits) {
      const task: Task<unknown> = spawn(limited);
      for (let i = 0; i < 4; i++) await turn();
      expect(task.state).toBe('waiting');
      task.cancel('foreign');
      expect(await caughtFrom(task)).toBeInstanceOf(CancelledError);
      expect([task.state, task.cancelling]).toEqual(['cancelled', 1]);
    }
    expect(gate.waiting).toBe(0);
  });
});

describe('222: a body', () => {
  test('that finishes though the limit has expired gives its result', async () => {
    const task: Task<number> = spawn(() =>
      withTimeout(0, function* () {
        try {
          yield* sleep(Infinity);
        } catch {}
        return 5;
      }),
    );
    expect(await task).toBe(5);
    expect(task.cancelling).toBe(0);
  });

  test('that throws something else has that thrown', async () => {
    const task: Task<unknown> = spawn(() =>
      withTimeout(0, function* () {
        try {
          yield* sleep(Infinity);
        } catch {
          throw new RangeError('its own');
        }
      }),
    );
    await expect(task).rejects.toThrow(RangeError);
    const failing = withTimeout(1000, async (): Promise<number> => {
      throw undefined;
    });
    expect(await failing.then(null, (error: unknown) => [error])).toEqual([undefined]);
  });

  test('whose wait is granted in the turn in which the limit expires keeps what it was given, and is not told later', async () => {
    const gate = new Gate();
    const log: unknown[] = [];
    const task: Task<void> = spawn(function* () {
      yield* withTimeout(1000, function* (timeout) {
        spawn(() => {
          gate.admit(7);
          timeout.reschedule(0);
        });
        log.push(yield* gate.pass());
      });
      yield* yieldNow();
      log.push(task.cancelling);
    });
    await task;
    expect(log).toEqual([7, 0]);
  });

  test('that fails with a CancelledError of its own keeps that', async () => {
    const other = spawn(() => sleep(Infinity));
    const task = spawn(() =>
      withTimeout(1000, function* () {
        yield* other;
      }),
    );
    await turn();
    await turn();
    other.cancel('other');
    await expect(task).rejects.toMatchObject({ name: 'CancelledError', cause: 'other' });
  });
});

describe('223: a time limit of 0', () => {
  test('expires at the first suspension, also of a sleep(0) or a yieldNow()', async () => {
    for (const wait of [() => sleep(Infinity), () => sleep(0), () => yieldNow()]) {
      const log: string[] = [];
      const task = spawn(() =>
        withTimeout(0, function* () {
          log.push('runs');
          yield* wait();
          log.push('never');
        }),
      );
      await expect(task).rejects.toThrow(TimeoutError);
      expect(log).toEqual(['runs']);
    }
  });

  test('lets a body that never waits through', async () => {
    const gate = new Gate();
    gate.admit(5);
    const task = spawn(() =>
      withTimeout(0, function* () {
        return yield* gate.pass();
      }),
    );
    expect(await task).toBe(5);
  });
});

describe('224: a block with a time limit', () => {
  test('is entered once', async () => {
    const task = spawn(function* () {
      const block = withTimeout(1000, function* () {
        yield* yieldNow();
        return 5;
      });
      return [yield* block, yield* block];
    });
    await expect(task).rejects.toThrow('withTimeout(1000) was entered before');
  });

  test('of a generator function is entered inside of a task only, and not by await', async () => {
    let ran = false;
    const body = function* (): Coroutine<void> {
      ran = true;
      yield* sleep(0);
    };
    expect(() => coroutine(withTimeout(1, body)).next()).toThrow(NoSchedulerError);
    await expect(Promise.resolve(withTimeout(1, body))).rejects.toThrow(
      'withTimeout(1) of a generator function is for yield*; give await an async function',
    );
    expect(ran).toBe(false);
  });

  test('that is closed from outside sets no timer off later', async () => {
    using clock = new VirtualClock();
    const task: Task<number> = spawn(function* () {
      const block = withTimeout(50, function* () {
        yield* sleep(10);
      });
      block[Symbol.iterator]();
      block.next();
      yield* sleep(0);
      block.return(undefined as never);
      yield* sleep(100);
      return task.cancelling;
    });
    await clock.run();
    expect(await task).toBe(0);
  });
});

describe('191: withTimeout of a task', () => {
  test('cancels it at the expiry, waits until that has ended, and then throws', async () => {
    const gate = new Gate();
    const inner = spawn(function* inner() {
      try {
        yield* sleep(Infinity);
      } finally {
        yield* gate.pass();
      }
    });
    await turn();
    const limited = withTimeout(1, inner);
    let ended = false;
    const watch = limited.catch((error: unknown) => ((ended = true), error));
    await sleep(3);
    expect([ended, inner.cancelling]).toEqual([false, 1]);
    gate.admit(1);
    const error = await watch;
    expect(error).toBeInstanceOf(TimeoutError);
    expect((error as Error).message).toBe(
      'withTimeout(1) timed out after 1 ms: end of inner (main) waited for time to pass',
    );
    expect(inner.state).toBe('cancelled');
  });

  test('gives the result if it finishes with one while it is being cancelled', async () => {
    const inner = spawn(function* () {
      try {
        yield* sleep(Infinity);
      } catch {}
      return 5;
    });
    await turn();
    expect(await withTimeout(1, inner)).toBe(5);
  });

  test('passes its failure on, while it is cancelled too', async () => {
    const inner = spawn(function* () {
      try {
        yield* sleep(Infinity);
      } catch {
        throw new RangeError('its own');
      }
    });
    await turn();
    await expect(withTimeout(1, inner)).rejects.toThrow(RangeError);
  });

  test('of a group or a gather cancels all that is in it', async () => {
    const children = [spawn(() => sleep(Infinity)), spawn(() => sleep(Infinity))];
    await turn();
    await expect(withTimeout(1, gather(children))).rejects.toThrow(TimeoutError);
    expect(children.map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
    const group = new TaskGroup();
    const left = group.run(async () => void group.spawn(() => sleep(Infinity)));
    await expect(withTimeout(1, left)).rejects.toThrow(TimeoutError);
    expect(group.size).toBe(0);
  });

  test('of a promise gives it up without being able to end it', async () => {
    const { promise, resolve } = Promise.withResolvers<number>();
    await expect(withTimeout(1, promise)).rejects.toThrow('which goes on');
    resolve(5);
    expect(await withTimeout(1000, promise)).toBe(5);
  });
});

describe('192: withTimeout with 0 ms', () => {
  test('gives the result of what has ended', async () => {
    const task = spawn(() => 5);
    await task;
    expect(await withTimeout(0, task)).toBe(5);
  });

  test('throws TimeoutError otherwise, and never starts what has not begun', async () => {
    let ran = false;
    const start = (): void => void (ran = true);
    await expect(withTimeout(0, spawn(start))).rejects.toThrow(TimeoutError);
    await expect(withTimeout(0, start)).rejects.toThrow(TimeoutError);
    await expect(withTimeout(0, async () => start())).rejects.toThrow(TimeoutError);
    await turn();
    expect(ran).toBe(false);
  });
});

test('193: cancelling whoever waits in withTimeout cancels the inner task', async () => {
  const gate = new Gate();
  const inner = spawn(function* () {
    try {
      yield* sleep(Infinity);
    } finally {
      yield* gate.pass();
    }
  });
  const outer = spawn(function* () {
    yield* withTimeout(100_000, inner);
  });
  await turn();
  await turn();
  outer.cancel('enough');
  await turn();
  expect([inner.cancelling, outer.state]).toEqual([1, 'waiting']);
  gate.admit(1);
  await expect(outer).rejects.toMatchObject({ name: 'CancelledError', cause: 'enough' });
  expect(inner.state).toBe('cancelled');
});

describe('272: gevent’s Timeout', () => {
  test('nested ones are told apart: each block throws for itself', async () => {
    const caught: unknown[] = [];
    const task = spawn(function* () {
      for (const ms of [1, 2]) {
        try {
          yield* withTimeout(ms, () => sleep(Infinity));
        } catch (error) {
          caught.push((error as TimeoutError).timeout);
        }
      }
    });
    await task;
    expect(caught).toEqual([1, 2]);
  });

  test('closing it is leaving the block: nothing is raised afterwards', async () => {
    using clock = new VirtualClock();
    const task = spawn(function* () {
      yield* withTimeout(5, function* () {
        yield* yieldNow();
      });
      yield* sleep(10);
      return 'nothing raised';
    });
    await clock.run();
    expect(await task).toBe('nothing raised');
  });
});

test('273: a TimeoutError is an Error like any other, which every catch sees', async () => {
  const task = spawn(function* () {
    try {
      yield* withTimeout(0, () => sleep(Infinity));
    } catch (error) {
      return error instanceof Error;
    }
    return undefined;
  });
  expect(await task).toBe(true);
});

test('274: a value at the expiry, as with_timeout’s timeout_value, is what a catch gives', async () => {
  const orElse = function* <T>(ms: number, operation: Operation<T>, value: T): Coroutine<T> {
    try {
      return yield* withTimeout(ms, operation);
    } catch (error) {
      if (error instanceof TimeoutError) return value;
      throw error;
    }
  };
  expect(await spawn(orElse, 0, new Gate().pass(), 9)).toBe(9);
});

describe('left behind by its coroutine', () => {
  test('the operation in it is withdrawn, and no failure is reported', async () => {
    const gate = new Gate();
    const reported = await unhandledIn(async () => {
      await spawn(function* () {
        yield* sleep(0);
        void withTimeout(1, gate.pass());
      });
      gate.admit(1);
      await sleep(3);
    });
    expect([gate.tickets, gate.waiting, reported]).toEqual([1, 0, []]);
  });

  test('the body that it has begun is cancelled', async () => {
    const gate = new Gate();
    await spawn(function* () {
      void withTimeout(1000, () => gate.pass());
      yield* sleep(0);
    });
    expect(gate.waiting).toBe(0);
  });
});

describe('bad input', () => {
  test.each([[-1], [Number.NaN], ['5'], [undefined], [null]])('%o is no duration', (ms) => {
    let ran = false;
    const body = (): void => void (ran = true);
    expect(() => withTimeout(ms as never, body)).toThrow(InvalidArgumentError);
    expect(() => withTimeout(ms as never, body)).toThrow(
      'needs a number of milliseconds from 0 up',
    );
    expect(ran).toBe(false);
  });

  test.each([[undefined], [5], [{}], [(function* () {})()]])(
    '%o is nothing to wait for',
    (source) => {
      expect(() => withTimeout(5, source as never)).toThrow(InvalidArgumentError);
    },
  );

  test('a task that waits for itself with a limit is told so', async () => {
    const task: Task<unknown> = spawn(function* () {
      yield* withTimeout(5, task);
    });
    await expect(task).rejects.toThrow(InvalidStateError);
  });
});
