import { describe, expect, test } from 'vitest';
import { CancelledError, InvalidArgumentError } from '../errors.ts';
import type { Operation } from '../operation/operation.ts';
import { Gate } from '../time/gate.fixture.ts';
import { sleep } from '../time/sleep.ts';
import { spawn } from './spawn.ts';
import { currentTask, type Task } from './task.ts';

describe('208: an eager task', () => {
  test('runs at once up to where it first waits; one that ends there is done already, without a turn', () => {
    const log: string[] = [];
    const done = spawn({
      target: function* () {
        for (const operation of [] as Operation<void>[]) yield* operation;
        log.push('runs');
        return 5;
      },
      eager: true,
    });
    log.push(done.state);
    expect([log, done._outcome()]).toEqual([['runs', 'done'], 5]);
    const failed = spawn({
      target: () => {
        throw new Error('at once');
      },
      eager: true,
    });
    expect(failed.state).toBe('failed');
    return expect(failed).rejects.toThrow('at once');
  });

  test('goes on in its turn after its first wait, and does not wait for what is there', async () => {
    const log: string[] = [];
    const gate = new Gate();
    gate.admit(1);
    await spawn(function* () {
      yield* sleep(0);
      const task = spawn({
        target: function* () {
          log.push(`through ${yield* gate.pass()}`);
          yield* sleep(0);
          log.push('goes on');
        },
        eager: true,
      });
      log.push(task.state);
      yield* task;
    });
    expect(log).toEqual(['through 1', 'waiting', 'goes on']);
  });

  test('of an async function, too, up to its first await', async () => {
    const log: string[] = [];
    const task = spawn({
      target: async () => {
        log.push('runs');
        await sleep(0);
        log.push('goes on');
      },
      eager: true,
    });
    log.push('spawned');
    await task;
    expect(log).toEqual(['runs', 'spawned', 'goes on']);
  });

  test('can be cancelled at its first wait', async () => {
    const task = spawn({ target: () => sleep(Infinity), eager: true });
    expect(task.cancel()).toBe(true);
    await expect(task).rejects.toThrow(CancelledError);
  });

  test.each([['yes'], [1], [null]])('eager: %o is refused, and nothing runs', (eager) => {
    let ran = false;
    expect(() => spawn({ target: () => void (ran = true), eager: eager as never })).toThrow(
      InvalidArgumentError,
    );
    expect(ran).toBe(false);
  });
});

describe('209: in an eager step', () => {
  test('the current task is the new one, and afterwards the spawner again', async () => {
    const seen: (string | undefined)[] = [];
    const look = (): void => void seen.push(currentTask()?.name);
    await spawn(function* outer() {
      look();
      spawn({
        target: function* inner() {
          look();
          spawn({
            target: function* innermost() {
              look();
              yield* sleep(0);
            },
            eager: true,
          });
          look();
          yield* sleep(0);
        },
        eager: true,
      });
      look();
      yield* sleep(0);
    });
    look();
    expect(seen).toEqual(['outer', 'inner', 'innermost', 'inner', 'outer', undefined]);
  });

  test('also if the new one fails', async () => {
    const seen: (string | undefined)[] = [];
    await spawn(function* outer() {
      const failing: Task<never> = spawn({
        target: function inner(): never {
          throw new Error('at once');
        },
        eager: true,
      });
      seen.push(currentTask()?.name);
      try {
        yield* failing;
      } catch {}
      seen.push(failing.state);
    });
    expect(seen).toEqual(['outer', 'failed']);
  });
});

test('180, 259: a task that is not eager begins after the code that spawned it, in the order of the calls', async () => {
  const log: string[] = [];
  await spawn(function* () {
    const tasks = ['a', 'b', 'c'].map((name) => spawn(() => void log.push(name)));
    log.push('spawned');
    expect(tasks.map(({ state }) => state)).toEqual(['ready', 'ready', 'ready']);
    for (const task of tasks) yield* task;
  });
  expect(log).toEqual(['spawned', 'a', 'b', 'c']);
});
