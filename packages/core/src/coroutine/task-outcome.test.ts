import { describe, expect, test } from 'vitest';
import { CancelledError, TimeoutError } from '../errors.ts';
import { unhandledIn } from '../operation/unhandled.fixture.ts';
import { Gate } from '../time/gate.fixture.ts';
import { sleep } from '../time/sleep.ts';
import { joinAll } from './join-all.ts';
import { shield } from './shield.ts';
import { spawn } from './spawn.ts';
import type { Coroutine, Task } from './task.ts';
import { withTimeout } from './timeout.ts';

const turn = (): Task<void> => spawn(() => {});
const fail = (error: unknown): Task<never> =>
  spawn(() => {
    throw error;
  });

test('201: a task re-raises its error for each who waits, that very object; there is no result() to ask too early', async () => {
  const error = new Error('its own');
  const gate = new Gate();
  const task = spawn(() => gate.pass());
  const other = spawn(function* () {
    try {
      yield* task;
    } catch (caught) {
      return caught;
    }
    return undefined;
  });
  await turn();
  gate.turnAway(error);
  expect(await other).toBe(error);
  await expect(task).rejects.toBe(error);
  await expect(task.toPromise()).rejects.toBe(error);
  expect('result' in task).toBe(false);
});

test('a task that throws undefined has failed, and whoever waits for it gets undefined', async () => {
  const task = fail(undefined);
  expect(await task.catch((error: unknown) => [error])).toEqual([undefined]);
  expect(task.state).toBe('failed');
  const generator = spawn(function* (): Coroutine<void> {
    yield* sleep(0);
    throw undefined;
  });
  const waiting = spawn(function* () {
    try {
      yield* generator;
    } catch (error) {
      return [error];
    }
    return 'nothing thrown';
  });
  expect(await waiting).toEqual([undefined]);
  expect(await unhandledIn(() => void fail(undefined))).toEqual([undefined]);
});

test('203: a task that nobody keeps goes on to its end', async () => {
  const collected: unknown[] = [];
  const registry = new FinalizationRegistry((held) => collected.push(held));
  const gate = new Gate();
  let ended = 0;
  const total = 200;
  for (let i = 0; i < total; i++) {
    const task = spawn(function* () {
      yield* gate.pass();
      ended++;
    });
    registry.register(task, i);
  }
  for (let round = 0; round < 20; round++) await pressure();
  expect(collected).toEqual([]);
  for (let i = 0; i < total; i++) gate.admit(i);
  await sleep(0);
  await turn();
  expect(ended).toBe(total);
});

/**
 * Many objects, and large buffers, have every engine collect all of its heap, not only what is young; then it has time to
 * tell of it.
 */
async function pressure(): Promise<void> {
  Array.from({ length: 100_000 }, () => ({}));
  for (let i = 0; i < 2; i++) new Uint8Array(16 << 20).fill(1);
  await new Promise((resolve) => setTimeout(resolve, 0));
}

describe('a chain of tasks, each of which spawns the next and ends', () => {
  const links = 2000;

  test.each([
    [
      'generator functions',
      (note: (task: Task<unknown>) => void, gate: Gate) => {
        const link = function* (left: number): Coroutine<void> {
          yield* sleep(0);
          if (left === 0) yield* gate.pass();
          else note(spawn(link, left - 1));
        };
        return spawn(link, links);
      },
    ],
    [
      'async functions',
      (note: (task: Task<unknown>) => void, gate: Gate) => {
        const link = async (left: number): Promise<void> => {
          await sleep(0);
          if (left === 0) await gate.pass();
          else note(spawn(link, left - 1));
        };
        return spawn(link, links);
      },
    ],
  ])(
    'of %s does not keep those that have ended',
    async (_, begin) => {
      const collected: unknown[] = [];
      const registry = new FinalizationRegistry((held) => collected.push(held));
      const gate = new Gate();
      let last: Task<unknown> | undefined;
      begin((task) => {
        registry.register(task, undefined);
        last = task;
      }, gate);
      while (gate.waiting === 0) await turn();
      // When it collects is the engine's own affair, and in a busy browser late.
      for (let round = 0; collected.length < links - 10 && round < 3000; round++) await pressure();
      expect(collected.length).toBeGreaterThanOrEqual(links - 10);
      gate.admit(1);
      await last;
    },
    60_000,
  );
});

