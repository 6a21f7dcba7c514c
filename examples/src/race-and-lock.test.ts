import { expect } from 'vitest';
import { numbersOf, onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('race-and-lock.ts', (lines) => {
  const [left] = numbersOf(lines, /^without a lock (\d+) of 100 are left$/) as [number];
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(100);
  expect(numbersOf(lines, /^with a lock (-?\d+) of 100 are left$/)).toEqual([0]);
});
