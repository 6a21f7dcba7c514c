import type { Part } from './statement.ts';

export const pool: Part = {
  letter: 'M',
  title: 'multiprocessing – Pool',
  statements: [
    {
      number: 149,
      says: '`apply` blocks for one result; `apply_async(fn, args, kwds, callback, error_callback)` gives an AsyncResult.',
      theirs: 'MP._TestPool.test_apply, test_async',
      state: 'open',
    },
    {
      number: 150,
      says: '`AsyncResult.get(timeout)` raises multiprocessing.TimeoutError; `ready()`; `successful()` before ready raises ValueError.',
      theirs: 'MP.test_async_timeout; doc',
      state: 'open',
    },
    {
      number: 151,
      says: '`map` returns an ordered list and re-raises the first error only after all calls finished (no fail-fast).',
      theirs: 'MP.test_map, test_map_no_failfast',
      state: 'open',
    },
    {
      number: 152,
      says: '`starmap` unpacks each input tuple.',
      theirs: 'MP.test_starmap',
      state: 'open',
    },
    {
      number: 153,
      says: '`imap` is lazy about results and ordered; `next(timeout)` raises TimeoutError; StopIteration at the end.',
      theirs: 'MP.test_imap',
      state: 'open',
    },
    {
      number: 154,
      says: '`imap_unordered` yields in completion order.',
      theirs: 'MP.test_imap_unordered',
      state: 'open',
    },
    {
      number: 155,
      says: 'An exception raised by the input iterable surfaces at that position.',
      theirs: 'MP.test_imap_handle_iterable_exception, test_map_handle_iterable_exception',
      state: 'open',
    },
    {
      number: 156,
      says: "`callback`/`error_callback` run in the pool's result thread, exactly one of them.",
      theirs: 'MP.test_map_async_callbacks; _TestPoolWorkerErrors.test_async_error_callback',
      state: 'open',
    },
    {
      number: 157,
      says: '`close()` refuses new work (ValueError) and lets the rest run; `join()` before close/terminate raises ValueError.',
      theirs: 'MP.test_make_pool, test_async; doc',
      state: 'open',
    },
    {
      number: 158,
      says: '`terminate()` stops the workers now, losing outstanding work; it returns quickly.',
      theirs: 'MP.test_terminate',
      state: 'open',
    },
    {
      number: 159,
      says: '`with Pool()` terminates (not close+join) on exit.',
      theirs: 'MP.test_context',
      state: 'open',
    },
    {
      number: 160,
      says: '`maxtasksperchild=n` replaces a worker after n tasks; n < 1 or not int raises ValueError.',
      theirs:
        'MP._TestPoolWorkerLifetime.test_pool_worker_lifetime, test_pool_maxtasksperchild_invalid',
      state: 'open',
    },
    {
      number: 161,
      says: 'An unpicklable result gives MaybeEncodingError; the pool stays usable.',
      theirs: 'MP._TestPoolWorkerErrors.test_unpickleable_result',
      state: 'open',
    },
    {
      number: 162,
      says: 'Pool(processes < 1) raises ValueError; empty iterables give empty results.',
      theirs: 'MP.test_make_pool, test_empty_iterable',
      state: 'open',
    },
    {
      number: 163,
      says: "A worker's traceback travels as the cause (RemoteTraceback).",
      theirs: 'MP.test_traceback',
      state: 'open',
    },
    {
      number: 164,
      says: "A Pool worker killed from outside: the Pool replaces it, but its task's result never arrives (hang; the reason to prefer ProcessPoolExecutor).",
      theirs: 'doc/known issue',
      here: 'must surface an error instead.',
      state: 'open',
    },
  ],
};
