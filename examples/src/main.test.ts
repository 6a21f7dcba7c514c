import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('main.ts', (lines) => {
  expect(lines).toEqual([1, 2, 3, 4, 5].map((balance) => `balance ${balance}`));
});
