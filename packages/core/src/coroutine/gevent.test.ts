import { describe, expect, test } from 'vitest';
import { TimeoutError } from '../errors.ts';
import { sleep } from '../time/sleep.ts';
import { addObserver } from '../wait/observe.ts';
import { spawn } from './spawn.ts';
import type { Coroutine, Task } from './task.ts';
import { withTimeout } from './timeout.ts';
import { wait } from './wait.ts';

const turn = (): Task<void> => spawn(() => {});

test('270: what wakes all that wait at this moment is the end of a promise or a task, which then stays', async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const event = spawn(() => promise);
  const wakes = function* (): Coroutine<string> {
    return yield* event;
  };
  const waiting = [spawn(wakes), spawn(wakes), spawn(wakes)];
  await turn();
  await turn();
  resolve('set');
  for (const task of waiting) expect(await task).toBe('set');
  expect(await spawn(wakes)).toBe('set'); // there is nothing to clear
});

describe('271: what gevent calls AsyncResult is a promise with its resolvers', () => {
  test('its value or error is set once, from anywhere, and each who waits gets it', async () => {
    const result = Promise.withResolvers<number>();
    const getting = spawn(function* () {
      return yield* withTimeout(1000, result.promise);
    });
    result.resolve(5);
    expect(await getting).toBe(5);
    const failing = Promise.withResolvers<number>();
    failing.reject(new RangeError('set'));
    await expect(withTimeout(1000, failing.promise)).rejects.toThrow(RangeError);
  });

  test('get with a timeout raises TimeoutError; wait never raises; a task may set it at its end', async () => {
    const result = Promise.withResolvers<number>();
    await expect(withTimeout(1, result.promise)).rejects.toThrow(TimeoutError);
    expect((await wait([result.promise], { timeout: 0 })).pending.size).toBe(1);
    spawn(() => 7).then(result.resolve, result.reject);
    expect((await wait([result.promise])).done.size).toBe(1);
    expect(await result.promise).toBe(7);
  });
});

test('279: a step that keeps the thread to itself is as long between what an observer hears of its beginning and its end', async () => {
  const steps: [what: string, at: number][] = [];
  const task = spawn(function* () {
    yield* sleep(0);
    const until = performance.now() + 20;
    while (performance.now() < until);
    yield* sleep(0);
  });
  const stop = addObserver((what, subject) => {
    if (subject === task) steps.push([what, performance.now()]);
  });
  await task;
  stop();
  const lengths = steps.flatMap(([what, at], index) =>
    what === 'resumed' ? [steps[index + 1]![1] - at] : [],
  );
  expect(Math.max(...lengths)).toBeGreaterThanOrEqual(19);
});
