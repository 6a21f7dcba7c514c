import { expect, test } from 'vitest';
import { InvalidArgumentError, InvalidHandleError } from '../errors.ts';
import { fromHandle, toHandle } from './handle.ts';

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
