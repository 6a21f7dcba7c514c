import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('sum-divide-conquer.ts', (lines) => {
  expect(lines).toEqual(
    ['in one go', 'by \\d+ processes', 'by \\d+ threads'].map((how): unknown =>
      expect.stringMatching(new RegExp(`^${how}: 5000000050000000 in \\d+ ms$`)),
    ),
  );
});
