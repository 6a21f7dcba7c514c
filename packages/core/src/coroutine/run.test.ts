import { describe, expect, expectTypeOf, test } from 'vitest';
import { CancelledError, InvalidArgumentError, InvalidStateError } from '../errors.ts';
import type { Operation } from '../operation/operation.ts';
import { unhandledIn } from '../operation/unhandled.fixture.ts';
import { Gate } from '../time/gate.fixture.ts';
import { sleep } from '../time/sleep.ts';
import { run } from './run.ts';
import { spawn } from './spawn.ts';
import type { Coroutine } from './task.ts';

test('run gives what its main function returns', async () => {
  const result = run(function* () {
    yield* sleep(0);
    return 5;
  });
  expectTypeOf(result).toEqualTypeOf<Operation<number>>();
  expect(await result).toBe(5);
  expect(await run(async () => 'async')).toBe('async');
  expect(await run(() => 'plain')).toBe('plain');
});

test('an error of its main function is that of run, and is reported once', async () => {
  const error = new Error('main failed');
  const fail = (): never => {
    throw error;
  };
  await expect(run(fail)).rejects.toBe(error);
  expect(await unhandledIn(() => run(fail).catch(() => undefined))).toEqual([]);
  expect(await unhandledIn(() => void run(fail))).toEqual([error]);
});

test('its main function fails at the first step of a loop that has to give the host its turn, unreported', async () => {
  const reported = await unhandledIn(async () => {
    const spinning = spawn(function* () {
      for (;;) yield* sleep(0);
    });
    await sleep(1);
    const failures = Array.from({ length: 300 }, () =>
      run(() => {
        throw new Error('main failed');
      }).catch(() => undefined),
    );
    await Promise.all(failures);
    spinning.cancel();
  });
  expect(reported).toEqual([]);
});

test.each([[undefined], [null], [5], [{}], [Promise.resolve()]])(
  '%o is no function to run, and is refused at the call',
  (main) => {
    expect(() => run(main as never)).toThrow(InvalidArgumentError);
    expect(() => run(main as never)).toThrow(/^run: needs a function to run .*, got /);
  },
);

test('run inside a task is refused', async () => {
  const inside = spawn(function* main() {
    yield* run(() => undefined);
  });
  await expect(inside).rejects.toThrow(InvalidStateError);
  await expect(spawn(() => void run(() => undefined))).rejects.toThrow(InvalidStateError);
  await expect(inside).rejects.toThrow(
    'run: main (main) is running already; use spawn() inside it',
  );
});

describe('what is left over when main ends', () => {
  test('is cancelled and waited for, also what was spawned by those that main spawned', async () => {
    const log: string[] = [];
    const leftover = function* (name: string): Coroutine<void> {
      try {
        if (name === 'a') spawn(leftover, 'child of a');
        yield* sleep(Infinity);
      } catch (error) {
        log.push(`${name}: ${(error as Error).name}, ${String((error as Error).cause)}`);
        yield* sleep(1);
        log.push(`${name} ends`);
      }
    };
    await run(function* main() {
      for (const name of ['a', 'b']) spawn(leftover, name);
      yield* sleep(0);
      yield* sleep(0);
    });
    log.push('run ends');
    expect(log).toEqual([
      'a: CancelledError, main has ended',
      'b: CancelledError, main has ended',
      'child of a: CancelledError, main has ended',
      'a ends',
      'b ends',
      'child of a ends',
      'run ends',
    ]);
  });

  test('is cancelled also if main failed', async () => {
    let ended = false;
    const failing = run(function* main() {
      spawn(function* () {
        try {
          yield* sleep(Infinity);
        } finally {
          ended = true;
        }
      });
      yield* sleep(0);
      throw new Error('main failed');
    });
    await expect(failing).rejects.toThrow('main failed');
    expect(ended).toBe(true);
  });

  test('never runs if it had not begun', async () => {
    let ran = false;
    await run(() => void spawn(() => (ran = true)));
    expect(ran).toBe(false);
  });

  test('that is spawned by the end of another is cancelled too', async () => {
    const log: string[] = [];
    await run(function* main() {
      spawn(function* () {
        try {
          yield* sleep(Infinity);
        } finally {
          const late = spawn(function* () {
            yield* sleep(Infinity);
          });
          yield* sleep(0);
          late.catch((error: unknown) => log.push((error as Error).name));
        }
      });
      yield* sleep(0);
    });
    expect(log).toEqual([CancelledError.prototype.name]);
  });

  test('is all told before one is waited for: one may need another to end first', async () => {
    const gate = new Gate();
    let passed = 0;
    await run(function* main() {
      spawn(function* () {
        try {
          yield* sleep(Infinity);
        } finally {
          passed = yield* gate.pass();
        }
      });
      spawn(function* () {
        try {
          yield* sleep(Infinity);
        } finally {
          gate.admit(7);
        }
      });
      yield* sleep(0);
    });
    expect(passed).toBe(7);
  });

  test('and fails while it ends has its errors reported, each once, and run gives its result', async () => {
    const errors = ['a', 'b'].map((name) => new Error(name));
    let result = 0;
    const reported = await unhandledIn(async () => {
      result = await run(function* main() {
        for (const error of errors) {
          spawn(function* () {
            try {
              yield* sleep(Infinity);
            } catch {
              throw error;
            }
          });
        }
        yield* sleep(0);
        return 5;
      });
    });
    expect(result).toBe(5);
    expect(reported).toEqual(errors);
  });

  test('and does not heed its cancellation is waited for', async () => {
    let ended = false;
    await run(function* main() {
      spawn(function* () {
        try {
          yield* sleep(Infinity);
        } catch {}
        yield* sleep(2);
        ended = true;
      });
      yield* sleep(0);
    });
    expect(ended).toBe(true);
  });
});

test('main may wait in its finally, while what it spawned still runs', async () => {
  const gate = new Gate();
  const result = run(function* main() {
    spawn(function* () {
      yield* sleep(0);
      gate.admit(3);
    });
    try {
      return 'result';
    } finally {
      expect(yield* gate.pass()).toBe(3);
    }
  });
  expect(await result).toBe('result');
});
