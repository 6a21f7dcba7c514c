import { expect } from 'vitest';
import { numbersOf, onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('scheduling-policies.ts', (lines) => {
  expect(lines.slice(0, 2)).toEqual([
    'fifo: ABCABCABCABC, steps waited for: A 6, B 7, C 8',
    'priority: CCCCBBBBAAAA, steps waited for: A 8, B 4, C 0',
  ]);
  // Each of the modest one's five turns comes after at most 5 levels × 10 steps of the urgent one, and one more.
  const [urgent] = numbersOf(lines, /^priority with ageing: ended after (\d+) urgent steps$/) as [
    number,
  ];
  expect(urgent).toBeGreaterThan(50);
  expect(urgent).toBeLessThanOrEqual(5 * 51);
  const turns = /^round robin: ([ABC]+)$/.exec(lines[3] ?? '')?.[1] ?? '';
  expect(turns.slice(0, 6)).toBe('ABCABC');
  for (const name of 'ABC') {
    // Five slices of work: a turn may be a little longer than its slice, and is shorter on a busy machine.
    expect(turns.split(name).length - 1, turns).toBeGreaterThanOrEqual(3);
  }
});
