import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('pool-initializer.ts', (lines) => {
  // Six tasks, and each worker was told once.
  expect(lines).toHaveLength(6);
  expect(lines.toSorted().filter((line, index, all) => line !== all[index - 1])).toEqual([
    'worker_0 was told: 7',
    'worker_1 was told: 7',
  ]);
});
