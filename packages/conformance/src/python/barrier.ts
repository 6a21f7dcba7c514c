import type { Part } from './statement.ts';

export const barrier: Part = {
  letter: 'F',
  title: 'threading.Barrier',
  statements: [
    {
      number: 46,
      says: '`parties` < 1 raises ValueError (3.13: Barrier(0) is rejected).',
      theirs: 'doc',
      state: { shown: ['barrier.bad-input'] },
    },
    {
      number: 47,
      says: '`wait()` releases all once `parties` have arrived; each caller gets a distinct integer in 0..parties-1.',
      theirs: 'LT.BarrierTests.test_barrier, test_wait_return',
      state: { shown: ['barrier.indexes', 'barrier.threads-block'] },
    },
    {
      number: 48,
      says: 'It is cyclic: reusable for the next round right after.',
      theirs: 'LT.test_barrier_10',
      state: { shown: ['barrier.rounds', 'barrier.threads-block'] },
    },
    {
      number: 49,
      says: '`action` runs exactly once per round, in one of the threads, before anyone is released.',
      theirs: 'LT.test_action',
      state: { shown: ['barrier.action', 'barrier.threads-block'] },
    },
    {
      number: 50,
      says: '`abort()` puts it in the broken state: present and future waiters raise BrokenBarrierError; `broken` is true.',
      theirs: 'LT.test_abort',
      state: { shown: ['barrier.abort', 'barrier.threads-broken'] },
    },
    {
      number: 51,
      says: '`reset()` makes the present waiters raise BrokenBarrierError and returns it to the empty state, usable again.',
      theirs: 'LT.test_reset, test_abort_and_reset',
      state: { shown: ['barrier.reset', 'barrier.abort', 'barrier.threads-broken'] },
    },
    {
      number: 52,
      says: 'A `wait(timeout)` that expires breaks the barrier for everyone.',
      theirs: 'LT.test_timeout',
      state: { shown: ['barrier.timeout', 'barrier.threads-broken'] },
    },
    {
      number: 53,
      says: "The constructor's timeout is the default of wait().",
      theirs: 'LT.test_default_timeout',
      state: { shown: ['barrier.default-timeout'] },
    },
    {
      number: 54,
      says: 'If `action` raises, the barrier becomes broken.',
      theirs: 'doc',
      state: { shown: ['barrier.action-fails'] },
    },
    {
      number: 55,
      says: '`n_waiting`, `parties`, `broken` are readable; parties=1 never blocks.',
      theirs: 'LT.test_single_thread, test_repr',
      state: { shown: ['barrier.state'] },
    },
  ],
};
