import type { Part } from './statement.ts';

export const semaphore: Part = {
  letter: 'D',
  title: 'threading.Semaphore / BoundedSemaphore',
  statements: [
    {
      number: 33,
      says: 'Initial value defaults to 1; a negative one raises ValueError.',
      theirs: 'LT.BaseSemaphoreTests.test_constructor, test_default_value',
      state: { shown: ['semaphore.initial'] },
    },
    {
      number: 34,
      says: '`acquire()` decrements when > 0 and returns true; at 0 it blocks.',
      theirs: 'LT.test_acquire, test_acquire_contended',
      state: { shown: ['semaphore.blocks', 'semaphore.threads-block'] },
    },
    {
      number: 35,
      says: '`release(n=1)` adds n and wakes up to n waiters; n < 1 raises ValueError.',
      theirs: 'LT.test_multirelease',
      state: { shown: ['semaphore.release-many', 'semaphore.bad-input'] },
    },
    {
      number: 36,
      says: '`acquire(blocking=False)` returns false at 0.',
      theirs: 'LT.test_try_acquire',
      state: { shown: ['semaphore.try'] },
    },
    {
      number: 37,
      says: '`acquire(timeout=t)` returns false after about t.',
      theirs: 'LT.test_acquire_timeout',
      state: {
        different:
          'A timeout rejects with TimeoutError, which says how many permits are free, instead of giving false.',
        shown: ['semaphore.timeout'],
      },
    },
    {
      number: 38,
      says: '`acquire(blocking=False, timeout=x)` raises ValueError.',
      theirs: 'LT.test_acquire_timeout',
      state: {
        different:
          'There is no blocking flag: tryAcquire() takes no timeout, so the two cannot contradict each other.',
        shown: ['semaphore.try'],
      },
    },
    {
      number: 39,
      says: 'Semaphore allows release above the initial value.',
      theirs: 'LT.SemaphoreTests.test_release_unacquired',
      state: { shown: ['semaphore.above'] },
    },
    {
      number: 40,
      says: 'BoundedSemaphore raises ValueError when a release would go above the initial value, and the count is unchanged.',
      theirs: 'LT.BoundedSemaphoreTests.test_release_unacquired; TT.test_BoundedSemaphore_limit',
      state: { shown: ['semaphore.bounded'] },
    },
    {
      number: 41,
      says: '`with sem:` acquires one and releases one, also on an exception.',
      theirs: 'LT.test_with',
      state: { shown: ['semaphore.run'] },
    },
  ],
};
