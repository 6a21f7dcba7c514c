import { describe, expect, expectTypeOf, test } from 'vitest';
import { CancelledError, InvalidArgumentError, InvalidStateError } from '../errors.ts';
import type { Operation } from '../operation/operation.ts';
import { unhandledIn } from '../operation/unhandled.fixture.ts';
import { Gate } from '../time/gate.fixture.ts';
import { sleep } from '../time/sleep.ts';
import { gather } from './gather.ts';
import { spawn } from './spawn.ts';
import type { Coroutine, Task } from './task.ts';

/** Ends once every task that was ready at the call has had a step. */
const turn = (): Task<void> => spawn(() => {});

/** Waits until it is cancelled, and tells of its end, which takes a turn. */
function* endless(log: string[], name: string): Coroutine<void> {
  try {
    yield* sleep(Infinity);
  } finally {
    yield* sleep(0);
    log.push(name);
  }
}

describe('183: gather', () => {
  test('gives the results in the order of the list, whatever order they come in', async () => {
    const [a, b] = [new Gate(), new Gate()];
    const wait = function* (gate: Gate): Coroutine<number> {
      return yield* gate.pass();
    };
    const all = gather([spawn(wait, a), spawn(wait, b), Promise.resolve('promise'), sleep(0)]);
    expectTypeOf(all).toEqualTypeOf<Operation<[number, number, string, void]>>();
    b.admit(2);
    await turn();
    a.admit(1);
    expect(await all).toEqual([1, 2, 'promise', undefined]);
  });

  test('of nothing gives [], at once', async () => {
    expect(gather([])._settled).toBe(true);
    expect(await gather([])).toEqual([]);
  });

  test('takes any iterable, and of what has ended already makes no wait', () => {
    const done = new Set([gather([]), gather([])]);
    expect(gather(done)._outcome()).toEqual([[], []]);
  });

  test('works by yield* in a coroutine', async () => {
    const sum = spawn(function* () {
      const [a, b] = yield* gather([spawn(() => 1), spawn(() => 2)]);
      return a + b;
    });
    expect(await sum).toBe(3);
  });
});

test('184: the first failure is passed on at once; the siblings are not cancelled and go on', async () => {
  const gate = new Gate();
  const failing = spawn(() => {
    throw new RangeError('first');
  });
  const sibling = spawn(() => gate.pass());
  const caught = await gather([sibling, failing]).catch((error: unknown) => error);
  expect(caught).toBeInstanceOf(RangeError);
  expect([sibling.state === 'cancelled', sibling.cancelling]).toEqual([false, 0]);
  gate.admit(5);
  expect(await sibling).toBe(5);
});

test('184: a failure after the first is reported by nobody', async () => {
  const fail = (message: string): Task<never> =>
    spawn(() => {
      throw new Error(message);
    });
  const reported = await unhandledIn(async () => {
    await gather([fail('first'), fail('second')]).catch(() => {});
  });
  expect(reported).toEqual([]);
});

test('185: { returnExceptions } gives errors as values, each in its place, undefined and cancellations too', async () => {
  const error = new Error('failed');
  const cancelled = spawn(() => sleep(Infinity));
  const fail = (what: unknown): Task<never> =>
    spawn(() => {
      throw what;
    });
  const all = gather([fail(error), spawn(() => 1), fail(undefined), cancelled], {
    returnExceptions: true,
  });
  await turn();
  cancelled.cancel();
  const [first, second, third, fourth] = await all;
  expect([first, second, third]).toEqual([error, 1, undefined]);
  expect(fourth).toBeInstanceOf(CancelledError);
});

describe('186: cancelling whoever waits for a gather', () => {
  test('cancels all that have not ended, and is heard when the last has ended its cleanup', async () => {
    const log: string[] = [];
    const children = ['a', 'b'].map((name) => spawn(endless, log, name));
    const outer = spawn(function* () {
      try {
        yield* gather([spawn(() => 1), ...children]);
      } finally {
        log.push('heard');
      }
    });
    await turn();
    await turn();
    outer.cancel('enough');
    await expect(outer).rejects.toMatchObject({ name: 'CancelledError', cause: 'enough' });
    expect(log).toEqual(['a', 'b', 'heard']);
    expect(children.map((task) => task.state)).toEqual(['cancelled', 'cancelled']);
  });

  test('is heard though a child swallows it, or returnExceptions is set', async () => {
    const swallow = function* (): Coroutine<string> {
      try {
        yield* sleep(Infinity);
      } catch {}
      return 'swallowed';
    };
    for (const returnExceptions of [false, true]) {
      const child = spawn(swallow);
      const outer = spawn(function* () {
        return yield* gather([child], { returnExceptions });
      });
      await turn();
      await turn();
      outer.cancel();
      await expect(outer).rejects.toThrow(CancelledError);
      expect(await child).toBe('swallowed');
    }
  });

  test('gives up an operation in line, and leaves what nothing can end', async () => {
    const gate = new Gate();
    const { promise, resolve } = Promise.withResolvers<void>();
    const outer = spawn(function* () {
      yield* gather([gate.pass(), promise]);
    });
    await turn();
    outer.cancel();
    await expect(outer).rejects.toThrow(CancelledError);
    gate.admit(1);
    expect([gate.tickets, gate.waiting]).toEqual([1, 0]);
    resolve();
  });
});

