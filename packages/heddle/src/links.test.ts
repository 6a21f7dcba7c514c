import { beforeAll, describe, expect, test } from 'vitest';
import type { Observations } from './fixtures/links.ts';
import { runOn, runtimes } from './fixtures/run-on.ts';

describe.each(runtimes)('the links to workers on %s', (runtime) => {
  let seen: Observations;
  beforeAll(async () => {
    seen = JSON.parse(await runOn(runtime, 'links.ts'));
  }, 60_000);

  test('heddle picks the adapter', () => {
    expect(seen.name).toBe(runtime);
    expect(seen.names).toEqual(expect.arrayContaining(['Lock', 'Queue', 'Thread', 'spawn']));
  });

  test('a main thread has no creator and lacks nothing', () => {
    expect(seen).toMatchObject({ isMainThread: true, hasParent: false, missing: {} });
  });

  test('messages sent before the worker is up arrive in order, and back', () => {
    expect(seen.echo).toEqual(Array.from({ length: 100 }, (_, n) => n));
  });

  test('what is transferred leaves', () => {
    expect(seen.transfer).toEqual({ left: 0, back: [1, 2, 3] });
  });

  test('closing sends off what was posted, ends with 0, and a late listener misses nothing', () => {
    expect(seen.lateListener).toEqual({ code: 0, messages: [1, 2, 3, 4, 5] });
  });

  test('an exit tells its code, once', () => {
    expect(seen.exits).toEqual({ code: 3, times: 1 });
  });

  test('a module that is not there is named', () => {
    expect(seen.notFound).toMatchObject({
      message: expect.stringContaining('nowhere.ts'),
      times: 1,
    });
  });

  test('a syntax error is told', () => {
    expect(seen.syntaxError).toMatchObject({ name: 'SyntaxError', times: 1 });
  });

  test.each([
    ['throwsAtLoad', 'TypeError', 'boom at load', 'throws.ts'],
    ['throwsLate', 'RangeError', 'late boom', 'late.ts'],
    ['rejects', 'RangeError', 'late rejection', 'rejects.ts'],
  ] as const)(
    '%s: an uncaught error ends the worker, with its place',
    (which, name, message, file) => {
      expect(seen[which]).toMatchObject({ name, message, times: 1 });
      expect(seen[which]).toHaveProperty('stack', expect.stringMatching(`^${name}: ${message}\n`));
      expect(seen[which]).toHaveProperty('stack', expect.stringContaining(`${file}:`));
    },
  );

  test.each(['idleTerminated', 'busyTerminated', 'parkedTerminated'] as const)(
    '%s: terminate settles, also the second time, and is no error',
    (which) => {
      expect(seen[which]).toEqual({ told: true });
    },
  );

  test('a factory that builds no worker is refused', () => {
    expect(seen.refused).toMatch(/^TypeError: the factory .* returned 42$/);
  });

  test('a factory that gives a worker twice is refused', () => {
    expect(seen.refusedTwice).toMatch(/^TypeError: the factory .* returned the same twice$/);
  });

  test('hops let timers in', () => {
    // A MessagePort would let some hundreds go by.
    expect(seen.hopsBeforeTimer).toBeLessThan(50);
  });

  test('a cleared timer does not fire', () => {
    expect(seen.clearedTimer).toEqual(['kept']);
  });

  test('a value follows an async function', () => {
    expect(seen.context).toEqual({ inner: 'inside', outer: 'nothing' });
  });
});
