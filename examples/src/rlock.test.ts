import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('rlock.ts', (lines) => {
  expect(lines).toEqual([
    'lent: Dune at depth 2, Dune Messiah at depth 2, Solaris at depth 1; the lock is free',
    'three threads, a thousand series of 1 and 2 each: 9000',
  ]);
});
