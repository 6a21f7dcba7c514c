import { describe, expect, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import { DeadlockError, InvalidArgumentError, ShutDownError, TimeoutError } from '../errors.ts';
import { installPlatform, platform } from '../realm.ts';
import { Queue } from './queue.ts';

// As a runtime whose threads may block; whether this very thread can stop shows below.
installPlatform({ ...platform(), name: 'test', missing: {} });

const canStop = ((): boolean => {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0);
    return true;
  } catch {
    return false; // a page
  }
})();

function filled(...items: string[]): Queue<string> {
  const queue = new Queue<string>({ maxsize: 1, name: 'jobs' });
  for (const item of items) queue.tryPut(item);
  return queue;
}

test('putSync and getSync do what can be done at once, joinSync ends when all is done', () => {
  const queue = filled();
  queue.putSync('a');
  expect(queue.getSync()).toBe('a');
  queue.taskDone();
  expect(queue.joinSync()).toBeUndefined();
});

test('undefined is an item like any other', () => {
  const queue = new Queue<undefined>();
  queue.putSync(undefined);
  expect(queue.getSync()).toBeUndefined();
  expect(queue.empty).toBe(true);
});

test('a putSync wakes a coroutine that waits, a getSync makes room for one', async () => {
  const queue = filled();
  const getting = spawn(() => queue.get());
  await spawn(() => {});
  queue.putSync('a');
  expect(await getting).toBe('a');
  queue.putSync('b');
  const putting = queue.put('c');
  expect(queue.getSync()).toBe('b');
  await putting;
  expect(queue.getSync()).toBe('c');
});

test('after shutdown they throw ShutDownError', () => {
  const queue = filled();
  queue.shutdown();
  expect(() => queue.putSync('a')).toThrow(ShutDownError);
  expect(() => queue.getSync()).toThrow(ShutDownError);
  expect(() => queue.getSync({ timeout: 5 })).toThrow(ShutDownError);
});

const waits: [string, string, (options?: { timeout?: number }) => void][] = [
  ['putSync into', 'it holds 1 of 1 items', (options) => filled('a').putSync('b', options)],
  ['getSync from', 'it holds 0 of 1 items', (options) => void filled().getSync(options)],
  ['joinSync of', '1 item is not done', (options) => filled('a').joinSync(options)],
];

describe.each(waits)('%s a local queue that would have to wait', (verb, state, wait) => {
  test('throws DeadlockError without a timeout: nobody else knows the queue', () => {
    expect(() => wait()).toThrow(DeadlockError);
    expect(() => wait()).toThrow(
      'main holds the turn of its thread and waits for queue "jobs"; any task that could help holds what it waits for ' +
        'and waits for the turn of its thread (a blocking call stops every task of its thread: await instead)',
    );
  });

  test('is refused with a bad timeout', () => {
    expect(() => wait({ timeout: -1 })).toThrow(InvalidArgumentError);
    expect(() => wait({ timeout: -1 })).toThrow(
      `${verb} queue "jobs": timeout must be a number of milliseconds from 0 up, got -1`,
    );
  });

  test('throws TimeoutError at once with a timeout of 0', () => {
    expect(() => wait({ timeout: 0 })).toThrow(TimeoutError);
    expect(() => wait({ timeout: 0 })).toThrow(
      `${verb} queue "jobs" timed out after 0 ms: ${state}`,
    );
  });

  if (canStop) {
    test('blocks for its timeout, and throws TimeoutError', () => {
      const { now } = platform();
      const begun = now();
      expect(() => wait({ timeout: 10 })).toThrow(TimeoutError);
      expect(now() - begun).toBeGreaterThanOrEqual(9);
    });
  }
});
