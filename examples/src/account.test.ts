import { expect } from 'vitest';
import { numbersOf, onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('account.ts', (lines) => {
  const [balance] = numbersOf(lines, /^without the lock: (\d+) of 100$/) as [number];
  expect(balance).toBeGreaterThan(0);
  expect(balance).toBeLessThan(100);
  expect(numbersOf(lines, /^with the lock: (\d+) of 100$/)).toEqual([100]);
});
