import { describe, expect, test } from 'vitest';
import { CancelledError, InvalidStateError } from '../errors.ts';
import { unhandledIn } from '../operation/unhandled.fixture.ts';
import { Gate } from '../time/gate.fixture.ts';
import { sleep } from '../time/sleep.ts';
import { gather } from './gather.ts';
import { shield } from './shield.ts';
import { spawn } from './spawn.ts';
import { TaskGroup } from './task-group.ts';
import type { Coroutine, Task } from './task.ts';
import { withTimeout } from './timeout.ts';
import { yieldNow } from './yield-now.ts';

const turn = (): Task<void> => spawn(() => {});

describe('196: cancel()', () => {
  test('throws at the next resumption, in the innermost thing that is waited for', async () => {
    const log: string[] = [];
    const level = function* (name: string, inner: () => Coroutine<void>): Coroutine<void> {
      try {
        yield* inner();
      } catch (error) {
        log.push(`${name} ${(error as Error).name}`);
        throw error;
      }
    };
    const task = spawn(() =>
      level('outer', () =>
        level('inner', function* () {
          yield* sleep(Infinity);
        }),
      ),
    );
    await turn();
    expect(task.cancel()).toBe(true);
    expect(log).toEqual([]);
    await expect(task).rejects.toThrow(CancelledError);
    expect(log).toEqual(['inner CancelledError', 'outer CancelledError']);
    expect(task.cancel()).toBe(false);
  });

  test('goes down a chain of tasks that wait for each other, and comes back up when each has ended', async () => {
    const log: number[] = [];
    const chain = function* (depth: number): Coroutine<void> {
      try {
        if (depth === 0) yield* sleep(Infinity);
        else yield* spawn(chain, depth - 1);
      } finally {
        yield* yieldNow();
        log.push(depth);
      }
    };
    const task = spawn(chain, 5);
    for (let i = 0; i < 6; i++) await turn();
    task.cancel('all');
    await expect(task).rejects.toMatchObject({ cause: 'all' });
    expect(log).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('of a task that waits for one which two wait for ends both waits', async () => {
    const inner = spawn(() => sleep(Infinity));
    const wait = function* (): Coroutine<void> {
      yield* inner;
    };
    const [asked, beside] = [spawn(wait), spawn(wait)];
    await turn();
    asked.cancel();
    await expect(beside).rejects.toThrow(CancelledError);
    expect([asked.state, asked.cancelling, beside.cancelling]).toEqual(['cancelled', 1, 0]);
  });
});

test('197: cancelled before its first step it never runs, nor is its finally reached', async () => {
  const log: string[] = [];
  const task = spawn(function* () {
    try {
      log.push('ran');
      yield* sleep(0);
    } finally {
      log.push('finally');
    }
  });
  task.cancel('message');
  await expect(task).rejects.toMatchObject({ cause: 'message' });
  expect(log).toEqual([]);
});

describe('198: a task that swallows its cancellation', () => {
  test('ends as it likes, and is then not cancelled', async () => {
    const task = spawn(function* () {
      try {
        yield* sleep(Infinity);
      } catch {
        return 'swallowed';
      }
      return undefined;
    });
    await turn();
    task.cancel();
    expect(await task).toBe('swallowed');
    expect([task.state, task.cancelling]).toEqual(['done', 1]);
  });

  test('again and again holds up whoever waits for its end, and nobody else', async () => {
    const gate = new Gate();
    let swallowed = 0;
    const stubborn = function* (): Coroutine<void> {
      for (;;) {
        try {
          yield* gate.pass();
          return;
        } catch {
          swallowed++;
        }
      }
    };
    const left = spawn(() => new TaskGroup().run((group) => void group.spawn(stubborn)));
    for (let i = 0; i < 5; i++) await turn();
    for (let i = 0; i < 3; i++) {
      left.cancel();
      await turn();
      await turn();
    }
    expect([left.state, swallowed]).toEqual(['waiting', 1]); // a group asks its tasks once
    gate.admit(1);
    await expect(left).rejects.toThrow(CancelledError);
  });
});

test('199: JavaScript’s catch sees a CancelledError as any other; whoever lets it pass throws it on', async () => {
  const log: string[] = [];
  const task = spawn(function* () {
    try {
      yield* sleep(Infinity);
    } catch (error) {
      log.push(error instanceof Error ? 'caught' : 'passed');
      if (error instanceof CancelledError) throw error;
    }
  });
  await turn();
  task.cancel();
  await expect(task).rejects.toThrow(CancelledError);
  expect(log).toEqual(['caught']);
});

describe('200: cancelling counts the requests', () => {
  test('and uncancel takes them back, down to none', async () => {
    const task = spawn(function* () {
      for (let i = 0; i < 2; i++) {
        try {
          yield* sleep(Infinity);
        } catch {}
      }
    });
    expect([task.cancelling, task.uncancel()]).toEqual([0, 0]);
    await turn();
    task.cancel();
    await turn();
    task.cancel();
    expect(task.cancelling).toBe(2);
    expect([task.uncancel(), task.uncancel(), task.uncancel(), task.cancelling]).toEqual([
      1, 0, 0, 0,
    ]);
    await task;
  });

  test('a request taken back before it was told is never told', async () => {
    const task: Task<string> = spawn(function* () {
      task.cancel();
      task.uncancel();
      yield* sleep(0);
      return 'not told';
    });
    expect(await task).toBe('not told');
  });

  test('of blocks: each takes back its own, and leaves the foreign ones', async () => {
    const counts: number[] = [];
    const task: Task<void> = spawn(function* () {
      try {
        yield* withTimeout(0, function* () {
          try {
            yield* new TaskGroup().run(function* (group) {
              group.spawn(() => sleep(Infinity));
              yield* sleep(Infinity);
            });
          } finally {
            counts.push(task.cancelling);
          }
        });
      } catch (error) {
        counts.push(task.cancelling);
        expect((error as Error).name).toBe('TimeoutError');
      }
      task.cancel('foreign');
      try {
        yield* withTimeout(1000, () => sleep(Infinity));
      } catch {
        counts.push(task.cancelling);
      }
    });
    await task;
    expect(counts).toEqual([1, 0, 1]);
  });

  test('an earlier request that was swallowed does not keep a time limit from being one', async () => {
    const names: string[] = [];
    const task: Task<void> = spawn(function* () {
      task.cancel();
      try {
        yield* sleep(0);
      } catch {}
      try {
        yield* withTimeout(0, function* () {
          yield* sleep(Infinity);
        });
      } catch (error) {
        names.push((error as Error).name);
      }
    });
    await task;
    expect([names, task.cancelling]).toEqual([['TimeoutError'], 1]);
  });
});

describe('signal', () => {
  test('is aborted when the task is cancelled, with what it is told', async () => {
    const task = spawn(function* () {
      yield* sleep(Infinity);
    });
    const { signal } = task;
    expect([signal.aborted, task.signal === signal]).toEqual([false, true]);
    await turn();
    task.cancel('enough');
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toMatchObject({ name: 'CancelledError', cause: 'enough' });
    await expect(task).rejects.toBe(signal.reason);
  });

  test('that is asked for after the cancellation has been aborted, with the reason', async () => {
    const task = spawn(function* () {
      try {
        yield* sleep(Infinity);
      } finally {
        expect(task.signal.aborted).toBe(true);
        expect(task.signal.reason).toMatchObject({ cause: 'enough' });
      }
    });
    await turn();
    task.cancel('enough');
    await expect(task).rejects.toThrow(CancelledError);
  });

  test('is aborted too where the task has not begun, or ends with an operation', async () => {
    for (const isBegun of [false, true]) {
      const task = spawn(() => sleep(Infinity));
      const { signal } = task;
      if (isBegun) await turn();
      task.cancel();
      expect(signal.aborted).toBe(true);
      await expect(task).rejects.toThrow(CancelledError);
    }
  });

  test('is a new one once the last request was taken back, as at the end of a time limit', async () => {
    const task: Task<boolean[]> = spawn(function* () {
      const { signal } = task;
      try {
        yield* withTimeout(0, function* () {
          yield* sleep(Infinity);
        });
      } catch {}
      return [signal.aborted, task.signal.aborted];
    });
    expect(await task).toEqual([true, false]);
  });

  test('may cancel the task again in its listener: all is told once', async () => {
    const reported = await unhandledIn(async () => {
      for (const target of [() => sleep(Infinity), function* () {}]) {
        const task = spawn(target as () => unknown);
        task.signal.addEventListener('abort', () => void task.cancel('from the listener'));
        task.cancel();
        await expect(task).rejects.toThrow(CancelledError);
        expect(task.cancelling).toBe(2);
      }
    });
    expect(reported).toEqual([]);
  });
});

test('state tells what it is doing', async () => {
  const gate = new Gate();
  const seen: string[] = [];
  const task: Task<void> = spawn(function* () {
    seen.push(task.state);
    yield* gate.pass();
    seen.push(task.state);
  });
  seen.push(task.state);
  await turn();
  seen.push(task.state);
  gate.admit(1);
  seen.push(task.state);
  await task;
  seen.push(task.state);
  expect(seen).toEqual(['ready', 'running', 'waiting', 'ready', 'running', 'done']);
});

describe('cancel while others are at it', () => {
  test('during its cleanup is told there; a shield keeps the cleanup’s own work going', async () => {
    const gate = new Gate();
    const log: string[] = [];
    const task = spawn(function* () {
      try {
        yield* sleep(Infinity);
      } finally {
        const work = spawn(() => gate.pass());
        try {
          yield* shield(work);
        } catch (error) {
          log.push(String((error as Error).cause));
          yield* work;
          log.push('finished');
        }
      }
    });
    await turn();
    task.cancel('first');
    await turn();
    await turn();
    task.cancel('second');
    await turn();
    gate.admit(1);
    await expect(task).rejects.toMatchObject({ cause: 'first' });
    expect([log, task.cancelling]).toEqual([['second', 'finished'], 2]);
  });

  test('of the canceller: two tasks that cancel each other both end', async () => {
    const tasks: Task<void>[] = [];
    const cancels = function* (other: number): Coroutine<void> {
      try {
        yield* sleep(Infinity);
      } finally {
        tasks[other]!.cancel();
        yield* sleep(0);
      }
    };
    tasks.push(spawn(cancels, 1), spawn(cancels, 0));
    await turn();
    tasks[0]!.cancel();
    const ends = await Promise.allSettled(tasks);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(tasks.map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
  });

  test('of a gather that waits for the canceller', async () => {
    const outer: Task<void> = spawn(function* () {
      yield* gather([
        spawn(function* () {
          yield* sleep(0);
          outer.cancel('by a child');
          yield* sleep(Infinity);
        }),
      ]);
    });
    await expect(outer).rejects.toMatchObject({ cause: 'by a child' });
  });
});

test('a task that waits for itself, in whichever way, is told so', async () => {
  const ways: ((self: Task<unknown>) => Coroutine<unknown>)[] = [
    function* (self) {
      yield* self;
    },
    function* (self) {
      yield* shield(self);
    },
    function* (self) {
      yield* gather([self]);
    },
  ];
  for (const way of ways) {
    const task: Task<unknown> = spawn(() => way(task));
    await expect(task).rejects.toThrow(InvalidStateError);
    await expect(task).rejects.toThrow('cannot wait for its own end');
  }
});
