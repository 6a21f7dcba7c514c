import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('work-manager.ts', (lines) => {
  expect(lines).toEqual([
    'byHand: 100 jobs, the sum is 328350',
    'byExecutor: 100 jobs, the sum is 328350',
    'in the order of the jobs: true',
  ]);
});