test('204: whoever waits is resumed in a turn of its own, never inside of the step that ended the task', async () => {
  const log: string[] = [];
  const gate = new Gate();
  const task = spawn(() => gate.pass());
  const waiting = spawn(function* () {
    yield* task;
    log.push('coroutine');
  });
  const then = task.then(() => log.push('promise'));
  await turn();
  await spawn(() => {
    gate.admit(1);
    log.push('ended');
  });
  await waiting;
  await then;
  expect(log[0]).toBe('ended');
  expect(log.toSorted()).toEqual(['coroutine', 'ended', 'promise']);
});

test('206: cancelling whoever waits for work that nothing can stop leaves the work going', async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const work = spawn(() => promise); // as that of a thread is: it answers when it is done
  const waiting = spawn(function* () {
    yield* work;
  });
  await turn();
  await turn();
  waiting.cancel();
  await expect(waiting).rejects.toThrow(CancelledError);
  expect(work.state).toBe('waiting');
  resolve('done');
  expect(await work).toBe('done');
});

describe('263: what gevent calls get and join', () => {
  test('get(timeout) is withTimeout: it gives the value, re-raises, or raises TimeoutError', async () => {
    expect(
      await withTimeout(
        1000,
        spawn(() => 5),
      ),
    ).toBe(5);
    await expect(withTimeout(1000, fail(new RangeError('its own')))).rejects.toThrow(RangeError);
    const slow = spawn(() => sleep(Infinity));
    await turn();
    await expect(withTimeout(1, slow)).rejects.toThrow(TimeoutError);
  });

  test('get(timeout) that leaves the task going is withTimeout of a shield', async () => {
    const gate = new Gate();
    const task = spawn(() => gate.pass());
    await expect(withTimeout(1, shield(task))).rejects.toThrow(TimeoutError);
    expect(task.state).toBe('waiting');
    gate.admit(5);
    expect(await task).toBe(5);
  });

  test('join(timeout) is joinAll: it never raises the failure', async () => {
    const failing = fail(new Error('its own'));
    const [ended] = await joinAll([failing], { timeout: 1000 });
    expect(ended === failing).toBe(true);
  });
});

describe('264: after its end', () => {
  test('a task tells by its state whether it was successful', async () => {
    const cancelled = spawn(() => sleep(Infinity));
    const tasks = [spawn(() => 5), fail(new Error('failed')), cancelled];
    const joined = joinAll(tasks);
    await turn();
    cancelled.cancel();
    await joined;
    expect(tasks.map(({ state }) => state)).toEqual(['done', 'failed', 'cancelled']);
  });

  test('an uncaught error is reported by the host, and does not stop the others', async () => {
    const error = new Error('uncaught');
    let others = 0;
    const reported = await unhandledIn(async () => {
      void fail(error);
      for (const task of [1, 2].map(() => spawn(() => others++))) await task;
    });
    expect([reported, others]).toEqual([[error], 2]);
  });
});

describe('265: what gevent calls kill is cancel', () => {
  test('it raises in the task, and one killed before its start never runs', async () => {
    let ran = false;
    const fresh = spawn(() => void (ran = true));
    fresh.cancel();
    await expect(fresh).rejects.toThrow(CancelledError);
    expect(ran).toBe(false);
  });

  test('one that ends so is cancelled, neither done nor failed, and has no value', async () => {
    const task = spawn(() => sleep(Infinity));
    await turn();
    task.cancel();
    await joinAll([task]);
    expect(task.state).toBe('cancelled');
    await expect(task).rejects.toThrow(CancelledError);
  });
});

test('266: what gevent calls link is then and catch: each is called once at the end, at once if that was before', async () => {
  const log: string[] = [];
  const [good, bad] = [spawn(() => 'value'), fail(new Error('failed'))];
  const before = [
    good.then((value) => log.push(`link_value ${value}`)),
    bad.catch((error: unknown) => log.push(`link_exception ${(error as Error).message}`)),
  ];
  expect(log).toEqual([]);
  await Promise.all(before);
  await good.finally(() => log.push('link'));
  expect(log.toSorted()).toEqual(['link', 'link_exception failed', 'link_value value']);
});
