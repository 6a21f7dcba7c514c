import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('change-it-lock.ts', (lines) => {
  expect(lines).toEqual(['the balance is 0 after 200000 changes']);
});
