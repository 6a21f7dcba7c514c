import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('all-cores.ts', (lines) => {
  expect(lines).toEqual([
    'busy at the same time: all cores',
    'the main program answered meanwhile: often',
  ]);
});
