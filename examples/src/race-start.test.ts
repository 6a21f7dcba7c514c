import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('race-start.ts', (lines) => {
  expect(lines).toEqual([
    '3 are ready, and the start is not given yet',
    ...[1, 2, 3, 4].map((lap) => `lap ${lap}: arrivals 0, 1, 2`),
  ]);
});
