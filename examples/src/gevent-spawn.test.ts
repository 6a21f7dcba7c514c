import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('gevent-spawn.ts', (lines) => {
  expect(lines).toEqual([
    'foo: here, on thread 1',
    'bar: here, on thread 1',
    'foo: back again, bar was here meanwhile',
    'bar: back again, foo was here meanwhile',
    'both have left',
  ]);
});
