import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('processes-and-coroutines.ts', (lines) => {
  expect(lines).toEqual([
    'processes: one for each core',
    'coroutines at once in each: 10000',
    'the sum is right: true',
  ]);
});