test('187: a child that is cancelled from outside fails the gather, and neither cancels its siblings nor who waits', async () => {
  const gate = new Gate();
  const [child, sibling] = [spawn(() => sleep(Infinity)), spawn(() => gate.pass())];
  const outer: Task<unknown> = spawn(function* () {
    try {
      yield* gather([child, sibling]);
    } catch (error) {
      return [(error as Error).name, outer.cancelling];
    }
    return undefined;
  });
  await turn();
  child.cancel();
  expect(await outer).toEqual(['CancelledError', 0]);
  gate.admit(1);
  expect(await sibling).toBe(1);
});

test('188: the same operation passed twice is waited for once, its result is at both places', async () => {
  let runs = 0;
  const task = spawn(() => ++runs);
  expect(await gather([task, task])).toEqual([1, 1]);
  const failing = spawn(() => {
    throw new Error('once');
  });
  expect(await gather([failing, failing], { returnExceptions: true })).toEqual([
    new Error('once'),
    new Error('once'),
  ]);
  const endlessTask = spawn(() => sleep(Infinity));
  const outer = spawn(function* () {
    yield* gather([endlessTask, endlessTask]);
  });
  await turn();
  outer.cancel();
  await expect(outer).rejects.toThrow(CancelledError);
});

test('a gather that its coroutine leaves behind is withdrawn, and so are the operations in it', async () => {
  const gate = new Gate();
  const reported = await unhandledIn(async () => {
    const task = spawn(function* () {
      yield* sleep(0);
      void gather([gate.pass(), gate.pass()]);
      void gate.pass();
    });
    await task;
    for (const ticket of [1, 2, 3]) gate.admit(ticket);
  });
  expect([gate.tickets, gate.waiting]).toEqual([3, 0]);
  expect(reported).toEqual([]);
});

test('a gather nobody looks at reports its failure, once', async () => {
  const error = new Error('unseen');
  const reported = await unhandledIn(() => {
    const failing = spawn(() => {
      throw error;
    });
    void gather([failing, failing]);
  });
  expect(reported).toEqual([error]);
});

describe('bad input', () => {
  test.each([
    [undefined, 'undefined'],
    [5, '5'],
    [sleep(0), 'an object (Sleep)'],
    [{}, 'an object'],
  ])('%o is no list of operations', (sources, shown) => {
    expect(() => gather(sources as never)).toThrow(InvalidArgumentError);
    expect(() => gather(sources as never)).toThrow(
      `gather: needs a list of operations, tasks or promises, got ${shown}`,
    );
  });

  test('operations passed one by one, as to Python’s gather, are refused in a coroutine too, which goes on', async () => {
    const task = spawn(function* () {
      try {
        gather(spawn(() => 1) as never, spawn(() => 2) as never);
      } catch (error) {
        yield* sleep(0);
        return (error as Error).name;
      }
      return 'nothing';
    });
    expect(await task).toBe('InvalidArgumentError');
  });

  test('a generator in the list is refused, and never runs', () => {
    let ran = false;
    const body = function* (): Coroutine<void> {
      ran = true;
      yield* sleep(0);
    };
    expect(() => gather([body() as never])).toThrow(
      'gather: needs operations, tasks or promises, got a generator: run it with spawn()',
    );
    expect(ran).toBe(false);
  });

  test('a returnExceptions that is no boolean is refused', () => {
    expect(() => gather([], { returnExceptions: 1 as never })).toThrow(
      'gather: returnExceptions must be true or false, got 1',
    );
  });

  test('a task that gathers itself is told so', async () => {
    const task: Task<string> = spawn(function* () {
      try {
        yield* gather([task]);
        return 'ended';
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidStateError);
        return (error as Error).message;
      }
    });
    expect(await task).toMatch(/^gather: task-\d+ \(main\) cannot wait for its own end$/);
  });
});
