import { expect } from 'vitest';
import { numbersOf, onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('queue-task-done.ts', (lines) => {
  expect(lines).toContain('100 items done, 100 different ones');
  const [ms, took] = numbersOf(lines, /^100 times (\d+) ms in (\d+) ms, with 10 threads$/) as [
    number,
    number,
  ];
  // Ten at a time is a tenth of the time at best; a timer may fire within the millisecond before its time.
  expect(took).toBeGreaterThanOrEqual(10 * (ms - 1));
});
