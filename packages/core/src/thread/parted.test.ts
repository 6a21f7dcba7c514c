import { describe, expect, test } from 'vitest';
import { Lock } from '../lock/lock.ts';
import { Semaphore } from '../lock/semaphore.ts';
import { setPatience } from '../lock/claim.ts';
import { Agent } from '../memory/agent.ts';
import type { Guard } from '../lock/guard.ts';
import type { Operation } from '../operation/operation.ts';
import { another, arrive, here, inThread, send } from './two-agents.fixture.ts';

/** A thread whose task waits for what this thread has, and that ends by itself with that. */
function parts<T extends Lock | Semaphore>(
  thing: T,
  before: (wait: Operation<Guard>) => void,
): void {
  const mortal = another('mortal');
  const theirs = arrive(send(thing), mortal) as T;
  const wait = inThread(mortal, () => theirs.acquire());
  before(wait);
  expect(wait._settled).toBe(false);
  Agent.part(here.memory, mortal);
}

// Its creator may be blocked in one of these itself, and then nobody dismisses it.
describe('a thread that has ended, and was not dismissed yet', () => {
  test('is not handed a fair lock', () => {
    const lock = new Lock({ fair: true });
    const guard = lock.tryAcquire()!;
    parts(lock, () => {});
    guard.release();
    lock.acquireSync({ timeout: 100 }).release();
  });

  test('does not keep a fair lock that was handed to it', () => {
    const lock = new Lock({ fair: true });
    const guard = lock.tryAcquire()!;
    parts(lock, () => guard.release());
    lock.acquireSync({ timeout: 100 }).release();
  });

  test.each([
    ['lock', () => new Lock()],
    ['semaphore', () => new Semaphore()],
  ])('does not keep the turn that it has claimed of a %s', (_, make) => {
    setPatience(-1);
    try {
      const thing = make();
      const guard = thing.tryAcquire()!;
      parts(thing, () => {});
      guard.release();
      thing.acquireSync({ timeout: 100 }).release();
    } finally {
      setPatience(1);
    }
  });
});
