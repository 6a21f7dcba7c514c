import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('thread-start.ts', (lines) => {
  // What a thread prints may come before or after what the main thread prints.
  expect(lines.filter((line) => line.includes('hello'))).toEqual([
    'greeter (thread 2): hello Ada, 1 of 3',
    'greeter (thread 2): hello Ada, 2 of 3',
    'greeter (thread 2): hello Ada, 3 of 3',
  ]);
  expect(lines.filter((line) => !line.includes('hello'))).toEqual([
    'main (thread 1) starts a thread',
    'it ran as greeter, in another thread: true',
  ]);
});
