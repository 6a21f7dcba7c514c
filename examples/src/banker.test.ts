import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('banker.ts', (lines) => {
  const byLocks = lines.filter((line) => line.startsWith('by locks: '));
  expect(byLocks).toHaveLength(2);
  expect(byLocks).toContain('by locks: copied');
  const cycle = byLocks.find((line) => line.includes('waits for'));
  expect(cycle).toContain('clerks.byLocks (Ann) holds "printer" and waits for "scanner"');
  expect(cycle).toContain('clerks.byLocks (Bob) holds "scanner" and waits for "printer"');
  expect(lines.slice(2)).toEqual([
    'the scanner is free, and Bob has to wait',
    'the printer is back, and Bob gets it',
    "at the banker's: 800 pages copied, 1 printer and 1 scanner back",
  ]);
});
