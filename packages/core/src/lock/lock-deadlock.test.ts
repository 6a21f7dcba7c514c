import { describe, expect, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import type { Coroutine, Task } from '../coroutine/task.ts';
import { DeadlockError, TimeoutError } from '../errors.ts';
import type { WaitOptions } from '../operation/operation.ts';
import { sleep } from '../time/sleep.ts';
import { withStillClock } from '../time/still-clock.fixture.ts';
import { inVirtualTime } from '../time/virtual-time.fixture.ts';
import { Lock } from './lock.ts';

inVirtualTime();
withStillClock(); // who closes a cycle is who comes last

const locks = (...names: string[]): Lock[] => names.map((name) => new Lock({ name }));

/** Takes one lock, lets the others take theirs, and takes the next. */
function* both(first: Lock, second: Lock, options?: WaitOptions): Coroutine<string> {
  using _first = yield* first.acquire();
  yield* sleep(0);
  using _second = yield* second.acquire(options);
  return 'both';
}

/** The error of the one that was refused; the others must have gone on. */
async function victim(tasks: Task<unknown>[]): Promise<DeadlockError> {
  const results = await Promise.allSettled(tasks);
  const refused = results.filter((result) => result.status === 'rejected');
  expect(refused).toHaveLength(1);
  expect(refused[0]!.reason).toBeInstanceOf(DeadlockError);
  return refused[0]!.reason as DeadlockError;
}

describe('DeadlockError', () => {
  test('goes to a coroutine that waits for what it holds itself', async () => {
    const [a] = locks('a') as [Lock];
    const task = spawn(function* deposit() {
      using _ = yield* a.acquire();
      yield* a.acquire();
    });
    const error = await victim([task]);
    expect(error.message).toBe('deposit (main) holds "a" and waits for "a"');
    expect(error.code).toBe('HEDDLE_DEADLOCK');
    expect(a.locked).toBe(false);
  });

  test('goes to one of two coroutines that take two locks in opposite order, with the cycle by names', async () => {
    const [a, b] = locks('a', 'b') as [Lock, Lock];
    const error = await victim([
      spawn({ target: both, args: [a, b], name: 'deposit' }),
      spawn({ target: both, args: [b, a], name: 'withdraw' }),
    ]);
    expect(error.message).toBe(
      'withdraw (main) holds "b" and waits for "a"; deposit (main) holds "a" and waits for "b"',
    );
    expect(error.cycle).toEqual([
      { holder: 'withdraw (main)', holds: '"b"', waitsFor: '"a"' },
      { holder: 'deposit (main)', holds: '"a"', waitsFor: '"b"' },
    ]);
    expect([a.locked, b.locked]).toEqual([false, false]);
  });

  test('goes to one of three in a ring', async () => {
    const [a, b, c] = locks('a', 'b', 'c') as [Lock, Lock, Lock];
    const error = await victim([
      spawn({ target: both, args: [a, b], name: 'one' }),
      spawn({ target: both, args: [b, c], name: 'two' }),
      spawn({ target: both, args: [c, a], name: 'three' }),
    ]);
    expect(error.message).toBe(
      'three (main) holds "c" and waits for "a"; one (main) holds "a" and waits for "b"; ' +
        'two (main) holds "b" and waits for "c"',
    );
  });

  test('comes also when it is a grant that closes the cycle', async () => {
    const [a, b] = locks('a', 'b') as [Lock, Lock];
    const guard = await b.acquire();
    const one = spawn({ target: both, args: [a, b], name: 'one' });
    const two = spawn(function* two() {
      const early = b.acquire();
      yield* sleep(0);
      yield* sleep(0);
      try {
        yield* a.acquire();
      } finally {
        (yield* early).release();
      }
    });
    // `two` is before `one` in the line for b, and waits for a, which `one` holds.
    await spawn(function* () {
      for (let i = 0; i < 5; i++) yield* sleep(0);
    });
    guard.release();
    const error = await victim([one, two]);
    expect(error.message).toBe(
      'two (main) holds "b" and waits for "a"; one (main) holds "a" and waits for "b"',
    );
    expect(await one).toBe('both');
  });

  test('can be caught, and what was waited for is free again once the other has ended', async () => {
    const [a, b] = locks('a', 'b') as [Lock, Lock];
    const retrying = function* (): Coroutine<string> {
      try {
        return yield* both(b, a);
      } catch (error) {
        expect(error).toBeInstanceOf(DeadlockError);
        return yield* both(b, a);
      }
    };
    expect(await Promise.all([spawn(both, a, b), spawn(retrying)])).toEqual(['both', 'both']);
  });
});

describe('no false alarm', () => {
  test.each<[string, () => WaitOptions]>([
    ['a timeout', () => ({ timeout: 5 })],
    ['a signal', () => ({ signal: AbortSignal.timeout(5) })],
  ])('from a cycle that %s will open', async (_, options) => {
    const [a, b] = locks('a', 'b') as [Lock, Lock];
    const limited = spawn(both, a, b, options());
    const endless = spawn(both, b, a);
    const [first, second] = await Promise.allSettled([limited, endless]);
    expect(first.status === 'rejected' && first.reason).not.toBeInstanceOf(DeadlockError);
    expect(first.status).toBe('rejected');
    expect(second).toEqual({ status: 'fulfilled', value: 'both' });
  });

  test('from a lock that anybody may release', async () => {
    const lock = new Lock({ owned: false });
    const task = spawn(function* () {
      yield* lock.acquire();
      yield* lock.acquire();
    });
    await spawn(() => {});
    lock.release();
    await expect(task).resolves.toBeUndefined();
  });

  test('from flows that the runtime cannot tell apart', async () => {
    const [a, b] = locks('a', 'b') as [Lock, Lock];
    const first = await a.acquire();
    const second = await b.acquire();
    const waiting = [a.acquire(), b.acquire()];
    second.release();
    first.release();
    for (const guard of await Promise.all(waiting)) guard.release();
    expect([a.locked, b.locked]).toEqual([false, false]);
  });

  test('from a wait that has been begun and is not waited for', async () => {
    const lock = new Lock();
    const task = spawn(function* () {
      const guard = yield* lock.acquire();
      const next = lock.acquire();
      guard.release();
      (yield* next).release();
    });
    await expect(task).resolves.toBeUndefined();
  });

  test('from one that waits for somebody who goes on', async () => {
    const [a, b] = locks('a', 'b') as [Lock, Lock];
    const results = [spawn(both, a, b), spawn(both, a, b), spawn(both, a, b)];
    expect(await Promise.all(results)).toEqual(['both', 'both', 'both']);
  });
});

test('of two waits with limits that block each other, the TimeoutError shows the cycle', async () => {
  const [a, b] = locks('a', 'b') as [Lock, Lock];
  const one = spawn({ target: both, args: [a, b, { timeout: 3 }], name: 'one' });
  const two = spawn({ target: both, args: [b, a, { timeout: 1000 }], name: 'two' });
  await expect(one).rejects.toThrow(TimeoutError);
  await expect(one).rejects.toThrow(
    'acquire of "b" timed out after 3 ms: two (main) holds it and waits for "a"',
  );
  expect(await two).toBe('both');
});
