import type { Part } from './statement.ts';

export const pool: Part = {
  letter: 'M',
  title: 'multiprocessing – Pool',
  statements: [
    {
      number: 149,
      says: '`apply` blocks for one result; `apply_async(fn, args, kwds, callback, error_callback)` gives an AsyncResult.',
      theirs: 'MP._TestPool.test_apply, test_async',
      state: {
        different:
          'apply is awaited: its answer comes to the event loop, which must not be blocked for it. Arguments have places, not names.',
        shown: ['process.pool-apply', 'process.pool-callbacks'],
      },
    },
    {
      number: 150,
      says: '`AsyncResult.get(timeout)` raises multiprocessing.TimeoutError; `ready()`; `successful()` before ready raises ValueError.',
      theirs: 'MP.test_async_timeout; doc',
      state: { shown: ['process.pool-apply'] },
    },
    {
      number: 151,
      says: '`map` returns an ordered list and re-raises the first error only after all calls finished (no fail-fast).',
      theirs: 'MP.test_map, test_map_no_failfast',
      state: {
        shown: [
          'process.pool-map',
          'packages/process/src/worker-pool.test.ts > 151: throws the first failure once all calls have ended',
        ],
      },
    },
    {
      number: 152,
      says: '`starmap` unpacks each input tuple.',
      theirs: 'MP.test_starmap',
      state: { shown: ['process.pool-map'] },
    },
    {
      number: 153,
      says: '`imap` is lazy about results and ordered; `next(timeout)` raises TimeoutError; StopIteration at the end.',
      theirs: 'MP.test_imap',
      state: {
        shown: [
          'process.pool-imap',
          'packages/process/src/worker-pool.test.ts > imap > 153: gives each result as soon as those before it are there',
        ],
      },
    },
    {
      number: 154,
      says: '`imap_unordered` yields in completion order.',
      theirs: 'MP.test_imap_unordered',
      state: {
        shown: [
          'process.pool-imap',
          'packages/process/src/worker-pool.test.ts > imap > 154: imapUnordered gives them as they end',
        ],
      },
    },
    {
      number: 155,
      says: 'An exception raised by the input iterable surfaces at that position.',
      theirs: 'MP.test_imap_handle_iterable_exception, test_map_handle_iterable_exception',
      state: { shown: ['process.pool-map', 'process.pool-imap'] },
    },
    {
      number: 156,
      says: "`callback`/`error_callback` run in the pool's result thread, exactly one of them.",
      theirs: 'MP.test_map_async_callbacks; _TestPoolWorkerErrors.test_async_error_callback',
      state: {
        different:
          'There is no thread for results: callbacks run in the one that has the pool, which is told of what they throw.',
        shown: ['process.pool-callbacks'],
      },
    },
    {
      number: 157,
      says: '`close()` refuses new work (ValueError) and lets the rest run; `join()` before close/terminate raises ValueError.',
      theirs: 'MP.test_make_pool, test_async; doc',
      state: {
        shown: [
          'process.pool-close',
          'packages/process/src/worker-pool.test.ts > its end > 157: close refuses more, and what it has still runs',
        ],
      },
    },
    {
      number: 158,
      says: '`terminate()` stops the workers now, losing outstanding work; it returns quickly.',
      theirs: 'MP.test_terminate',
      state: {
        different:
          'Nobody waits in vain: calls that run fail with ProcessDiedError, those that have not begun with CancelledError. Tasks are cancelled first, and get a moment for their finally.',
        shown: ['process.pool-terminate'],
      },
    },
    {
      number: 159,
      says: '`with Pool()` terminates (not close+join) on exit.',
      theirs: 'MP.test_context',
      state: { shown: ['process.pool-terminate'] },
    },
    {
      number: 160,
      says: '`maxtasksperchild=n` replaces a worker after n tasks; n < 1 or not int raises ValueError.',
      theirs:
        'MP._TestPoolWorkerLifetime.test_pool_worker_lifetime, test_pool_maxtasksperchild_invalid',
      state: { shown: ['process.pool-replaces', 'process.pool-refused'] },
    },
    {
      number: 161,
      says: 'An unpicklable result gives MaybeEncodingError; the pool stays usable.',
      theirs: 'MP._TestPoolWorkerErrors.test_unpickleable_result',
      state: { shown: ['process.pool-refused'] },
    },
    {
      number: 162,
      says: 'Pool(processes < 1) raises ValueError; empty iterables give empty results.',
      theirs: 'MP.test_make_pool, test_empty_iterable',
      state: {
        shown: [
          'process.pool-refused',
          'process.pool-map',
          'packages/process/src/worker-pool.test.ts > 162: nothing gives nothing',
        ],
      },
    },
    {
      number: 163,
      says: "A worker's traceback travels as the cause (RemoteTraceback).",
      theirs: 'MP.test_traceback',
      state: {
        different:
          'The error has the stack of its process itself; its cause stays what it was there.',
        shown: ['process.pool-failures'],
      },
    },
    {
      number: 164,
      says: "A Pool worker killed from outside: the Pool replaces it, but its task's result never arrives (hang; the reason to prefer ProcessPoolExecutor).",
      theirs: 'doc/known issue',
      here: 'must surface an error instead.',
      state: {
        different:
          'The call fails with ProcessDiedError, with pid, signal and the end of stderr, and the pool goes on.',
        shown: ['process.pool-failures'],
      },
    },
  ],
};
