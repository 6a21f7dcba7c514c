import type { Part } from './statement.ts';

export const asyncioSync: Part = {
  letter: 'Q',
  title: 'asyncio – sync primitives, Queue',
  statements: [
    {
      number: 225,
      says: 'asyncio.Lock is FIFO-fair and hands over to the first waiter; release of an unlocked one raises RuntimeError.',
      theirs: 'AIO/test_locks.LockTests.test_acquire, test_release_not_acquired',
      state: { shown: ['lock.order', 'lock.not-held'] },
    },
    {
      number: 226,
      says: 'A cancelled lock waiter is skipped with no lost wake-up (cancel racing a release).',
      theirs:
        'AIO/test_locks.LockTests.test_cancel_race, test_cancel_release_race, test_finished_waiter_cancelled',
      state: { shown: ['lock.cancelled-waiter', 'lock.abort'] },
    },
    {
      number: 227,
      says: 'asyncio.Semaphore is FIFO, also against late barging acquirers.',
      theirs: 'AIO/test_locks.SemaphoreTests.test_acquire_fifo_order*',
      state: { shown: ['semaphore.order'] },
    },
    {
      number: 228,
      says: 'asyncio.Condition.wait re-acquires the lock also when cancelled, then re-raises.',
      theirs:
        'AIO/test_locks.ConditionTests.test_wait_cancel_contested, test_cancelled_wakeup_relock',
      state: { shown: ['condition.cancelled'] },
    },
    {
      number: 229,
      says: 'asyncio.Event.wait returns True; set wakes all waiters.',
      theirs: 'AIO/test_locks.EventTests.test_wait',
      state: {
        different:
          'wait() gives nothing, since it ends in no other way than that the event was set; one set() lets all go on.',
        shown: ['event.wait-all'],
      },
    },
    {
      number: 230,
      says: 'asyncio.Barrier has filling/draining/resetting/broken states; arrivals during draining block till the next round.',
      theirs: 'AIO/test_locks.BarrierTests.test_draining_state, test_blocking_tasks_while_draining',
      state: { shown: ['barrier.draining', 'barrier.state'] },
    },
    {
      number: 231,
      says: 'asyncio.Queue: put/get suspend; *_nowait raise QueueFull/QueueEmpty; task_done/join/ValueError as I.',
      theirs: 'AIO/test_queues.QueueJoinTests.test_task_done_underflow',
      state: { shown: ['queue.bounded', 'queue.try', 'queue.join', 'queue.too-many-done'] },
    },
    {
      number: 232,
      says: 'A cancelled getter/putter loses no item and no slot.',
      theirs:
        'AIO/test_queues.test_get_cancelled_race, test_put_cancelled_race, test_put_cancel_drop',
      state: { shown: ['queue.cancelled-getter'] },
    },
    {
      number: 233,
      says: 'No timeout parameter: use wait_for/timeout.',
      theirs: 'doc',
      state: {
        different: 'Every operation takes { timeout, signal }.',
        shown: ['operation.timeout-zero', 'queue.timeout'],
      },
    },
    {
      number: 234,
      says: '[3.13] asyncio.Queue.shutdown as 92–96 with QueueShutDown.',
      theirs: 'AIO/test_queues._QueueShutdownTestMixin.*',
      state: {
        shown: [
          'queue.shutdown',
          'queue.shutdown-putter',
          'queue.shutdown-join',
          'queue.shutdown-immediate',
        ],
      },
    },
  ],
};
