import type { Part } from './statement.ts';

export const condition: Part = {
  letter: 'C',
  title: 'threading.Condition',
  statements: [
    {
      number: 23,
      says: "Without argument it makes its own RLock (nested acquire works); with a Lock/RLock argument it shares that lock's state.",
      theirs: 'LT.ConditionTests.test_acquire',
      state: 'open',
    },
    {
      number: 24,
      says: '`wait()` without holding the lock raises RuntimeError.',
      theirs: 'LT.ConditionTests.test_unacquired_wait',
      state: 'open',
    },
    {
      number: 25,
      says: '`notify()`/`notify_all()` without holding the lock raise RuntimeError.',
      theirs: 'LT.ConditionTests.test_unacquired_notify',
      state: 'open',
    },
    {
      number: 26,
      says: '`wait()` releases the lock while waiting and holds it again when it returns (also for an RLock held more than once: all levels are released and restored).',
      theirs: 'doc; LT.RLockTests.test_release_save_unacquired',
      state: 'open',
    },
    {
      number: 27,
      says: '`notify(n)` wakes at most n waiters; the notified ones run only after the notifier releases the lock.',
      theirs: 'LT.ConditionTests.test_notify',
      state: 'open',
    },
    {
      number: 28,
      says: '`notify_all()` wakes every current waiter.',
      theirs: 'LT.ConditionTests.test_notify',
      state: 'open',
    },
    {
      number: 29,
      says: '`notify()` with no waiter does nothing and is not remembered (no lost-signal credit).',
      theirs: 'doc',
      state: 'open',
    },
    {
      number: 30,
      says: '`wait(timeout)` returns true when notified, false when it timed out; it re-takes the lock in both cases.',
      theirs: 'LT.ConditionTests.test_timeout',
      state: 'open',
    },
    {
      number: 31,
      says: '`wait_for(pred, timeout)` returns the last value of pred; does not wait when pred is already true; returns false after the timeout with pred still false.',
      theirs: 'LT.test_waitfor, test_waitfor_timeout',
      state: 'open',
    },
    {
      number: 32,
      says: '`with cond:` acquires/releases the underlying lock.',
      theirs: 'LT.ConditionTests.test_acquire',
      state: 'open',
    },
  ],
};
