import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('pool-error.ts', (lines) => {
  expect(lines).toEqual([
    'sold wool',
    'OutOfStockError: there is no silk left (silk)',
    'thrown in pool-error.tasks.ts',
    'sold linen',
    'done, failed, done',
  ]);
});
