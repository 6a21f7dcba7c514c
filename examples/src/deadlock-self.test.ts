import { expect } from 'vitest';
import { onEveryRuntime } from '../test/on-every-runtime.ts';

onEveryRuntime('deadlock-self.ts', (lines) => {
  expect(lines).toEqual([
    'DeadlockError: lendSeries (main) holds "library" and waits for "library"',
    'DeadlockError: main holds "library" and waits for "library"',
    'lent: Ubik; the lock is free',
  ]);
});
