import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('process-states.ts', (lines) => {
  expect(lines).toEqual([
    'new → ready → running → waiting → ready → running → ended',
    'the process has ended, with code 0',
  ]);
});
