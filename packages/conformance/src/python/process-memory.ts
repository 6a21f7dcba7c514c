import type { Part } from './statement.ts';

export const processMemory: Part = {
  letter: 'N',
  title: 'multiprocessing – Queue, Pipe, Manager, shared memory',
  statements: [
    {
      number: 165,
      says: '`Queue(maxsize)` has put/get/Full/Empty as queue.Queue; put goes through a feeder thread, so `empty()` may lag a put.',
      theirs: 'MP._TestQueue.test_put, test_get, test_timeout',
      state: {
        different:
          'One Queue for tasks, threads and processes. There is no feeder thread: whoever has put an item finds it in size and empty. A get in vain is TimeoutError, or undefined from tryGet.',
        shown: ['process.serves-queue', 'process.serves-queue-kinds'],
      },
    },
    {
      number: 166,
      says: 'An item that does not pickle is dropped with a report by the feeder; the queue goes on.',
      theirs: 'MP.test_queue_feeder_donot_stop_onexc',
      state: {
        different:
          'What cannot cross fails the put itself with CannotSendError. An item that the process of the queue has put stays there for it, and fails who gets it in another one.',
        shown: ['process.serves-queue', 'process.served-foreign-items'],
      },
    },
    {
      number: 167,
      says: 'After `close()` put/get raise ValueError.',
      theirs: 'MP.test_closed_queue_put_get_exceptions',
      state: {
        different:
          'shutdown() ends it for all of its processes: a put fails with ShutDownError, and so does a get once what was left is out.',
        shown: ['process.serves-queue', 'process.serves-queue-kinds'],
      },
    },
    {
      number: 168,
      says: 'A process that put items waits at exit for its feeder to flush, unless `cancel_join_thread()`.',
      theirs: 'doc',
      state: {
        different:
          'There is no feeder to wait for: what was put is written before the process exits, even in the same turn.',
        shown: ['process.served-exit'],
      },
    },
    {
      number: 169,
      says: 'JoinableQueue adds task_done/join; too many task_done raises ValueError.',
      theirs: 'MP._TestQueue.test_task_done',
      state: {
        different: 'Every Queue has taskDone and join; one too many raises TaskDoneError.',
        shown: ['process.serves-queue'],
      },
    },
    {
      number: 170,
      says: '`Pipe()` is duplex, both ends send/recv objects; `Pipe(duplex=False)` gives (recv-only, send-only), wrong direction raises OSError.',
      theirs: 'MP._TestConnection.test_connection, test_duplex_false',
      state: {
        different:
          'The wrong direction is InvalidStateError. An end is in one process at a time: handed over it is of no use where it was, so the end of file comes without closing what is left of it there. send never waits.',
        shown: [
          'process.pipe',
          'process.pipe-one-way',
          'process.pipe-process',
          'process.pipe-siblings',
          'process.pipe-refused',
        ],
      },
    },
    {
      number: 171,
      says: '`recv()` blocks; EOFError when the other end is closed and drained; `poll(timeout)` tells whether data is there.',
      theirs: 'MP.test_connection',
      state: {
        shown: [
          'process.pipe-end-of-file',
          'process.pipe-blocking',
          'process.pipe-poll',
          'process.pipe-given-up',
          'process.pipe-death',
        ],
      },
    },
    {
      number: 172,
      says: '`send_bytes/recv_bytes(maxlength)`: too long a message raises OSError and the connection is unusable after.',
      theirs: 'MP.test_sendbytes',
      state: {
        different:
          'Bytes are values as any others: send(new Uint8Array(…)), and recv gives them. There is no limit to a message but memory.',
        shown: ['process.pipe'],
      },
    },
    {
      number: 173,
      says: '`Value(t, v)` and `Array(t, n_or_seq)` live in shared memory, carry an RLock unless lock=False; `get_lock()`, `get_obj()`; lock=non-lock object raises.',
      theirs: 'MP._TestValue.test_value, test_getobj_getlock; _TestArray.test_array',
      state: {
        different:
          'Array is SharedArray, get_lock() is lock, get_obj() is view. The lock is a Lock, since reading and writing does not take it; one of another kind raises InvalidArgumentError.',
        shown: [
          'value.array',
          'value.lock',
          'value.view',
          'value.bad-input',
          'process.serves-values',
          'packages/core/src/value/share.test.ts > the lock > that several have together stays one, beside them and by itself',
        ],
      },
    },
    {
      number: 174,
      says: '`v.value += 1` is not atomic without `with v.get_lock()`.',
      theirs: 'doc',
      here: 'Atomics.add makes it so.',
      state: {
        different: 'value += 1 is a read and a write here too; add() is atomic without a lock.',
        shown: ['hand-over.value', 'value.array', 'value.update', 'process.serves-values'],
      },
    },
    {
      number: 175,
      says: '`shared_memory.SharedMemory(create=True, size)` gives a named block: `buf`, `name`; `close()` per process, `unlink()` once.',
      theirs: 'MP._TestSharedMemory.test_shared_memory_basics',
      state: {
        different:
          'No memory is shared by processes here: of the runtimes only threads have that. A SharedArray is served to other processes by the one that made it, and goes with its last use.',
        shown: ['process.serves-values', 'value.array'],
      },
    },
    {
      number: 176,
      says: '`ShareableList` has fixed length and per-item byte size.',
      theirs: 'MP.test_shared_memory_ShareableList_basics',
      state: {
        different:
          'A SharedArray has a fixed length and numbers of one kind, a record named ones; texts go in messages.',
        shown: ['process.serves-values', 'value.array', 'value.record'],
      },
    },
    {
      number: 177,
      says: '`Manager()` serves list/dict/Namespace/Queue/Lock/... by proxy; nested proxies work; mutation of a plain nested value needs re-assignment.',
      theirs: 'MP._TestContainers.test_list, test_dict_proxy_nested, test_nested_queue',
      state: {
        different:
          'There is no Manager: every queue, lock and value can be handed over by itself, inside plain data, by a queue or as a result, and is served by the process that has made it. Lists and dicts are copied.',
        shown: ['process.served-back', 'process.served-between', 'process.serves-queue'],
      },
    },
    {
      number: 178,
      says: "Lock/RLock/Semaphore/Condition/Event/Barrier of multiprocessing follow A–F; Lock release by another process is allowed, RLock's raises AssertionError.",
      theirs: 'MP._TestLock.test_lock, test_rlock; _TestBarrier.*',
      state: {
        different:
          'A lock is released by its holder, or by whoever has its guard; by another process only if it was made with { owned: false }. NotOwnerError is raised in place of AssertionError.',
        shown: [
          'process.serves-lock',
          'process.serves-rlock',
          'process.serves-semaphores',
          'process.serves-condition',
          'process.serves-meetings',
          'process.served-unowned',
        ],
      },
    },
    {
      number: 179,
      says: 'Sharing a sync primitive works only by inheritance at spawn, not through a Queue (RuntimeError).',
      theirs: 'doc',
      state: {
        different:
          'A lock or a queue goes to another thread or process as an argument, a result, inside plain data, or through a queue.',
        shown: ['hand-over.nested', 'process.served-back'],
      },
    },
  ],
};
