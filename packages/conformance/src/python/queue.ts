import type { Part } from './statement.ts';

export const queue: Part = {
  letter: 'I',
  title: 'queue.Queue / LifoQueue / PriorityQueue / SimpleQueue',
  statements: [
    {
      number: 78,
      says: '`maxsize <= 0` means unbounded; `full()` is then never true.',
      theirs: 'doc',
      state: {
        different: '0 means unbounded, and a negative maxsize is refused.',
        shown: ['queue.order', 'queue.bad-options'],
      },
    },
    {
      number: 79,
      says: 'FIFO order for Queue, LIFO for LifoQueue, smallest first for PriorityQueue.',
      theirs: 'TQ.BaseQueueTestMixin.basic_queue_test',
      state: { shown: ['queue.kinds'] },
    },
    {
      number: 80,
      says: 'PriorityQueue compares items themselves; ties need comparable payloads (TypeError else); no promise of FIFO among equals.',
      theirs: 'doc',
      here: 'Equals come out in the order in which they were put; compare may say what is equal.',
      state: {
        shown: ['queue.priority-order', 'queue.priority-no-order', 'queue.priority-equals'],
      },
    },
    {
      number: 81,
      says: '`put(block=False)`/`put_nowait` on a full queue raises Full; the item is not stored.',
      theirs: 'TQ.test_basic, test_nowait',
      state: { shown: ['operation.timeout-zero', 'queue.try'] },
    },
    {
      number: 82,
      says: '`put(timeout=t)` on a full queue raises Full after about t; blocks without limit by default.',
      theirs: 'TQ.test_basic',
      state: { shown: ['queue.timeout', 'queue.bounded'] },
    },
    {
      number: 83,
      says: '`get(block=False)`/`get_nowait` on an empty queue raises Empty; `get(timeout=t)` raises Empty after about t.',
      theirs: 'TQ.test_basic, test_nowait',
      state: { shown: ['operation.timeout-zero', 'queue.timeout'] },
    },
    {
      number: 84,
      says: 'A negative timeout raises ValueError for put and get (when blocking).',
      theirs: 'TQ.test_negative_timeout_raises_exception',
      state: { shown: ['operation.bad-options', 'queue.bad-options'] },
    },
    {
      number: 85,
      says: 'With block=False the timeout is ignored.',
      theirs: 'doc',
      state: {
        different: 'There is no block flag: tryPut() and tryGet() take no timeout.',
        shown: ['queue.try'],
      },
    },
    {
      number: 86,
      says: '`qsize()`, `empty()`, `full()` are advisory snapshots.',
      theirs: 'doc; TQ.test_basic',
      state: { shown: ['queue.bounded'] },
    },
    {
      number: 87,
      says: '`maxsize` may be lowered at runtime: the queue then counts as full until it has shrunk.',
      theirs: 'TQ.test_shrinking_queue',
      state: {
        different: 'maxsize is fixed: a shared queue has as much room as it was made with.',
        shown: ['queue.maxsize-fixed'],
      },
    },
    {
      number: 88,
      says: '`task_done()` more often than items put raises ValueError.',
      theirs: 'TQ.test_queue_task_done',
      state: { shown: ['queue.too-many-done'] },
    },
    {
      number: 89,
      says: '`join()` blocks until every put item has had its task_done(); returns at once on a never-used queue; works again for later batches.',
      theirs: 'TQ.test_queue_join',
      state: { shown: ['queue.join'] },
    },
    {
      number: 90,
      says: 'Unfinished count rises on put, not on get.',
      theirs: 'doc; TQ.test_queue_join',
      state: { shown: ['queue.join'] },
    },
    {
      number: 91,
      says: 'If the `_put`/`_get` hook throws, the queue stays consistent and usable.',
      theirs: 'TQ.FailingQueueTest.test_failing_queue',
      state: {
        different: 'There are no hooks to be replaced; what may throw is compare.',
        shown: ['queue.compare-fails'],
      },
    },
    {
      number: 92,
      says: '[3.13] `shutdown()`: later put raises ShutDown (also blocked putters are woken with ShutDown).',
      theirs: 'TQ.test_shutdown_put, test_shutdown_empty',
      state: { shown: ['queue.shutdown', 'queue.shutdown-putter'] },
    },
    {
      number: 93,
      says: '[3.13] After shutdown() gets still drain what is left; on an empty queue get raises ShutDown, blocked getters too.',
      theirs: 'TQ.test_shutdown_nonempty, test_shutdown_get, test_shutdown_pending_get',
      state: { shown: ['queue.shutdown', 'queue.shutdown-putter'] },
    },
    {
      number: 94,
      says: '[3.13] `shutdown(immediate=True)` empties the queue, marks the drained items done, and wakes joiners; all get/put raise ShutDown.',
      theirs:
        'TQ.test_shutdown_immediate, test_shutdown_immediate_join, test_shutdown_immediate_get',
      state: { shown: ['queue.shutdown-immediate'] },
    },
    {
      number: 95,
      says: '[3.13] join() after plain shutdown still waits for task_done of the remaining items.',
      theirs: 'TQ.test_shutdown_join, test_shutdown_get_task_done_join',
      state: { shown: ['queue.shutdown-join'] },
    },
    {
      number: 96,
      says: '[3.13] shutdown is idempotent; normal → immediate is allowed; it never goes back (`is_shutdown` stays true).',
      theirs: 'TQ.test_shutdown_allowed_transitions',
      state: { shown: ['queue.shutdown-putter', 'queue.shutdown-immediate'] },
    },
    {
      number: 97,
      says: "SimpleQueue is unbounded FIFO with no task_done/join; put's block/timeout args are accepted and ignored.",
      theirs: 'TQ.BaseSimpleQueueTest.test_basic',
      state: { shown: ['queue.simple'] },
    },
    {
      number: 98,
      says: 'SimpleQueue.put is re-entrant (callable from a destructor/callback during a put or get).',
      theirs: 'TQ.CSimpleQueueTest.test_reentrancy',
      state: { shown: ['queue.simple-within'] },
    },
    {
      number: 99,
      says: 'SimpleQueue: with many producers/consumers each item is delivered exactly once; order per producer holds.',
      theirs: 'TQ.test_order, test_many_threads',
      state: { shown: ['queue.simple-many', 'queue.simple-many-threads'] },
    },
    {
      number: 100,
      says: 'SimpleQueue.get supports block/timeout with Empty; a negative timeout raises ValueError.',
      theirs: 'TQ.test_negative_timeout_raises_exception',
      state: { shown: ['queue.simple-timeout'] },
    },
  ],
};
