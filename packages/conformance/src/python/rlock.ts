import type { Part } from './statement.ts';

export const rlock: Part = {
  letter: 'B',
  title: 'threading.RLock',
  statements: [
    {
      number: 16,
      says: 'The owner may acquire again without blocking; acquire/release must be balanced; the lock is free only after the last release.',
      theirs: 'LT.RLockTests.test_reacquire',
      state: { shown: ['rlock.again', 'rlock.threads-block'] },
    },
    {
      number: 17,
      says: '`release()` when not owned (never acquired, or after full release) raises RuntimeError.',
      theirs: 'LT.RLockTests.test_release_unacquired',
      state: { shown: ['rlock.not-held'] },
    },
    {
      number: 18,
      says: '`release()` by a thread that is not the owner raises RuntimeError even while held.',
      theirs: 'LT.RLockTests.test_different_thread',
      state: { shown: ['rlock.not-owner', 'rlock.hand-over'] },
    },
    {
      number: 19,
      says: 'Non-owner `acquire(blocking=False)` on a held RLock returns false.',
      theirs: 'LT.BaseLockTests.test_try_acquire_contended',
      state: { shown: ['rlock.try', 'rlock.hand-over'] },
    },
    {
      number: 20,
      says: '`_recursion_count()` is 0 when not owned by the caller, else the depth.',
      theirs: 'LT.RLockTests.test_recursion_count',
      state: { shown: ['rlock.depth'] },
    },
    {
      number: 21,
      says: "`_is_owned()` is true only in the owner's thread.",
      theirs: 'LT.RLockTests.test__is_owned',
      state: {
        different:
          'There is no method of that name: depth is 0 for everybody but its holder, which is a task or a thread that blocks.',
        shown: ['rlock.depth', 'rlock.hand-over'],
      },
    },
    {
      number: 22,
      says: 'Timeouts and error cases of acquire are those of Lock (statements 7–10).',
      theirs: 'LT.BaseLockTests.test_timeout',
      state: {
        different:
          'As those of Lock: a timeout rejects with TimeoutError, which says who holds it, and a negative one is refused.',
        shown: ['rlock.timeout', 'rlock.bad-options'],
      },
    },
  ],
};
