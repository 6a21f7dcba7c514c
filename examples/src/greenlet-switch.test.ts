import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('greenlet-switch.ts', (lines) => {
  expect(lines).toEqual([
    'ping 1',
    'pong 2',
    'ping 3',
    'pong 4',
    'ping 5',
    'pong 6',
    'ping has ended',
    'dead: ping true, pong false',
    'dead: ping true, pong true',
  ]);
});
