import type { Part } from './statement.ts';

export const condition: Part = {
  letter: 'C',
  title: 'threading.Condition',
  statements: [
    {
      number: 23,
      says: "Without argument it makes its own RLock (nested acquire works); with a Lock/RLock argument it shares that lock's state.",
      theirs: 'LT.ConditionTests.test_acquire',
      state: { shown: ['condition.its-lock'] },
    },
    {
      number: 24,
      says: '`wait()` without holding the lock raises RuntimeError.',
      theirs: 'LT.ConditionTests.test_unacquired_wait',
      state: { shown: ['condition.wait-unheld'] },
    },
    {
      number: 25,
      says: '`notify()`/`notify_all()` without holding the lock raise RuntimeError.',
      theirs: 'LT.ConditionTests.test_unacquired_notify',
      state: { shown: ['condition.notify-unheld'] },
    },
    {
      number: 26,
      says: '`wait()` releases the lock while waiting and holds it again when it returns (also for an RLock held more than once: all levels are released and restored).',
      theirs: 'doc; LT.RLockTests.test_release_save_unacquired',
      state: { shown: ['condition.wait', 'condition.timeout'] },
    },
    {
      number: 27,
      says: '`notify(n)` wakes at most n waiters; the notified ones run only after the notifier releases the lock.',
      theirs: 'LT.ConditionTests.test_notify',
      state: { shown: ['condition.notify'] },
    },
    {
      number: 28,
      says: '`notify_all()` wakes every current waiter.',
      theirs: 'LT.ConditionTests.test_notify',
      state: { shown: ['condition.notify-all'] },
    },
    {
      number: 29,
      says: '`notify()` with no waiter does nothing and is not remembered (no lost-signal credit).',
      theirs: 'doc',
      state: { shown: ['condition.not-remembered'] },
    },
    {
      number: 30,
      says: '`wait(timeout)` returns true when notified, false when it timed out; it re-takes the lock in both cases.',
      theirs: 'LT.ConditionTests.test_timeout',
      state: {
        different:
          'A timeout rejects with TimeoutError instead of giving false; the lock is held again in both cases.',
        shown: ['condition.timeout', 'condition.wait'],
      },
    },
    {
      number: 31,
      says: '`wait_for(pred, timeout)` returns the last value of pred; does not wait when pred is already true; returns false after the timeout with pred still false.',
      theirs: 'LT.test_waitfor, test_waitfor_timeout',
      state: {
        different:
          'waitFor() gives what the predicate gives and does not wait when that holds already; after the timeout it asks once more, and rejects with TimeoutError instead of giving false.',
        shown: ['condition.wait-for', 'condition.wait-for-timeout'],
      },
    },
    {
      number: 32,
      says: '`with cond:` acquires/releases the underlying lock.',
      theirs: 'LT.ConditionTests.test_acquire',
      state: { shown: ['condition.run', 'condition.its-lock'] },
    },
  ],
};
