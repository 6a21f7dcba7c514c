import { describe, expect, test } from 'vitest';
import {
  BrokenBarrierError,
  CannotSendError,
  DeadlockError,
  InvalidHandleError,
  InvalidStateError,
} from '../errors.ts';
import { Agent, joinMemory, thisAgent } from '../memory/agent.ts';
import { installPlatform, platform } from '../realm.ts';
import { nameFunctions } from '../wire/function.ts';
import { fromHandleOf, kindOf } from '../wire/kind.ts';
import { setPatience } from './claim.ts';
import { Barrier } from './barrier.ts';
import { Latch } from './latch.ts';
import { Once } from './once.ts';
import { shareSynchronizers } from './share-synchronizers.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });
// However long a test takes, nobody has waited for so long that it claims the next turn.
setPatience(Infinity);
shareSynchronizers();

/** As a task module would name it. */
const met: string[] = [];
const meet = (): void => void met.push('met');
nameFunctions({
  referenceOf: (fn) =>
    fn === meet ? { id: 'meeting', key: 'meet', url: 'file:///meeting.js' } : undefined,
  taskOf: ({ id }) => (id === 'meeting' ? meet : undefined),
});

const here = thisAgent();
const there = new Agent(here.memory, Agent.enlist(here.memory, 'other'));

/** Runs `body` with what the other thread has: its objects on the same memory. */
function inOther<T>(body: () => T): T {
  joinMemory(there);
  try {
    return body();
  } finally {
    joinMemory(here);
  }
}

/** The other thread's object for one of this. */
function sent<T extends object>(thing: T): T {
  const kind = kindOf(thing)!;
  const handle = kind.toHandle(thing);
  return inOther(() => fromHandleOf(kind.id, handle) as T);
}

describe('handed over while tasks wait', () => {
  test('a latch: they go on once the other thread has counted', async () => {
    const latch = new Latch(2, { name: 'ready' });
    const waiting = latch.wait();
    latch.countDown();
    const theirs = sent(latch);
    expect([theirs.name, theirs.count, theirs.shared]).toEqual(['ready', 1, true]);
    inOther(() => theirs.countDown());
    await waiting;
    expect(latch.isOpen).toBe(true);
  });

  test('once: what runs here keeps the other thread waiting, and is done for both', async () => {
    const once = new Once();
    let end!: () => void;
    const gate = new Promise<void>((resolve) => (end = resolve));
    const running = once.run(() => gate);
    const theirs = sent(once);
    const later = inOther(() => theirs.run(() => {}));
    expect(() => kindOf(once)!.close!(once, 'close')).toThrow(InvalidStateError);
    // Of this thread, which alone could bring it to its end.
    expect(() => once.runSync(() => {})).toThrow(DeadlockError);
    expect(theirs.explain()).toBe('main runs it');
    end();
    expect([await running, await later]).toEqual([true, false]);
    expect([once.done, theirs.done]).toEqual([true, true]);
  });

  test('a barrier: the other thread completes the round', async () => {
    const barrier = new Barrier(2, { timeout: 60_000 });
    const waiting = barrier.wait();
    const theirs = sent(barrier);
    expect([theirs.parties, theirs.timeout, theirs.waiting]).toEqual([2, 60_000, 1]);
    expect(inOther(() => theirs.waitSync())).toBe(1);
    expect(await waiting).toBe(0);
  });

  test('a barrier: the other thread breaks it', async () => {
    const barrier = new Barrier(2);
    const waiting = barrier.wait();
    const theirs = sent(barrier);
    inOther(() => theirs.abort());
    await expect(waiting).rejects.toThrow(BrokenBarrierError);
    barrier.reset();
    expect(theirs.broken).toBe(false);
  });
});

describe('the action of a barrier', () => {
  test('that tasks() names goes with it, and is called by whoever is last', async () => {
    const barrier = new Barrier(2, { action: meet });
    const waiting = barrier.wait();
    const theirs = sent(barrier);
    expect(inOther(() => theirs.waitSync())).toBe(1);
    expect(await waiting).toBe(0);
    expect(met).toEqual(['met']);
  });

  test('whose module the other thread does not know is refused there', () => {
    const handle = kindOf(new Barrier(2))!.toHandle(new Barrier(2)) as object;
    const action = { id: 'elsewhere', key: 'meet', url: 'file:///elsewhere.js' };
    const receive = () => inOther(() => fromHandleOf('barrier', { ...handle, action }));
    expect(receive).toThrow(InvalidHandleError);
    const again = { ...(kindOf(new Barrier(2))!.toHandle(new Barrier(2)) as object), action };
    expect(() => inOther(() => fromHandleOf('barrier', again))).toThrow(
      'this thread does not know the task elsewhere.meet; import file:///elsewhere.js here before',
    );
  });

  test('that is no task keeps it from crossing, and nothing is left behind', () => {
    const barrier = new Barrier(2, { action: () => {} });
    const toHandle = () => kindOf(barrier)!.toHandle(barrier);
    expect(toHandle).toThrow(CannotSendError);
    expect(toHandle).toThrow(CannotSendError);
    expect([barrier.shared, here.known.slotOf(barrier)]).toEqual([false, undefined]);
  });
});

test('a thread that dies while it runs once makes way for the next', async () => {
  const once = new Once();
  const theirs = sent(once);
  const third = new Agent(here.memory, Agent.enlist(here.memory, 'third'));
  const handle = kindOf(once)!.toHandle(once);
  joinMemory(third);
  const dying = fromHandleOf('once', handle) as Once;
  void dying.run(() => new Promise<void>(() => {}));
  joinMemory(here);
  const waiting = once.run(() => {});
  expect(once.explain()).toBe('third runs it');
  Agent.dismiss(here.memory, third);
  expect(await waiting).toBe(true);
  expect(theirs.done).toBe(true);
});
