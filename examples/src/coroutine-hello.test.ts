import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('coroutine-hello.ts', (lines) => {
  expect(lines).toEqual(['hello from main', 'hello again from main']);
});
