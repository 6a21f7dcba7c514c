import { expect } from 'vitest';
import { numbersOf, onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('pool-submit-loop.ts', (lines) => {
  expect(lines.slice(0, 5).toSorted()).toEqual(
    [0, 1, 2, 3, 4].map((number) => `worked on ${number}`),
  );
  const [ms, took] = numbersOf(lines.slice(5), /^main: 5 times (\d+) ms took (\d+) ms/) as [
    number,
    number,
  ];
  // A timer may fire within the millisecond before its time.
  expect(took).toBeGreaterThanOrEqual(ms - 1);
});
