import {
  anything,
  array,
  assert,
  boolean,
  constantFrom,
  double,
  integer,
  oneof,
  property,
  string,
} from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readInline, readTo, wordsOf, writeInline } from './inline-values.ts';

const inline = oneof(
  integer(),
  double(),
  constantFrom(-0, NaN, Infinity, 2 ** 31, -(2 ** 31), undefined, null),
  boolean(),
  string({ maxLength: 64, unit: 'binary' }).filter(({ length }) => length <= 64),
  constantFrom('\ud800', 'a\udc00b', '\0'),
);

describe('values that stand in a record as they are', () => {
  test('are read as they were written, one behind the other', () => {
    assert(
      property(array(inline, { maxLength: 20 }), (values) => {
        const words = new Int32Array(2000).fill(-1);
        let end = 5;
        for (const value of values) {
          const next = writeInline(words, end, value);
          expect(next - end).toBe(wordsOf(value));
          end = next;
        }
        expect(words[end]).toBe(-1);
        let at = 5;
        for (const value of values) {
          expect(readInline(words, at)).toBe(value);
          at = readTo;
        }
        expect(at).toBe(end);
      }),
    );
  });

  test('are no others', () => {
    assert(
      property(anything(), (value) => {
        const isObject = typeof value === 'object' && value !== null;
        if (isObject || typeof value === 'bigint') expect(wordsOf(value)).toBe(0);
      }),
    );
    expect([wordsOf('x'.repeat(64)), wordsOf('x'.repeat(65))]).toEqual([33, 0]);
    expect([wordsOf(() => 5), wordsOf(Symbol('x')), wordsOf(5n)]).toEqual([0, 0, 0]);
  });
});
