import { array, assert, constant, nat, oneof, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { Line } from './line.ts';
import type { Link } from './wait.ts';

const step = oneof(
  record({ do: constant('push' as const), at: nat(99) }),
  record({ do: constant('shift' as const), at: nat(99) }),
  record({ do: constant('remove' as const), at: nat(99) }),
);

const newWait = (): Link => ({ before: undefined, after: undefined });

test('a line does what an array with push, shift and splice does', () => {
  assert(
    property(array(step, { maxLength: 80 }), (steps) => {
      const line = new Line<Link>();
      const model: Link[] = [];
      for (const { do: action, at } of steps) {
        if (action === 'shift') {
          expect(line.shift()).toBe(model.shift());
        } else if (action === 'remove') {
          for (const wait of model.splice(at, 1)) Line.remove(wait);
        } else {
          const wait = newWait();
          line.push(wait);
          model.push(wait);
        }
        expect([...line].map((wait) => model.indexOf(wait))).toEqual([...model.keys()]);
        expect(line.first).toBe(model[0]);
        expect(line.empty).toBe(model.length === 0);
      }
    }),
  );
});

test('a wait that stands in no line is removed without effect, and can join again', () => {
  const line = new Line<Link>();
  const [a, b] = [newWait(), newWait()];
  line.push(a);
  line.push(b);
  Line.remove(a);
  Line.remove(a);
  expect([...line]).toEqual([b]);
  line.push(a);
  expect(line.shift()).toBe(b);
  expect(line.shift()).toBe(a);
});
