import { describe, expect, test } from 'vitest';
import { CancelledError, InvalidArgumentError, TimeoutError } from '../errors.ts';
import { Gate } from '../time/gate.fixture.ts';
import { sleep } from '../time/sleep.ts';
import { inVirtualTime } from '../time/virtual-time.fixture.ts';
import { asCompleted } from './as-completed.ts';
import { spawn } from './spawn.ts';
import type { Coroutine, Task } from './task.ts';

inVirtualTime();

const turn = (): Task<void> => spawn(() => {});

/** Which of `all` they are: Vitest would iterate an operation to compare it. */
const at = (all: readonly unknown[], some: Iterable<unknown>): number[] =>
  Array.from(some, (one) => all.indexOf(one));

/** Tasks that end when their gates let them, in whatever order. */
function gated(count: number): { gates: Gate[]; tasks: Task<number>[] } {
  const gates = Array.from({ length: count }, () => new Gate());
  return { gates, tasks: gates.map((gate) => spawn(() => gate.pass())) };
}

describe('190: asCompleted', () => {
  test('gives the very tasks in the order in which they end, by for await', async () => {
    const { gates, tasks } = gated(3);
    const order = [2, 0, 1];
    const opening = spawn(function* () {
      for (const index of order) {
        gates[index]!.admit(index);
        yield* sleep(0);
      }
    });
    const seen: Task<number>[] = [];
    for await (const task of asCompleted(tasks)) seen.push(task);
    await opening;
    expect(at(tasks, seen)).toEqual(order);
  });

  test('by forEach in a coroutine, whose body is part of it', async () => {
    const { gates, tasks } = gated(2);
    gates[1]!.admit(1);
    gates[0]!.admit(0);
    const seen: unknown[] = [];
    await spawn(function* () {
      yield* asCompleted([...tasks, Promise.resolve('promise')]).forEach(function* (operation) {
        seen.push(yield* operation);
        yield* sleep(0);
      });
    });
    expect(seen.toSorted()).toEqual([0, 1, 'promise']);
  });

  test('those that had ended come first, failed ones too, and nothing is thrown', async () => {
    const failing = spawn(() => {
      throw new Error('failed');
    });
    const quick = spawn(() => 1);
    await Promise.allSettled([failing, quick]);
    const seen: unknown[] = [];
    for await (const task of asCompleted([failing, quick, quick])) seen.push(task);
    expect(at([failing, quick], seen)).toEqual([0, 1]);
  });

  test('of nothing ends at once', async () => {
    for await (const _ of asCompleted([])) expect.unreachable();
    await spawn(() => asCompleted([]).forEach(() => expect.unreachable()));
  });
});

describe('its timeout', () => {
  test('is for all together: what is done by then comes, and then a TimeoutError', async () => {
    const { gates, tasks } = gated(2);
    gates[0]!.admit(0);
    const seen: unknown[] = [];
    const caught = await (async () => {
      for await (const task of asCompleted(tasks, { timeout: 1 })) seen.push(await task);
    })().catch((error: unknown) => error);
    expect(seen).toEqual([0]);
    expect(caught).toBeInstanceOf(TimeoutError);
    expect((caught as Error).message).toBe(
      'asCompleted timed out after 1 ms: 1 of 2 have not ended',
    );
    expect(tasks[1]!._observers).toBeUndefined();
    expect(tasks[1]!.state).toBe('waiting');
    tasks[1]!.cancel();
  });

  test('of 0 gives what has ended already', async () => {
    const { gates, tasks } = gated(2);
    gates[1]!.admit(1);
    await turn();
    await turn();
    const iterator = asCompleted(tasks, { timeout: 0 })[Symbol.asyncIterator]();
    expect((await iterator.next()).value).toBe(tasks[1]);
    await expect(iterator.next()).rejects.toThrow(TimeoutError);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    tasks[0]!.cancel();
  });
});

describe('whoever stops early', () => {
  test('by break, watches nobody any more, and it is over', async () => {
    const { gates, tasks } = gated(3);
    gates[0]!.admit(0);
    const completions = asCompleted(tasks, { timeout: 100_000 });
    for await (const _ of completions) break;
    expect(tasks.map((task) => task._observers)).toEqual([undefined, undefined, undefined]);
    for await (const _ of completions) expect.unreachable();
    for (const task of tasks) task.cancel();
  });

  test('by an error in the body of forEach', async () => {
    const { gates, tasks } = gated(2);
    gates[0]!.admit(0);
    const failing = spawn(() =>
      asCompleted(tasks).forEach(() => {
        throw new Error('enough');
      }),
    );
    await expect(failing).rejects.toThrow('enough');
    expect(tasks[1]!._observers).toBeUndefined();
    tasks[1]!.cancel();
  });

  test('by being cancelled while it waits, leaves them running', async () => {
    const { tasks } = gated(2);
    const outer = spawn(function* () {
      yield* asCompleted(tasks).forEach(() => {});
    });
    await turn();
    await turn();
    outer.cancel();
    await expect(outer).rejects.toThrow(CancelledError);
    expect(tasks.map((task) => [task.state, task._observers])).toEqual([
      ['waiting', undefined],
      ['waiting', undefined],
    ]);
    for (const task of tasks) task.cancel();
  });
});

test('two that go through the same one get each task once between them, and both end', async () => {
  const { gates, tasks } = gated(3);
  const completions = asCompleted(tasks);
  const seen: unknown[] = [];
  const through = function* (): Coroutine<void> {
    yield* completions.forEach((task) => void seen.push(task));
  };
  const both = [spawn(through), spawn(through)];
  await turn();
  for (const gate of gates) gate.admit(1);
  for (const task of both) await task;
  expect(at(tasks, seen).toSorted()).toEqual([0, 1, 2]);
});

test.each([
  [[5], {}, 'asCompleted: needs operations, tasks or promises, got 5'],
  [spawn(() => 1), {}, 'asCompleted: needs a list of operations'],
  [[], { timeout: -1 }, 'timeout must be a number of milliseconds from 0 up, got -1'],
  [[], 7, 'options must be an object, got 7'],
])('bad input: asCompleted(%o, %o) is refused', (sources, options, message) => {
  expect(() => asCompleted(sources as never, options as never)).toThrow(InvalidArgumentError);
  expect(() => asCompleted(sources as never, options as never)).toThrow(message);
});
