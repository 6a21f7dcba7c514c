import { describe, expect, test } from 'vitest';
import { InvalidArgumentError, InvalidHandleError, InvalidStateError } from '../errors.ts';
import { Banker } from '../lock/banker.ts';
import { Lock } from '../lock/lock.ts';
import { RwLock } from '../lock/rw-lock.ts';
import { kinds } from '../memory/layout.ts';
import { kindAt } from '../memory/allocate.ts';
import { Queue } from '../queue/queue.ts';
import { SharedArray } from '../value/shared-array.ts';
import { Value } from '../value/value.ts';
import type { Shareable } from '../wire/kind.ts';
import { close } from './close.ts';
import { fromHandle, toHandle } from './handle.ts';
import { arrive, here, inThread, refs, send, stands, there } from './two-agents.fixture.ts';

const makers: [string, () => Shareable][] = [
  ['a lock', () => new Lock({ name: 'a' })],
  ['a queue', () => new Queue({ name: 'a' })],
  ['a value', () => new Value('i32', 5)],
  ['an array', () => new SharedArray('f64', 100)],
];

describe.each(makers)('%s that is closed', (_, make) => {
  test('gives its memory back when the other threads have closed theirs', () => {
    const object = make();
    const sent = send(object);
    const theirs = arrive(sent);
    close(object);
    expect(refs(sent)).toBe(1);
    expect(stands(sent)).toBe(true);
    inThread(there, () => close(theirs));
    expect(stands(sent)).toBe(false);
    expect(kindAt(here.memory, sent.data.slot)).toBe(kinds.free);
  });

  test('may be closed again, and cannot be handed over, by whatever means', () => {
    const object = make();
    const sent = send(object);
    const theirs = arrive(sent);
    close(object);
    close(object);
    expect(refs(sent)).toBe(1);
    expect(() => send(object)).toThrow(InvalidStateError);
    expect(() => toHandle(object)).toThrow(/closed/);
    expect(theirs).toBeInstanceOf(Object);
  });

  test('is another object when it comes in again', () => {
    const object = make();
    const sent = send(object);
    const theirs = arrive(sent);
    close(object);
    const back = arrive(
      inThread(there, () => send(theirs)),
      here,
    );
    expect(back === object).toBe(false);
    expect(refs(sent)).toBe(2);
  });

  test('lets its own handles go with it', () => {
    const object = make();
    const handle = toHandle(object);
    const again = toHandle(object);
    const theirs = inThread(there, () => fromHandle(handle));
    expect(inThread(there, () => fromHandle(again))).toBe(theirs);
    inThread(there, () => close(theirs));
    const later = inThread(there, () => fromHandle(handle));
    expect(later === theirs).toBe(false);
    close(object);
    expect(inThread(there, () => fromHandle(handle))).toBe(later);
    inThread(there, () => close(later));
    expect(() => inThread(there, () => fromHandle(handle))).toThrow(InvalidHandleError);
  });
});

describe('each use of what was closed throws InvalidStateError', () => {
  test.each([true, false])('of a lock; shared: %s', (isShared) => {
    const lock = new Lock({ name: 'account' });
    if (isShared) arrive(send(lock));
    const guard = lock.tryAcquire()!;
    guard.release();
    close(lock);
    for (const use of [
      () => lock.acquire(),
      () => lock.acquireSync(),
      () => lock.tryAcquire(),
      () => lock.release(),
      () => lock.run(() => {}),
      () => lock.locked,
      () => lock._choice(),
    ]) {
      expect(use).toThrow(InvalidStateError);
      expect(use).toThrow(/"account": this thread has closed it/);
    }
    expect(() => guard[Symbol.dispose]()).not.toThrow();
    expect(lock).toBeInstanceOf(Lock);
  });

  test.each([true, false])('of a queue; shared: %s', (isShared) => {
    const queue = new Queue<number>({ name: 'log' });
    if (isShared) arrive(send(queue));
    close(queue);
    for (const use of [
      () => queue.put(1),
      () => queue.get(),
      () => queue.tryPut(1),
      () => queue.tryGet(),
      () => queue.putSync(1),
      () => queue.getSync(),
      () => queue.size,
      () => queue.shutdown(),
      () => queue.join(),
      () => queue[Symbol.asyncIterator](),
    ]) {
      expect(use).toThrow(InvalidStateError);
      expect(use).toThrow(/queue "log": this thread has closed it/);
    }
  });

  test.each([true, false])('of a value; shared: %s', (isShared) => {
    const value = new Value('i32', 1);
    if (isShared) arrive(send(value));
    close(value);
    for (const use of [() => value.value, () => (value.value = 2), () => value.add(1)]) {
      expect(use).toThrow(InvalidStateError);
    }
  });

  test.each([true, false])(
    'of a readers-writer lock by one of its sides; shared: %s',
    (isShared) => {
      const lock = new RwLock({ name: 'settings' });
      const { read, write } = lock;
      if (isShared) arrive(send(lock));
      close(lock);
      for (const use of [
        () => lock.read,
        () => read.acquire(),
        () => read.acquireSync(),
        () => read.tryAcquire(),
        () => read._choice(),
        () => write.run(() => {}),
        () => write.locked,
        () => write.recover(),
      ]) {
        expect(use).toThrow(InvalidStateError);
        expect(use).toThrow(/rw lock "settings".*: this thread has closed it/);
      }
    },
  );

  test('and others of the same class know nothing of it', () => {
    const [closed, open] = [new Value('i32', 1), new Value('i32', 2)];
    close(closed);
    expect(open.add(1)).toBe(2);
    expect(() => closed.value).toThrow(InvalidStateError);
  });
});

describe('what this thread still needs is not closed:', () => {
  test.each([
    ['owned', true],
    ['anybody may release', false],
  ])('a lock that is held; %s', (_, owned) => {
    const lock = new Lock({ name: 'a', owned });
    for (const share of [() => {}, () => void arrive(send(lock))]) {
      share();
      const guard = lock.tryAcquire()!;
      expect(() => close(lock)).toThrow(InvalidStateError);
      expect(() => close(lock)).toThrow('cannot close "a": it is held');
      guard.release();
    }
    close(lock);
  });

  test('a lock that a task waits for', async () => {
    const lock = new Lock();
    const theirs = arrive(send(lock)) as Lock;
    const guard = inThread(there, () => theirs.tryAcquire()!);
    const wait = lock.acquire();
    expect(() => close(lock)).toThrow('a task waits for it');
    inThread(there, () => guard.release());
    (await wait).release();
    close(lock);
  });

  test('a banker of which an account is open', () => {
    const banker = new Banker({ resources: { printers: 2 }, name: 'office' });
    for (const share of [() => {}, () => void arrive(send(banker))]) {
      share();
      const account = banker.claim({ printers: 1 });
      expect(() => close(banker)).toThrow('an account of this thread is open');
      account.tryRequest({ printers: 1 });
      account.close();
      account.close();
    }
    close(banker);
  });

  test('a queue that a task waits for', async () => {
    const queue = new Queue<number>();
    const get = queue.get();
    expect(() => close(queue)).toThrow('a task waits for it');
    queue.tryPut(1);
    expect(await get).toBe(1);
    close(queue);
  });
});

test.each([[undefined], [null], [5], [{}], [() => 5]])('close refuses %o', (object) => {
  expect(() => close(object as never)).toThrow(InvalidArgumentError);
});
