import { array, assert, boolean, property } from 'fast-check';
import { expect, test } from 'vitest';
import { Ring } from './ring.ts';

test('a ring does what an array with push and shift does', () => {
  assert(
    property(array(boolean(), { maxLength: 600, size: 'max' }), (steps) => {
      const ring = new Ring<number>();
      const model: number[] = [];
      steps.forEach((push, index) => {
        if (push) {
          ring.push(index);
          model.push(index);
        } else {
          expect(ring.shift()).toBe(model.shift());
        }
        expect(ring.size).toBe(model.length);
      });
      expect([...ring]).toEqual(model);
    }),
  );
});

test('a ring that wraps around keeps the order when it grows', () => {
  const ring = new Ring<number>();
  for (let i = 0; i < 40; i++) ring.push(-i);
  for (let i = 0; i < 40; i++) ring.shift();
  for (let i = 0; i < 200; i++) ring.push(i);
  expect([...ring]).toEqual([...Array(200).keys()]);
  expect(ring.shift()).toBe(0);
});

test('undefined is an item like any other', () => {
  const ring = new Ring<undefined>();
  ring.push(undefined);
  expect(ring.size).toBe(1);
  expect(ring.shift()).toBeUndefined();
  expect(ring.size).toBe(0);
});
