import { describe, expect, test } from 'vitest';
import { CancelledError } from '../errors.ts';
import type { Operation } from '../operation/operation.ts';
import { sleep } from '../time/sleep.ts';
import { gather } from './gather.ts';
import { spawn } from './spawn.ts';
import type { Coroutine, Task } from './task.ts';
import { yieldNow } from './yield-now.ts';

describe.each([
  ['yieldNow()', () => yieldNow()],
  ['sleep(0)', () => sleep(0)],
])('%s', (_, giveWay: () => Operation<void>) => {
  test('182, 260: gives exactly one turn to the others that are ready, in the order of their spawning', async () => {
    const log: string[] = [];
    const turns = function* (name: string): Coroutine<void> {
      for (let n = 1; n <= 3; n++) {
        log.push(`${name}${n}`);
        yield* giveWay();
      }
    };
    for (const task of ['a', 'b', 'c'].map((name) => spawn(turns, name))) await task;
    expect(log).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'c2', 'a3', 'b3', 'c3']);
  });

  test('lets what was spawned just before begin first', async () => {
    const log: string[] = [];
    await spawn(function* () {
      spawn(() => void log.push('spawned'));
      yield* giveWay();
      log.push('goes on');
    });
    expect(log).toEqual(['spawned', 'goes on']);
  });

  test('is a point at which a cancellation is heard', async () => {
    const task: Task<void> = spawn(function* () {
      task.cancel();
      yield* giveWay();
    });
    await expect(task).rejects.toThrow(CancelledError);
  });

  test('can be awaited, and waited for beside others', async () => {
    const log: string[] = [];
    spawn(() => void log.push('first'));
    await giveWay();
    log.push('awaited');
    await spawn(function* () {
      yield* gather([giveWay(), giveWay()]);
    });
    expect(log).toEqual(['first', 'awaited']);
  });
});

test('the same one, waited for twice, gives way twice', async () => {
  const log: string[] = [];
  const first = spawn(function* () {
    const one = yieldNow();
    for (let n = 1; n <= 2; n++) {
      log.push(`a${n}`);
      yield* one;
    }
  });
  const second = spawn(function* () {
    for (let n = 1; n <= 2; n++) {
      log.push(`b${n}`);
      yield* yieldNow();
    }
  });
  await first;
  await second;
  expect(log).toEqual(['a1', 'b1', 'a2', 'b2']);
});
