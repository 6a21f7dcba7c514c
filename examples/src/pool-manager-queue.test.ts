import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('pool-manager-queue.ts', (lines) => {
  expect(lines).toEqual([
    'goodbye from Ann',
    'goodbye from Ben',
    'goodbye from Cid',
    'hello from Ann',
    'hello from Ben',
    'hello from Cid',
    'from other processes: 6',
  ]);
});
