import { expect } from 'vitest';
import { numbersOf, onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('coroutine-two.ts', (lines) => {
  expect(lines.slice(0, -1)).toEqual([
    'hello Ada, on thread 1',
    'hello Grace, on thread 1',
    'bye Ada, on thread 1',
    'bye Grace, on thread 1',
  ]);
  const [wait, took] = numbersOf(lines, /^two waits of (\d+) ms took (\d+) ms$/) as [
    number,
    number,
  ];
  // A timer may fire within the millisecond before its time. That they wait together is in the order of the lines.
  expect(took).toBeGreaterThanOrEqual(wait - 1);
});
