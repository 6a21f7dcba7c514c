import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('producer-consumer-threads.ts', (lines) => {
  expect(lines).toEqual([
    'produced: loaf 1, loaf 2, loaf 3, loaf 4, loaf 5',
    'consumed: loaf 1, loaf 2, loaf 3, loaf 4, loaf 5',
    'left on the shelf: 0',
  ]);
});
