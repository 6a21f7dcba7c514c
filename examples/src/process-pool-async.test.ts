import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('process-pool-async.ts', (lines) => {
  expect(lines).toEqual([
    'ready at once: 0',
    'a sixth is refused: the pool is closed',
    'ready after join: 5, told of 5',
    'processes of the first four: 4',
    'the fifth began when one had ended, in its place: true',
  ]);
});
