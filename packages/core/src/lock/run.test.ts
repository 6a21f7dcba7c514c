import { describe, expect, expectTypeOf, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import type { Coroutine, Task } from '../coroutine/task.ts';
import { CancelledError, InvalidArgumentError } from '../errors.ts';
import { sleep } from '../time/sleep.ts';
import { Lock } from './lock.ts';

function* rest(): Coroutine<void> {
  yield* sleep(0);
}

/** Ends once every task that was ready at the call has had a step. */
const turn = (): Task<void> => spawn(() => {});

describe('with a plain or an async function', () => {
  test('run holds the lock while it runs, and gives its result', async () => {
    const lock = new Lock();
    expect(await lock.run(() => lock.locked)).toBe(true);
    expect(
      await lock.run(async () => {
        await sleep(0);
        return lock.locked;
      }),
    ).toBe(true);
    expect(lock.locked).toBe(false);
  });

  test('run releases the lock when it throws, and throws the same error', async () => {
    const lock = new Lock();
    const error = new Error('no');
    const fail = (): never => {
      throw error;
    };
    await expect(lock.run(fail)).rejects.toBe(error);
    await expect(lock.run(async () => fail())).rejects.toBe(error);
    expect(lock.locked).toBe(false);
  });

  test('run waits for its turn', async () => {
    const lock = new Lock();
    const log: string[] = [];
    const all = ['a', 'b', 'c'].map((name) =>
      lock.run(async () => {
        log.push(`${name} begins`);
        await sleep(0);
        log.push(`${name} ends`);
      }),
    );
    await Promise.all(all);
    expect(log).toEqual(['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]));
  });

  test('run begun by a coroutine is a flow of its own: it goes on without it, and is no deadlock for it', async () => {
    const lock = new Lock();
    const guard = await lock.acquire();
    let ran = false;
    let running: Promise<void> | undefined;
    await spawn(function* () {
      yield* sleep(0);
      running = lock.run(() => void (ran = true));
    });
    guard.release();
    await running;
    expect(ran).toBe(true);

    const both = spawn(function* () {
      void lock.run(() => sleep(1));
      const mine = yield* lock.acquire();
      mine.release();
    });
    await expect(both).resolves.toBeUndefined();
  });
});

describe('with a generator function', () => {
  test('run is for yield*, and holds the lock while it runs', async () => {
    const lock = new Lock();
    const task = spawn(function* () {
      const result = yield* lock.run(function* () {
        yield* sleep(0);
        return [lock.locked, 'result'];
      });
      return [...result, lock.locked];
    });
    expect(await task).toEqual([true, 'result', false]);
  });

  test('run releases the lock when it throws, and when the coroutine is cancelled inside', async () => {
    const lock = new Lock();
    const failing = spawn(() =>
      lock.run(function* (): Coroutine<void> {
        yield* sleep(0);
        throw new Error('no');
      }),
    );
    await expect(failing).rejects.toThrow('no');
    expect(lock.locked).toBe(false);
    const cancelled = spawn(() =>
      lock.run(function* () {
        yield* sleep(Infinity);
      }),
    );
    await turn();
    expect(lock.locked).toBe(true);
    cancelled.cancel();
    await expect(cancelled).rejects.toThrow(CancelledError);
    expect(lock.locked).toBe(false);
  });

  test('run that is cancelled while it waits never runs the body', async () => {
    const lock = new Lock();
    const guard = await lock.acquire();
    let ran = false;
    const task = spawn(() =>
      lock.run(function* () {
        ran = true;
        yield* sleep(0);
      }),
    );
    await turn();
    task.cancel();
    guard.release();
    await expect(task).rejects.toThrow(CancelledError);
    expect([ran, lock.locked]).toEqual([false, false]);
  });

  test('run is refused to await: the body would never run', async () => {
    const lock = new Lock({ name: 'account' });
    const awaited = async (): Promise<unknown> =>
      await lock.run(function* () {
        yield* sleep(0);
      });
    await expect(awaited()).rejects.toThrow(InvalidArgumentError);
    await expect(awaited()).rejects.toThrow(
      'run with "account" of a generator function is for yield*; give await an async function',
    );
    expect(lock.locked).toBe(false);
  });

  test('a function that only returns a coroutine is refused: its body would never run', async () => {
    const lock = new Lock({ name: 'account' });
    const run = lock.run(() => rest()) as unknown as Promise<void>;
    await expect(run).rejects.toThrow(InvalidArgumentError);
    await expect(run).rejects.toThrow(/^run with "account": the function returned a coroutine/);
    expect(lock.locked).toBe(false);
  });
});

test.each([[undefined], [null], [5], ['body'], [{}]])(
  'run with %o, which is no function, is refused at the call',
  (body) => {
    const lock = new Lock({ name: 'account' });
    expect(() => lock.run(body as never)).toThrow(InvalidArgumentError);
    expect(() => lock.run(body as never)).toThrow(/^run with "account": needs a function to run, /);
  },
);

test('the result of run is inferred from the body', async () => {
  const lock = new Lock();
  expectTypeOf(lock.run(() => 5)).toEqualTypeOf<Promise<number>>();
  expectTypeOf(lock.run(async () => 'text')).toEqualTypeOf<Promise<string>>();
  const coroutine = lock.run(function* () {
    yield* sleep(0);
    return true;
  });
  expectTypeOf(coroutine).toEqualTypeOf<Coroutine<boolean>>();
  expect(await spawn(() => coroutine)).toBe(true);
});
