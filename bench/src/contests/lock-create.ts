import { Mutex } from 'async-mutex';
import { Lock } from 'heddle';
import type { Contest, Side } from '../contest.ts';

/** As much as a lock has to know, and nothing that it does. */
interface Bare {
  held: boolean;
  waiters: undefined;
}

function creating<T>(name: string, make: () => T, isHeld: (made: T) => boolean): Side {
  // Some are kept for a while, so that none can be left out.
  const kept: T[] = Array.from({ length: 1024 }, make);
  return {
    name,
    run(operations) {
      for (let i = 0; i < operations; i += 1) kept[i & 1023] = make();
      return kept.reduce((count, made) => count + (isHeld(made) ? 1 : 0), operations);
    },
  };
}

export const lockCreate: Contest = {
  id: 'lock-create',
  title: 'a lock is created',
  sum: (operations) => operations,
  open: () => [
    creating(
      'new Lock()',
      () => new Lock(),
      (lock) => lock.locked,
    ),
    creating(
      'async-mutex',
      () => new Mutex(),
      (mutex) => mutex.isLocked(),
    ),
    creating(
      'bare object',
      (): Bare => ({ held: false, waiters: undefined }),
      ({ held }) => held,
    ),
  ],
};
