import { beforeAll, describe, expect, test } from 'vitest';
import type { Observations } from './fixtures/deaths.ts';
import { resultOn, runOn, runtimes } from './fixtures/run-on.ts';

const terminated = { throws: 'ThreadDiedError', message: 'thread "victim" was terminated' };

describe.each(runtimes)('the death of a thread on %s', (runtime) => {
  let seen: Observations;
  let said: string;
  beforeAll(async () => {
    const { stdout, stderr } = await resultOn(runtime, 'deaths.ts', { args: ['everywhere'] });
    seen = JSON.parse(stdout);
    said = stderr;
  }, 60_000);

  test.each(['computing', 'idle', 'childOfTerminated'] as const)(
    'terminated while %s: what it, or its child, holds is abandoned when terminate() settles',
    (which) => {
      expect(seen[which]).toMatchObject({
        alive: false,
        result: terminated,
        lock: 'AbandonedLockError',
      });
    },
  );

  test.each(['parked', 'waiting'] as const)(
    'terminated while it waits for a lock, %s: the lock goes to the next',
    (which) => {
      expect(seen[which]).toMatchObject({ alive: false, result: terminated, lock: 'free' });
    },
  );

  test.each(['computing', 'idle', 'parked', 'waiting', 'childOfTerminated'] as const)(
    'terminate() of one that is %s settles soon',
    (which) => {
      // 1 … 10 ms were measured, and 50 where a runtime does not tell of the end. What it must not do is wait until one
      // that computes has stopped by itself, which is never; the machine may be busy.
      expect(seen[which].took).toBeLessThan(10_000);
    },
  );

  test('terminated before its worker is up, and refused before its start', () => {
    expect(seen.neverBegun).toEqual({
      before: {
        throws: 'InvalidStateError',
        message: 'cannot terminate thread "fresh": it was not started',
      },
      alive: false,
      result: { throws: 'ThreadDiedError', message: 'thread "fresh" was terminated' },
    });
  });

  test('terminated after its end: its result stays', () => {
    expect(seen.afterItsEnd).toEqual({ result: 'kept', again: 'kept' });
  });

  test.each([
    ['kept', { gives: 'kept' }],
    ['exited', { throws: 'ThreadDiedError', message: expect.stringContaining('with code 5') }],
    ['failed', { throws: 'ThreadDiedError', message: expect.stringMatching(/: boom$/) }],
    ['rejected', { throws: 'ThreadDiedError', message: expect.stringMatching(/: boom$/) }],
  ] as const)('%s: a thread that is blocked hears of it at once', (which, result) => {
    expect(seen[which]).toEqual({ blocked: 'AbandonedLockError', result });
  });

  test('a thread that is blocked gets what the child of one that exits held', () => {
    expect(seen.childOfExited).toBe('AbandonedLockError');
  });

  test('numbers of terminated threads are given to others', () => {
    expect(seen.numbers).toBe('kept');
  });

  test('nothing is said of a terminated thread whose result nobody asked for', () => {
    expect(said).not.toContain('nobody asked');
  });
});

test('a thread of Node that runs out of memory: its creator tells what it held', async () => {
  expect(JSON.parse(await runOn('node', 'deaths.ts', { args: ['outOfMemory'] }))).toEqual({
    result: {
      throws: 'ThreadDiedError',
      message: expect.stringContaining('more memory than it may have'),
    },
    lock: 'AbandonedLockError',
  });
});

test('on Deno one that computes when it is terminated gives its number back; an error that a listener takes is not the end, self.close() is', async () => {
  expect(JSON.parse(await runOn('deno', 'deaths.ts', { args: ['onDeno'] }))).toEqual({
    numbers: 'kept',
    survived: { result: { gives: 'lives' } },
    closed: {
      blocked: 'AbandonedLockError',
      result: { throws: 'ThreadDiedError', message: expect.stringContaining('with code 0') },
    },
  });
});
