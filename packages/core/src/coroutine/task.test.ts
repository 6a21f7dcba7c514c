import { describe, expect, expectTypeOf, test } from 'vitest';
import { CancelledError, InvalidStateError, NoSchedulerError } from '../errors.ts';
import { Operation } from '../operation/operation.ts';
import { unhandledIn } from '../operation/unhandled.fixture.ts';
import { Gate } from '../time/gate.fixture.ts';
import { sleep } from '../time/sleep.ts';
import { stillClock } from '../time/still-clock.fixture.ts';
import { spawn } from './spawn.ts';
import { currentTask, type Coroutine, type Task } from './task.ts';

describe('a coroutine', () => {
  test('goes on with what its wait gave', async () => {
    const gate = new Gate();
    const sum = spawn(function* () {
      return (yield* gate.pass()) + (yield* gate.pass());
    });
    gate.admit(1);
    await spawn(() => gate.admit(2));
    expect(await sum).toBe(3);
  });

  test('gets the failure of its wait thrown, and may catch it', async () => {
    const gate = new Gate();
    const task = spawn(function* () {
      try {
        return yield* gate.pass();
      } catch (error) {
        return error;
      }
    });
    await spawn(() => gate.turnAway('no'));
    expect(await task).toBe('no');
  });

  test('is not suspended by an operation that settles at the call', async () => {
    using _ = stillClock();
    const gate = new Gate();
    const passes = 60;
    for (let ticket = 0; ticket < passes; ticket++) gate.admit(ticket);
    const passing = spawn(function* () {
      yield* sleep(0);
      for (let passed = 0; passed < passes; passed++) yield* gate.pass();
    });
    let turns = 0;
    await spawn(function* () {
      for (; gate.tickets > 0; turns++) yield* sleep(0);
    });
    await passing;
    // Each suspension would be a turn of the other; after 64 operations the others have theirs in any case.
    expect(turns).toBeLessThan(5);
  });

  test('that yields an operation instead of yield* gets InvalidStateError, and can go on', async () => {
    const gate = new Gate();
    gate.admit(1);
    const task = spawn(function* wrong(): Coroutine<unknown> {
      try {
        // @ts-expect-error an operation is waited for with yield*
        yield gate.pass();
      } catch (error) {
        gate.admit(2);
        return [error, yield* gate.pass()];
      }
    });
    const [error, ticket] = (await task) as [Error, number];
    expect(error).toBeInstanceOf(InvalidStateError);
    expect(error.message).toBe(
      'wrong (main) yielded an operation: wait for it with yield*; a coroutine waits with yield* operation',
    );
    expect(ticket).toBe(2);
  });

  test.each([
    [undefined, 'undefined'],
    [Promise.resolve(), 'an object (Promise)'],
    ['text', '"text"'],
  ])('that yields %o is told what it yielded', async (value, shown) => {
    const task = spawn(function* wrong(): Coroutine<void> {
      yield value as never;
    });
    await expect(task).rejects.toThrow(`wrong (main) yielded ${shown}; `);
  });

  test('may wait in its finally, whether it returned or threw', async () => {
    const gate = new Gate();
    const log: string[] = [];
    const body = function* (fails: boolean): Coroutine<string> {
      try {
        if (fails) throw new Error('failed');
        return 'returned';
      } finally {
        log.push(`let in by ${yield* gate.pass()}`);
      }
    };
    const tasks = [spawn(body, false), spawn(body, true)];
    gate.admit(1);
    gate.admit(2);
    expect(await tasks[0]).toBe('returned');
    await expect(tasks[1]).rejects.toThrow('failed');
    expect(log).toEqual(['let in by 1', 'let in by 2']);
  });

  test('gets the error of a target that cannot record its wait, and is out of the line', async () => {
    class Unrecorded extends Gate {
      blocked(): void {
        throw new Error('no room for the record');
      }
    }
    const gate = new Unrecorded();
    const task = spawn(function* () {
      try {
        yield* gate.pass();
      } catch (error) {
        yield* sleep(0);
        return (error as Error).message;
      }
      return undefined;
    });
    await spawn(() => {});
    gate.admit(1);
    expect(await task).toBe('no room for the record');
    expect(gate.tickets).toBe(1);
  });

  test('may wait for the same operation twice', async () => {
    const gate = new Gate();
    const task = spawn(function* () {
      const pass = gate.pass();
      return [yield* pass, yield* pass];
    });
    await spawn(() => gate.admit(4));
    expect(await task).toEqual([4, 4]);
  });

  test('cannot be iterated by anything but the scheduler', () => {
    const operation = Operation.resolved(1) as unknown as Iterable<unknown>;
    expect(() => [...operation]).toThrow(NoSchedulerError);
  });
});

