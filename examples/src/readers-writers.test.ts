import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('readers-writers.ts', (lines) => {
  expect(lines).toEqual([
    'readers at the same time: 3',
    'half a change was seen 0 times, a reader met by a writer 0 times',
    'edition 600, of all 50 entries',
  ]);
});
