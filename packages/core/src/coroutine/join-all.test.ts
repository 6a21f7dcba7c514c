import { describe, expect, test } from 'vitest';
import { InvalidArgumentError } from '../errors.ts';
import { unhandledIn } from '../operation/unhandled.fixture.ts';
import { Gate } from '../time/gate.fixture.ts';
import { sleep } from '../time/sleep.ts';
import { inVirtualTime } from '../time/virtual-time.fixture.ts';
import { joinAll } from './join-all.ts';
import { spawn } from './spawn.ts';
import type { Task } from './task.ts';

inVirtualTime();

const turn = (): Task<void> => spawn(() => {});
/** Which of `all` they are: Vitest would iterate an operation to compare it. */
const at = (all: readonly unknown[], some: Iterable<unknown>): number[] =>
  Array.from(some, (one) => all.indexOf(one));
const fail = (error: unknown): Task<never> =>
  spawn(() => {
    throw error;
  });

describe('261: joinAll', () => {
  test('gives those that have ended, in the order in which they did, failed ones too', async () => {
    const gate = new Gate();
    const slow = spawn(() => gate.pass());
    const failing = fail(new Error('failed'));
    const quick = spawn(() => 1);
    const joining = joinAll([slow, failing, quick]);
    await turn();
    gate.admit(1);
    expect(at([slow, failing, quick], await joining)).toEqual([1, 2, 0]);
  });

  test('with a timeout gives those that are done by then, and the others go on', async () => {
    const gate = new Gate();
    const [slow, quick] = [spawn(() => gate.pass()), spawn(() => 1)];
    const both = [slow, quick];
    expect(at(both, await joinAll(both, { timeout: 1 }))).toEqual([1]);
    expect(at(both, await joinAll(both, { timeout: 0 }))).toEqual([1]);
    expect([slow.state, slow.cancelling]).toEqual(['waiting', 0]);
    gate.admit(1);
    expect(await slow).toBe(1);
  });

  test('of nothing gives []', async () => {
    expect(await joinAll([])).toEqual([]);
  });
});

describe('262: joinAll', () => {
  test('with raiseError throws what the first to fail threw, and the others go on', async () => {
    const gate = new Gate();
    const slow = spawn(() => gate.pass());
    const errors = [new Error('first'), undefined];
    const reported = await unhandledIn(async () => {
      const failing = errors.map((error) => fail(error));
      await expect(joinAll([slow, ...failing], { raiseError: true })).rejects.toBe(errors[0]);
    });
    expect(slow.state).toBe('waiting');
    gate.admit(1);
    expect(await slow).toBe(1);
    expect(reported).toEqual([undefined]); // the second was not looked at
  });

  test('with raiseError throws undefined, where that was thrown', async () => {
    const caught = await joinAll([fail(undefined)], { raiseError: true }).catch(
      (error: unknown) => [error],
    );
    expect(caught).toEqual([undefined]);
  });

  test('with count ends after so many, whether they had ended before or not', async () => {
    const slow = spawn(() => sleep(Infinity));
    const tasks = [spawn(() => 1), spawn(() => 2), spawn(() => 3)];
    for (const _ of ['not ended', 'ended']) {
      expect(at(tasks, await joinAll([slow, ...tasks], { count: 2 }))).toEqual([0, 1]);
    }
    expect(at(tasks, await joinAll(tasks, { count: 9 }))).toEqual([0, 1, 2]);
    slow.cancel();
  });

  test('with count and raiseError looks at no failure beyond the count', async () => {
    const ended = [spawn(() => 1), fail(new Error('second'))];
    await joinAll(ended);
    expect(at(ended, await joinAll(ended, { count: 1, raiseError: true }))).toEqual([0]);
    await expect(joinAll(ended, { count: 2, raiseError: true })).rejects.toThrow('second');
  });
});

test('263: g.get(timeout) and g.join(timeout) of gevent are withTimeout and joinAll: the second raises no failure', async () => {
  const failing = fail(new Error('failed'));
  expect(at([failing], await joinAll([failing], { timeout: 1000 }))).toEqual([0]);
  expect(failing.state).toBe('failed');
});

test('a signal that was aborted beforehand is its failure', async () => {
  const reason = new Error('aborted');
  await expect(joinAll([spawn(() => 1)], { signal: AbortSignal.abort(reason) })).rejects.toBe(
    reason,
  );
});

test.each([
  [{ count: 0 }, 'count must be a number from 1 up, got 0'],
  [{ count: Number.NaN }, 'count must be a number from 1 up, got NaN'],
  [{ raiseError: 'yes' }, 'raiseError must be true or false, got "yes"'],
  [{ timeout: -1 }, 'timeout must be a number of milliseconds from 0 up, got -1'],
  ['all', 'options must be an object, got "all"'],
])('wrong options %o are refused, and nothing is watched', (options, message) => {
  const slow = spawn(() => sleep(Infinity));
  expect(() => joinAll([slow], options as never)).toThrow(InvalidArgumentError);
  expect(() => joinAll([slow], options as never)).toThrow(message);
  expect(slow._observers).toBeUndefined();
  slow.cancel();
});
