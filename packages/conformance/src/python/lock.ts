import type { Part } from './statement.ts';

export const lock: Part = {
  letter: 'A',
  title: 'threading.Lock',
  statements: [
    {
      number: 1,
      says: 'A new lock is unlocked; `locked()` is false, and true after `acquire()`.',
      theirs: 'LT.BaseLockTests.test_locked_repr',
      state: { shown: ['lock.try'] },
    },
    {
      number: 2,
      says: '`acquire(blocking=False)` on a free lock returns true and takes it; on a held lock it returns false at once and changes nothing.',
      theirs: 'LT.test_try_acquire, test_try_acquire_contended',
      state: { shown: ['lock.try'] },
    },
    {
      number: 3,
      says: '`acquire()` on a held lock blocks the caller until a release; N blocked callers all eventually get it, one at a time.',
      theirs: 'LT.test_acquire_contended',
      state: { shown: ['lock.threads-block', 'lock.order', 'lock.no-starvation-blocked'] },
    },
    {
      number: 4,
      says: 'Not re-entrant: a second `acquire()` by the same owner blocks (self-deadlock) until another thread releases.',
      theirs: 'LT.LockTests.test_reacquire',
      state: {
        different:
          'A holder that asks again for a lock it holds gets a DeadlockError instead of waiting for ever; a lock with { owned: false } waits, as in Python.',
        shown: ['deadlock.self'],
      },
    },
    {
      number: 5,
      says: 'Not owned: any thread may release a lock another thread acquired.',
      theirs: 'LT.LockTests.test_different_thread',
      state: {
        different:
          'A lock is released by its holder or through its guard; new Lock({ owned: false }) is Python’s, which anybody may release.',
        shown: ['lock.not-owner', 'lock.unowned'],
      },
    },
    {
      number: 6,
      says: '`release()` on an unlocked lock raises RuntimeError.',
      theirs: 'TT.ThreadingExceptionTests.test_releasing_unacquired_lock',
      state: { shown: ['lock.not-held'] },
    },
    {
      number: 7,
      says: '`acquire(timeout=t)` returns false after about t seconds when it stays held; returns true without waiting t when free.',
      theirs: 'LT.test_timeout',
      state: {
        different:
          'A timeout rejects with TimeoutError, which says who holds the lock, instead of giving false.',
        shown: ['lock.timeout', 'lock.threads-timeout'],
      },
    },
    {
      number: 8,
      says: '`acquire(blocking=False, timeout=x)` for x != -1 raises ValueError.',
      theirs: 'LT.test_timeout',
      state: {
        different:
          'There is no blocking flag: tryAcquire() takes no timeout, so the two cannot contradict each other.',
        shown: ['lock.try'],
      },
    },
    {
      number: 9,
      says: 'A negative timeout other than -1 raises ValueError; a timeout above TIMEOUT_MAX raises OverflowError; TIMEOUT_MAX itself is fine.',
      theirs: 'LT.test_timeout',
      state: {
        different:
          'A negative timeout is refused; there is no largest one, and Infinity means no limit.',
        shown: ['lock.bad-options'],
      },
    },
    {
      number: 10,
      says: 'timeout=-1 means wait without limit (same as no timeout).',
      theirs: 'doc',
      state: {
        different:
          'A negative timeout is always refused: leave it out, or give Infinity, to wait without limit.',
        shown: ['lock.bad-options'],
      },
    },
    {
      number: 11,
      says: 'After a timed-out acquire the lock is in a sane state: one release makes it free and re-acquirable.',
      theirs: 'LT.LockTests.test_state_after_timeout',
      state: { shown: ['lock.timeout', 'lock.timeout-race'] },
    },
    {
      number: 12,
      says: '`with lock:` acquires on entry and releases on exit, also when the body raises; the exception is not swallowed.',
      theirs: 'LT.test_with',
      state: { shown: ['lock.run', 'lock.guard'] },
    },
    {
      number: 13,
      says: 'Using the lock from a foreign (not library-made) thread registers no Thread object.',
      theirs: 'LT.test_thread_leak',
      state: {
        different:
          'A worker that Heddle did not start takes part by a handle, and becomes no Thread either; but it has a place in shared memory, of which there are 64.',
        shown: ['lock.foreign-thread'],
      },
    },
    {
      number: 14,
      says: 'No FIFO promise: which waiter proceeds after a release is unspecified.',
      theirs: 'doc',
      here: 'we may promise FIFO (asyncio.Lock does) and must say so.',
      state: {
        different:
          'Heddle promises more: waiters of one thread get the lock in the order in which they asked.',
        shown: ['lock.order'],
      },
    },
    {
      number: 15,
      says: '`threading.Lock` takes no constructor arguments (TypeError otherwise).',
      theirs: 'TT.ThreadTests.test_lock_no_args',
      state: {
        different: 'new Lock() takes { name, owned, fair }; options of the wrong kind are refused.',
        shown: ['lock.bad-options'],
      },
    },
  ],
};
