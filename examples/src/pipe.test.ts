import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('pipe.ts', (lines) => {
  expect(lines).toEqual([
    'heard by one: answer to who?, answer to where?, answer to when?',
    'heard by the other: who?, where?, when?, end of file',
  ]);
});
