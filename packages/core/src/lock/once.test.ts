import { describe, expect, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import { CancelledError, DeadlockError, InvalidArgumentError } from '../errors.ts';
import { installPlatform, platform } from '../realm.ts';
import { sleep } from '../time/sleep.ts';
import { Lock } from './lock.ts';
import { Once } from './once.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });

describe('one of several runs its function, and the others wait until that is done', () => {
  test('coroutines', async () => {
    const once = new Once();
    const seen: string[] = [];
    const tasks = ['a', 'b', 'c'].map((name) =>
      spawn(function* () {
        const ran = yield* once.run(function* () {
          yield* yieldNow();
          seen.push(`${name} runs`);
        });
        seen.push(`${name}: ${ran}`);
      }),
    );
    for (const task of tasks) await task;
    expect(seen).toEqual(['a runs', 'a: true', 'b: false', 'c: false']);
    expect(once.done).toBe(true);
  });

  test('async functions and plain ones', async () => {
    const once = new Once();
    const seen: string[] = [];
    const runs = [
      once.run(async () => {
        await sleep(0);
        seen.push('async');
      }),
      once.run(() => seen.push('plain')),
    ];
    expect(await Promise.all(runs)).toEqual([true, false]);
    expect(await once.run(() => seen.push('late'))).toBe(false);
    expect(seen).toEqual(['async']);
  });

  test('runSync', () => {
    const once = new Once();
    let count = 0;
    expect(once.runSync(() => count++)).toBe(true);
    expect(once.runSync(() => count++)).toBe(false);
    expect(count).toBe(1);
  });
});

describe('a function that fails', () => {
  test('gives its caller the error, and the next in line runs its own', async () => {
    const once = new Once();
    const failing = once.run(async () => {
      await sleep(0);
      throw new Error('no');
    });
    const seen: string[] = [];
    const next = once.run(() => seen.push('next'));
    const last = once.run(() => seen.push('last'));
    await expect(failing).rejects.toThrow('no');
    expect([await next, await last]).toEqual([true, false]);
    expect(seen).toEqual(['next']);
  });

  test('of runSync, too', () => {
    const once = new Once();
    expect(() =>
      once.runSync(() => {
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(once.done).toBe(false);
    expect(once.runSync(() => {})).toBe(true);
  });

  test('a coroutine that is cancelled while it runs counts as failed', async () => {
    const once = new Once();
    const running = spawn(function* () {
      yield* once.run(function* () {
        yield* sleep(Infinity);
      });
    });
    await spawn(function* () {});
    running.cancel();
    await expect(running).rejects.toThrow(CancelledError);
    expect(await once.run(() => {})).toBe(true);
  });
});

describe('called from inside itself, which would never end', () => {
  test('by a coroutine', async () => {
    const once = new Once({ name: 'open' });
    const task = spawn(function* opening() {
      yield* once.run(function* () {
        yield* once.run(function* () {});
      });
    });
    await expect(task).rejects.toThrow(DeadlockError);
    await expect(task).rejects.toThrow(
      'opening (main) holds once "open" and waits for once "open"',
    );
    expect(once.done).toBe(false);
  });

  test('by a function before its first await', async () => {
    const once = new Once({ name: 'open' });
    await expect(once.run(() => once.run(() => {}))).rejects.toThrow(DeadlockError);
    expect(() => once.runSync(() => once.runSync(() => {}))).toThrow(DeadlockError);
    expect(await once.run(() => {})).toBe(true);
  });

  test('by way of a lock that another task holds, who waits for it', async () => {
    const once = new Once({ name: 'open' });
    const lock = new Lock({ name: 'lock' });
    const other = spawn(function* other() {
      using _ = yield* lock.acquire();
      yield* yieldNow();
      yield* once.run(function* () {});
    });
    const opening = spawn(function* opening() {
      yield* once.run(function* () {
        yield* yieldNow();
        using _ = yield* lock.acquire();
      });
    });
    const ends = await Promise.allSettled([other.toPromise(), opening.toPromise()]);
    const failures = ends.filter((end) => end.status === 'rejected');
    expect(failures).toHaveLength(1);
    expect(failures[0]!.reason).toBeInstanceOf(DeadlockError);
  });
});

describe('bad input changes nothing', () => {
  test.each([[null], [5], [{ name: 5 }]])('options of %o are refused', (options) => {
    expect(() => new Once(options as never)).toThrow(InvalidArgumentError);
  });

  test.each([undefined, 5, {}])('%o is no function', async (body) => {
    const once = new Once();
    expect(() => once.run(body as never)).toThrow(InvalidArgumentError);
    expect(() => once.runSync(body as never)).toThrow(InvalidArgumentError);
    expect(once.done).toBe(false);
    expect(await once.run(() => {})).toBe(true);
  });

  test.each([async () => {}, function* () {}, () => (function* () {})()])(
    'runSync of %o, which takes time, is refused and counts as failed',
    async (body) => {
      const once = new Once();
      expect(() => once.runSync(body)).toThrow(InvalidArgumentError);
      expect(await once.run(() => {})).toBe(true);
    },
  );

  test('a plain function that returns a coroutine is refused: nobody would run it', async () => {
    const once = new Once();
    await expect(once.run(() => (function* () {})())).rejects.toThrow(InvalidArgumentError);
    expect(once.done).toBe(false);
  });

  test('a generator function is for yield*', async () => {
    await expect(new Once().run(function* () {}) as unknown as Promise<boolean>).rejects.toThrow(
      InvalidArgumentError,
    );
  });
});

test('runSync while a task of the thread runs it would never end', async () => {
  const once = new Once();
  const running = once.run(() => sleep(0));
  await Promise.resolve();
  expect(() => once.runSync(() => {})).toThrow(DeadlockError);
  expect(await running).toBe(true);
});
