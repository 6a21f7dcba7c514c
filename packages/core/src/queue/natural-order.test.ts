import {
  array,
  assert,
  bigInt,
  date,
  double,
  integer,
  oneof,
  property,
  string,
  tuple,
  type Arbitrary,
} from 'fast-check';
import { describe, expect, test } from 'vitest';
import { naturalOrder } from './natural-order.ts';

const kinds: [string, Arbitrary<unknown>][] = [
  ['numbers', double({ noNaN: true })],
  ['strings', string()],
  ['bigints', bigInt()],
  ['dates', date({ noInvalidDate: true })],
  ['lists of one kind', array(integer({ max: 3 }), { maxLength: 4 })],
  ['pairs', tuple(integer({ min: 0, max: 3 }), string({ maxLength: 2 }))],
  ['lists in lists', array(array(bigInt(0n, 2n), { maxLength: 2 }), { maxLength: 3 })],
];

test.each(kinds)('%s are in one line: each is before, after or equal to each other', (_, kind) => {
  assert(
    property(kind, kind, kind, (a, b, c) => {
      const order = naturalOrder(a, b)!;
      expect(naturalOrder(a, a)).toBe(0);
      expect(Math.sign(naturalOrder(b, a)!)).toBe(0 - Math.sign(order));
      if (order <= 0 && naturalOrder(b, c)! <= 0) expect(naturalOrder(a, c)).toBeLessThanOrEqual(0);
      if (order === 0) expect(naturalOrder(a, c)).toBe(naturalOrder(b, c));
    }),
  );
});

describe('by less and more', () => {
  test.each([
    [1, 2],
    [-Infinity, 0],
    [-1, -0.5],
    ['a', 'b'],
    ['B', 'a'],
    ['', 'a'],
    [2n, 10n],
    [new Date(1), new Date(2)],
    [
      [1, 'b'],
      [2, 'a'],
    ],
    [
      [1, 'a'],
      [1, 'b'],
    ],
    [[1], [1, 0]],
    [[], [0]],
    [
      [[1, 2], 3],
      [[1, 3], 0],
    ],
    [
      [1, {}],
      [2, {}],
    ],
  ])('%o comes before %o', (a, b) => {
    expect(naturalOrder(a, b)).toBeLessThan(0);
    expect(naturalOrder(b, a)).toBeGreaterThan(0);
  });

  const job = { name: 'cook' };
  test.each([
    [0, -0],
    ['a', 'a'],
    [5n, 5n],
    [new Date(3), new Date(3)],
    [[], []],
    [
      [1, 'a'],
      [1, 'a'],
    ],
    [
      [1, job],
      [1, job],
    ],
    [job, job],
    [undefined, undefined],
    [null, null],
  ])('%o is as %o', (a, b) => {
    expect(naturalOrder(a, b)).toBe(0);
  });

  test.each([
    [{}, {}],
    [1, '1'],
    [1, 1n],
    [1, new Date(1)],
    [1, [1]],
    ['a', ['a']],
    [NaN, 1],
    [NaN, NaN],
    [new Date(NaN), new Date(NaN)],
    [true, false],
    [null, undefined],
    [null, 0],
    [
      [1, {}],
      [1, {}],
    ],
    [
      [1, 'a'],
      [1, 2],
    ],
    [() => 1, () => 1],
  ])('%o and %o have no order', (a, b) => {
    expect(naturalOrder(a, b)).toBeUndefined();
    expect(naturalOrder(b, a)).toBeUndefined();
  });
});

test('of any two it says the same, whichever is named first', () => {
  const any = oneof(...kinds.map(([, kind]) => kind));
  assert(
    property(any, any, (a, b) => {
      const [order, other] = [naturalOrder(a, b), naturalOrder(b, a)];
      if (order === undefined) expect(other).toBeUndefined();
      else expect(Math.sign(other!)).toBe(0 - Math.sign(order));
    }),
  );
});
