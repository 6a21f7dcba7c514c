import { expect, test } from 'vitest';
import { spawn } from '../coroutine/spawn.ts';
import { SpentGuardError } from '../errors.ts';
import { Lock } from './lock.ts';

test('a guard releases the lock', async () => {
  const lock = new Lock();
  const guard = await lock.acquire();
  guard.release();
  expect(lock.locked).toBe(false);
});

test('a guard in `using` releases the lock at the end of the block, also after a throw', async () => {
  const lock = new Lock();
  const work = async (): Promise<void> => {
    using _ = await lock.acquire();
    expect(lock.locked).toBe(true);
    throw new Error('in the block');
  };
  await expect(work()).rejects.toThrow('in the block');
  expect(lock.locked).toBe(false);
});

test('a spent guard throws at release and does nothing at disposal', async () => {
  const lock = new Lock({ name: 'account' });
  const guard = await lock.acquire();
  guard.release();
  expect(() => guard.release()).toThrow(SpentGuardError);
  expect(() => guard.release()).toThrow(
    'cannot release "account": this guard is spent, it was released before',
  );
  expect(guard[Symbol.dispose]()).toBeUndefined();
});

test.each([
  ['its guard', (lock: Lock) => lock.tryAcquire()!],
  ['the guard of one who waited', (lock: Lock) => lock.acquire()._outcome()],
])('a late disposal never frees the lock of the next holder, who has %s', async (_, take) => {
  const lock = new Lock();
  const late = await lock.acquire();
  late.release();
  const next = take(lock);
  late[Symbol.dispose]();
  expect(lock.locked).toBe(true);
  expect(() => late.release()).toThrow(SpentGuardError);
  expect(lock.locked).toBe(true);
  next.release();
  expect(lock.locked).toBe(false);
});

test('a late disposal never frees the lock of one to whom it was handed over', async () => {
  const lock = new Lock();
  const late = await lock.acquire();
  const waiting = lock.acquire();
  late.release();
  late[Symbol.dispose]();
  expect(lock.locked).toBe(true);
  (await waiting).release();
  expect(lock.locked).toBe(false);
});

test('the guard is spent once its holder has released by lock.release()', async () => {
  const lock = new Lock();
  const guard = await lock.acquire();
  lock.release();
  const next = await lock.acquire();
  guard[Symbol.dispose]();
  expect(() => guard.release()).toThrow(SpentGuardError);
  expect(lock.locked).toBe(true);
  next.release();
});

test('a guard, a task and an operation cannot be copied: structured clone and JSON refuse them', async () => {
  const lock = new Lock();
  const guard = await lock.acquire();
  const operation = lock.acquire();
  const task = spawn(() => 5);
  for (const stays of [guard, operation, task]) {
    expect(() => structuredClone(stays)).toThrow(
      expect.objectContaining({ name: 'DataCloneError' }),
    );
    expect(() => JSON.stringify(stays)).toThrow('stay in their thread');
  }
  guard.release();
  (await operation).release();
  await task;
});
