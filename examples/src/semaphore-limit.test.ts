import { expect } from 'vitest';
import { numbersOf, onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('semaphore-limit.ts', (lines) => {
  expect(lines[0]).toBe('3 at a time, of 3 permits; 3 are back');
  const [ms, took] = numbersOf(lines, /^10 times (\d+) ms in (\d+) ms$/) as [number, number];
  // Four rounds at best; a timer may fire within the millisecond before its time.
  expect(took).toBeGreaterThanOrEqual(4 * (ms - 1));
});