describe('a task', () => {
  test('is an operation: two coroutines and a promise get the same result', async () => {
    const gate = new Gate();
    const task = spawn(() => gate.pass());
    const wait = function* (): Coroutine<number> {
      return yield* task;
    };
    const all = [spawn(wait), spawn(wait), task.toPromise()];
    await spawn(() => gate.admit(5));
    expect(await Promise.all(all)).toEqual([5, 5, 5]);
  });

  test('that has ended gives its result to who comes later', async () => {
    const task = spawn(() => 5);
    await task;
    expect(await task).toBe(5);
    expect(
      await spawn(function* () {
        return yield* task;
      }),
    ).toBe(5);
  });

  test('that fails while nobody looks is reported', async () => {
    const error = new Error('nobody looks');
    const reported = await unhandledIn(async () => {
      spawn(function* (): Coroutine<void> {
        yield* sleep(0);
        throw error;
      });
      await sleep(2);
    });
    expect(reported).toEqual([error]);
  });

  test('that fails while a coroutine waits for it is not reported', async () => {
    const reported = await unhandledIn(async () => {
      const failing = spawn(function* (): Coroutine<void> {
        yield* sleep(1);
        throw new Error('looked at');
      });
      await spawn(function* () {
        try {
          yield* failing;
        } catch {}
      });
    });
    expect(reported).toEqual([]);
  });

  test('that throws does not stop the others', async () => {
    const tasks = [
      spawn(() => {
        throw new Error('a plain function');
      }),
      spawn(function* () {
        yield* sleep(0);
        throw new Error('a coroutine');
      }),
      spawn(async () => {
        throw new Error('an async function');
      }),
      spawn(() => 'fine'),
    ];
    const results = await Promise.allSettled(tasks);
    expect(results.map(({ status }) => status)).toEqual([
      'rejected',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
  });

  test('runs in the order of the calls, each up to its first wait', async () => {
    const log: string[] = [];
    const body = function* (name: string): Coroutine<void> {
      log.push(`${name} begins`);
      yield* sleep(0);
      log.push(`${name} ends`);
    };
    const tasks = ['a', 'b', 'c'].map((name) => spawn(body, name));
    log.push('spawned');
    await Promise.all(tasks);
    expect(log).toEqual([
      'spawned',
      ...['a', 'b', 'c'].map((name) => `${name} begins`),
      ...['a', 'b', 'c'].map((name) => `${name} ends`),
    ]);
  });

  test('is the current one while its code runs, and only then', async () => {
    const seen: (Task<unknown> | undefined)[] = [];
    const task: Task<void> = spawn(function* () {
      seen.push(currentTask());
      yield* sleep(0);
      seen.push(currentTask());
    });
    expect(currentTask()).toBeUndefined();
    await task;
    expect(seen.map((one) => one === task)).toEqual([true, true]);
    expect(currentTask()).toBeUndefined();
  });
});

describe('a pending operation that a coroutine leaves behind', () => {
  const endings: [string, (gate: Gate) => Coroutine<void>][] = [
    [
      'when it returns',
      function* (gate) {
        yield* sleep(0);
        gate.pass();
      },
    ],
    [
      'when it throws',
      function* (gate) {
        gate.pass();
        yield* sleep(0);
        throw new Error('thrown');
      },
    ],
    [
      'when it is cancelled',
      function* (gate) {
        gate.pass();
        currentTask()!.cancel();
        yield* sleep(Infinity);
      },
    ],
  ];

  test.each(endings)('is withdrawn %s, and takes nothing', async (_, body) => {
    const gate = new Gate();
    await Promise.allSettled([spawn(body, gate)]);
    expect(gate.waiting).toBe(0);
    gate.admit(1);
    expect(gate.tickets).toBe(1);
  });

  test.each(endings)('goes on if somebody else waits for it %s', async (_, body) => {
    const gate = new Gate();
    let kept: Promise<number> | undefined;
    const keeping = {
      pass: () => {
        const pass = gate.pass();
        kept = pass.toPromise();
        return pass;
      },
    };
    await Promise.allSettled([spawn(body, keeping as Gate)]);
    gate.admit(1);
    expect(await kept).toBe(1);
  });

  test('is withdrawn though others were begun after it, and none of those that settled is touched', async () => {
    const gate = new Gate();
    const passes: Operation<number>[] = [];
    await spawn(function* () {
      for (let i = 0; i < 100; i++) passes.push(gate.pass());
      yield* sleep(0);
      for (let i = 0; i < 50; i++) gate.admit(i);
    });
    expect(gate.waiting).toBe(0);
    const results = await Promise.allSettled(passes);
    expect(results.slice(0, 50).map((one) => 'value' in one && one.value)).toEqual([
      ...Array(50).keys(),
    ]);
    for (const result of results.slice(50)) {
      expect(result).toMatchObject({ reason: expect.any(CancelledError) });
    }
  });

  test('stays as long as the coroutine does, and can be waited for later', async () => {
    const gate = new Gate();
    const task = spawn(function* () {
      const [first, second] = [gate.pass(), gate.pass()];
      yield* sleep(0);
      return [yield* second, yield* first];
    });
    await spawn(() => undefined);
    expect(gate.waiting).toBe(2);
    gate.admit(1);
    gate.admit(2);
    expect(await task).toEqual([2, 1]);
  });
});

test('the result of a task is inferred from the function', () => {
  const operation = Operation.resolved('text');
  const coroutine = spawn(function* () {
    return (yield* operation).length;
  });
  expectTypeOf(coroutine).toEqualTypeOf<Task<number>>();
  expectTypeOf(spawn(async () => 'text')).toEqualTypeOf<Task<string>>();
  expectTypeOf(spawn(() => operation)).toEqualTypeOf<Task<string>>();
  expectTypeOf<Awaited<Task<number>>>().toEqualTypeOf<number>();
});
