import type { Part } from './statement.ts';

export const event: Part = {
  letter: 'E',
  title: 'threading.Event',
  statements: [
    {
      number: 42,
      says: 'Starts cleared; `set()`/`clear()` are idempotent; `is_set()` reflects them.',
      theirs: 'LT.EventTests.test_is_set',
      state: { shown: ['event.state'] },
    },
    {
      number: 43,
      says: '`wait()` blocks until set; every waiter is released by one set; later waits return true at once until cleared.',
      theirs: 'LT.EventTests.test_notify',
      state: { shown: ['event.wait-all', 'event.threads-block'] },
    },
    {
      number: 44,
      says: '`wait(timeout)` returns false on timeout, true when set; `wait(0)` polls.',
      theirs: 'LT.EventTests.test_timeout',
      state: {
        different:
          'A timeout rejects with TimeoutError instead of giving false; one of 0 looks once.',
        shown: ['event.timeout'],
      },
    },
    {
      number: 45,
      says: 'set() followed at once by clear() still releases all threads that were waiting, and each sees true.',
      theirs: 'LT.EventTests.test_set_and_clear',
      state: { shown: ['event.set-clear', 'event.threads-block', 'event.threads-await'] },
    },
  ],
};
