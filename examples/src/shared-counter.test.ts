import { expect } from 'vitest';
import { numbersOf, onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('shared-counter.ts', (lines) => {
  const [plain] = numbersOf(lines, /^plain: (\d+) of 2000000 in \d+ ms$/) as [number];
  expect(plain).toBeGreaterThan(0);
  expect(plain).toBeLessThanOrEqual(2_000_000);
  expect(numbersOf(lines, /^lock: (\d+) of 2000000 in \d+ ms$/)).toEqual([2_000_000]);
  expect(numbersOf(lines, /^atomic: (\d+) of 2000000 in \d+ ms$/)).toEqual([2_000_000]);
});
