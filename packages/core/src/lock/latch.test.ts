import { describe, expect, test } from 'vitest';
import { select } from '../coroutine/select.ts';
import { spawn } from '../coroutine/spawn.ts';
import {
  BlockingNotAllowedError,
  DeadlockError,
  InvalidArgumentError,
  OverReleaseError,
  TimeoutError,
} from '../errors.ts';
import { installPlatform, platform } from '../realm.ts';
import { after } from '../time/after.ts';
import { Latch } from './latch.ts';

const missing: { blocking?: string } = {};
installPlatform({ ...platform(), name: 'test', missing });

test('a latch opens when it was counted down to 0, and stays open', async () => {
  const latch = new Latch(3);
  const order: string[] = [];
  const waiting = ['a', 'b'].map((name) =>
    spawn(function* () {
      yield* latch.wait();
      order.push(name);
    }),
  );
  await spawn(function* () {});
  latch.countDown();
  expect([latch.count, latch.isOpen]).toEqual([2, false]);
  order.push('not yet');
  latch.countDown(2);
  expect([latch.count, latch.isOpen]).toEqual([0, true]);
  for (const task of waiting) await task;
  expect(order).toEqual(['not yet', 'a', 'b']);
  await latch.wait();
  latch.waitSync();
});

test('a latch of 0 is open', async () => {
  const latch = new Latch(0);
  expect(latch.isOpen).toBe(true);
  await latch.wait({ timeout: 0 });
});

test('select takes an open one, and leaves no place in the line of one that is not', async () => {
  const [open, shut] = [new Latch(0), new Latch(1)];
  expect(await select({ open, shut })).toEqual({ key: 'open', value: undefined });
  expect((await select({ shut, late: after(0) })).key).toBe('late');
  expect(shut._waiting).toBe(0);
});

describe('bad input changes nothing', () => {
  test.each([-1, 1.5, NaN, '3', undefined, 2 ** 31])('a count of %o is refused', (count) => {
    expect(() => new Latch(count as never)).toThrow(InvalidArgumentError);
  });

  test.each([[null], [5], [{ name: 5 }]])('options of %o are refused', (options) => {
    expect(() => new Latch(1, options as never)).toThrow(InvalidArgumentError);
  });

  test.each([0, -1, 0.5, NaN, '1'])('counting down by %o is refused', (n) => {
    const latch = new Latch(2);
    expect(() => latch.countDown(n as never)).toThrow(InvalidArgumentError);
    expect(latch.count).toBe(2);
  });

  test('counting below 0 is refused, and the latch is as it was', () => {
    const latch = new Latch(2, { name: 'ready' });
    expect(() => latch.countDown(3)).toThrow(OverReleaseError);
    expect(() => latch.countDown(3)).toThrow(
      'countDown of latch "ready": cannot count 3 down from 2',
    );
    expect(latch.count).toBe(2);
    latch.countDown(2);
    expect(() => latch.countDown()).toThrow(OverReleaseError);
    expect(latch.isOpen).toBe(true);
  });

  test.each([{ timeout: -1 }, { timeout: '5' }, 5, null, { signal: {} }])(
    'a wait with %o is refused',
    (options) => {
      const latch = new Latch(1);
      expect(() => latch.wait(options as never)).toThrow(InvalidArgumentError);
      expect(latch._waiting).toBe(0);
    },
  );
});

test('a wait whose time is over says how much was left', async () => {
  const latch = new Latch(2, { name: 'ready' });
  await expect(latch.wait({ timeout: 0 })).rejects.toThrow(TimeoutError);
  await expect(latch.wait({ timeout: 1 })).rejects.toThrow(
    'wait of latch "ready" timed out after 1 ms: it is still to be counted down 2 times',
  );
  expect(latch._waiting).toBe(0);
});

test('a wait that is aborted ends with the signal’s reason', async () => {
  const latch = new Latch(1);
  const controller = new AbortController();
  const wait = latch.wait({ signal: controller.signal });
  controller.abort('gone');
  await expect(wait).rejects.toBe('gone');
  latch.countDown();
  await latch.wait();
});

test('a thread that blocks for what only its own tasks could do is told so', () => {
  const latch = new Latch(1);
  expect(() => latch.waitSync()).toThrow(DeadlockError);
  expect(() => latch.waitSync({ timeout: 0 })).toThrow(TimeoutError);
});

test('where a thread may not block, waitSync is refused', () => {
  missing.blocking = 'a page';
  try {
    expect(() => new Latch(0).waitSync()).toThrow(BlockingNotAllowedError);
  } finally {
    delete missing.blocking;
  }
});
