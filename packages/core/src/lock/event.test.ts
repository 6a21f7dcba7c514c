import { describe, expect, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import type { Task } from '../coroutine/task.ts';
import {
  BlockingNotAllowedError,
  CancelledError,
  InvalidArgumentError,
  TimeoutError,
} from '../errors.ts';
import { Event } from './event.ts';

/** Ends once every task that was ready at the call has had a step. */
const turn = (): Task<void> => spawn(() => {});

test('42: an event is not set at first; set and clear may be called again and again', () => {
  const event = new Event();
  const seen = [event.isSet];
  for (const act of ['set', 'set', 'clear', 'clear', 'set'] as const) {
    event[act]();
    seen.push(event.isSet);
  }
  expect(seen).toEqual([false, true, true, false, false, true]);
});

test('43, 229: one set lets all go on who wait, in the order in which they came; whoever comes later does not wait', async () => {
  const event = new Event();
  const log: string[] = [];
  const all: PromiseLike<unknown>[] = [];
  for (const name of ['a', 'b', 'c']) {
    const task = spawn(function* () {
      yield* event.wait();
      log.push(`task ${name}`);
    });
    all.push(
      task,
      event.wait().then(() => log.push(`await ${name}`)),
    );
    await turn();
  }
  expect(log).toEqual([]);
  event.set();
  const late = event.wait();
  expect([late._settled, late._promise]).toEqual([true, undefined]);
  await Promise.all(all);
  for (const how of ['task', 'await']) {
    const those = log.filter((entry) => entry.startsWith(how));
    expect(those).toEqual(['a', 'b', 'c'].map((name) => `${how} ${name}`));
  }
  event.clear();
  const next = event.wait();
  expect(next._settled).toBe(false);
  event.set();
  await next;
});

test('229: wait gives nothing but the fact that it was set', async () => {
  const event = new Event();
  event.set();
  expect(await event.wait()).toBe(undefined);
});

test('44: a wait with a timeout throws TimeoutError when it is over, and one of 0 only looks', async () => {
  const event = new Event({ name: 'ready' });
  await expect(event.wait({ timeout: 1 })).rejects.toThrow(TimeoutError);
  await expect(event.wait({ timeout: 0 })).rejects.toThrow(
    'wait of event "ready" timed out after 0 ms: it is not set',
  );
  event.set();
  await event.wait({ timeout: 0 });
});

test('44: a task that polls is told at once that it is set, though others have not gone on yet', async () => {
  const event = new Event();
  const waiting = event.wait();
  event.set();
  await event.wait({ timeout: 0 });
  await waiting;
});

test('45: set and cleared at once, it still lets all go on who waited, and no other', async () => {
  const event = new Event();
  const waiting = [event.wait(), event.wait()];
  event.set();
  event.clear();
  const late = expect(event.wait({ timeout: 0 })).rejects.toThrow(TimeoutError);
  expect(await Promise.all(waiting)).toEqual([undefined, undefined]);
  await late;
});

test.each([
  ['a timeout', (event: Event) => event.wait({ timeout: 1 })],
  [
    'an abort',
    (event: Event) => {
      const controller = new AbortController();
      const wait = event.wait({ signal: controller.signal });
      queueMicrotask(() => controller.abort('gone'));
      return wait;
    },
  ],
  [
    'a cancellation',
    (event: Event) => {
      const task = spawn(function* () {
        yield* event.wait();
      });
      void turn().then(() => task.cancel());
      return task;
    },
  ],
])('who gives up, by %s, leaves the line to the others', async (_, wait) => {
  const event = new Event();
  const first = event.wait();
  const [gone] = await Promise.allSettled([wait(event)]);
  expect([gone.status, event._waiting]).toEqual(['rejected', 1]);
  event.set();
  expect(await first).toBe(undefined);
  expect(event._waiting).toBe(0);
});

test('a wait that a coroutine leaves behind is withdrawn', async () => {
  const event = new Event();
  const task = spawn(function* () {
    void event.wait();
    yield* event.wait();
  });
  await turn();
  expect(event._waiting).toBe(2);
  task.cancel();
  await expect(task).rejects.toThrow(CancelledError);
  expect(event._waiting).toBe(0);
});

describe('bad input', () => {
  test.each([[null], [5], ['name'], [{ name: 5 }]])(
    'an event cannot be made with options %o',
    (options) => {
      expect(() => new Event(options as never)).toThrow(InvalidArgumentError);
      expect(() => new Event(options as never)).toThrow(/^new Event: .* got /);
    },
  );

  test.each([
    [{ timeout: -1 }],
    [{ timeout: NaN }],
    [{ timeout: '5' }],
    [{ signal: {} }],
    [5],
    [null],
  ])('wait with %o is refused at the call, also if it is set', (options) => {
    const event = new Event({ name: 'ready' });
    for (const act of [() => {}, () => event.set()]) {
      act();
      expect(() => event.wait(options as never)).toThrow(InvalidArgumentError);
      expect(() => event.wait(options as never)).toThrow(/^wait of event "ready"/);
    }
    expect(event._waiting).toBe(0);
  });

  test('wait with an aborted signal throws its reason, also if it is set', async () => {
    const event = new Event();
    event.set();
    await expect(event.wait({ signal: AbortSignal.abort('no') })).rejects.toBe('no');
  });

  test('may not block a thread that cannot, even if it is set', () => {
    const event = new Event();
    event.set();
    expect(() => event.waitSync()).toThrow(BlockingNotAllowedError);
  });

  test('it cannot be copied: structuredClone and JSON.stringify refuse it', () => {
    const event = new Event();
    expect(() => structuredClone(event)).toThrow(
      expect.objectContaining({ name: 'DataCloneError' }),
    );
    expect(() => structuredClone({ deep: [event] })).toThrow();
    expect(() => JSON.stringify({ event })).toThrow(/toHandle/);
  });
});
