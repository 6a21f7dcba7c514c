import { expect, test } from 'vitest';
import { quantile, spread } from './statistics.ts';

test('quantiles lie between the nearest two numbers', () => {
  expect(spread([4, 1, 3, 2])).toEqual({ q1: 1.75, median: 2.5, q3: 3.25, worst: 4 });
  expect(quantile([7], 0.5)).toBe(7);
});

test('there is no quantile of nothing', () => {
  expect(() => quantile([], 0.5)).toThrow(RangeError);
});
