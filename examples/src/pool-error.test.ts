import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

const failure = ['OutOfStockError: there is no silk left (silk)', 'thrown in pool-error.tasks.ts'];

onEveryRuntime('pool-error.ts', (lines) => {
  expect(lines.slice(0, 5)).toEqual(['sold wool', ...failure, 'sold linen', 'done, failed, done']);
  // The processes tell of theirs as they end.
  expect(lines.slice(5, -1).toSorted()).toEqual([...failure, 'sold wool', 'sold linen'].toSorted());
  expect(lines.at(-1)).toBe('done, failed, done');
});
