import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('condition-buffer.ts', (lines) => {
  expect(lines).toEqual([
    '500 items, 500 different ones, 125250 in all',
    'never more than 3 in the buffer: true',
    'left: 0',
  ]);
});
