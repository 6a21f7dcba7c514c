import { expect, test } from 'vitest';
import { CannotSendError, InvalidArgumentError, InvalidHandleError } from '../errors.ts';
import { Lock } from '../lock/lock.ts';
import { Queue } from '../queue/queue.ts';
import { Value } from '../value/value.ts';
import { fromHandle, share, toHandle } from './handle.ts';
import { refs, send } from './two-agents.fixture.ts';

test.each([
  [undefined],
  [null],
  [5],
  [{}],
  [{ heddleHandle: 1, kind: 'lock', data: null }],
  [{ heddleHandle: 1, kind: 'lock', data: {} }],
  [{ heddleHandle: 2, kind: 'lock', data: {}, memory: {} }],
])('fromHandle refuses %o, which toHandle never gave', (handle) => {
  expect(() => fromHandle(handle as never)).toThrow(InvalidHandleError);
});

test.each([[undefined], [null], [5], [{}], [() => 5]])('toHandle refuses %o', (object) => {
  expect(() => toHandle(object as never)).toThrow(InvalidArgumentError);
});

test('share puts it into shared memory, for this thread alone, and gives the same object', () => {
  for (const object of [new Lock(), new Queue(), new Value('i32', 5)]) {
    expect(object.shared).toBe(false);
    expect(share(object)).toBe(object);
    expect(share(object).shared).toBe(true);
    expect(refs(send(object))).toBe(2); // this thread, and the handle that was just made
  }
});

test('share keeps what is in a queue, and copies it', () => {
  const queue = new Queue<object>();
  const item = { id: 1 };
  queue.tryPut(item);
  const got = share(queue).tryGet();
  expect(got).toEqual(item);
  expect(got).not.toBe(item);
});

test('share refuses a queue with what cannot cross, and leaves it as it was', () => {
  const queue = new Queue<object>();
  const item = { onDone: () => undefined };
  queue.tryPut(item);
  expect(() => share(queue)).toThrow(CannotSendError);
  expect([queue.shared, queue.tryGet()]).toEqual([false, item]);
});

test.each([[undefined], [5], [{}]])('share refuses %o', (object) => {
  expect(() => share(object as never)).toThrow(InvalidArgumentError);
});
