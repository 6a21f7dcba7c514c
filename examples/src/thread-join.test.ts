import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('thread-join.ts', (lines) => {
  expect(lines).toEqual([
    expect.stringMatching(/^TimeoutError: join of thread "patient" .*100 ms/),
    'alive: true',
    'alive: false, and it brought "enough"',
  ]);
});
