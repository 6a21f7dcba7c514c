import { expect } from 'vitest';
import { numbersOf, onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('process-five.ts', (lines) => {
  expect(lines.slice(0, -1).toSorted()).toEqual(
    [1, 2, 3, 4, 5].map((number) => `napper ${number} woke up`),
  );
  const [nap, took, inTurn] = numbersOf(
    lines,
    /^5 processes, 5 naps of (\d+) ms: (\d+) ms, not (\d+) ms and five starts$/,
  ) as [number, number, number];
  // A timer may fire within the millisecond before its time.
  expect(took).toBeGreaterThanOrEqual(nap - 1);
  expect(inTurn).toBe(5 * nap);
});
