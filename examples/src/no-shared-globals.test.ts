import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('no-shared-globals.ts', (lines) => {
  expect(lines).toEqual(['one process: 1, 2, 3', 'another one: nothing', 'the program: 0']);
});
