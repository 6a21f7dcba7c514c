import type { Part } from './statement.ts';

export const executor: Part = {
  letter: 'K',
  title: 'concurrent.futures – Executor',
  statements: [
    {
      number: 111,
      says: '`submit(fn, *a, **k)` returns a Future; fn and self names may be used as keyword args of the task.',
      theirs: 'CF/executor.test_submit, test_submit_keyword',
      state: {
        different:
          'Arguments have places, not names, and how a call is to run is said by with(…): so none of them can be mistaken for another.',
        shown: ['executor.submit'],
      },
    },
    {
      number: 112,
      says: '`map` submits all inputs eagerly (not lazily), yields results in input order. [3.14: `buffersize` bounds the in-flight inputs]',
      theirs: 'CF/executor.test_map; CF/test_thread_pool.test_map_submits_without_iteration',
      state: { shown: ['executor.map', 'executor.map-eager'] },
    },
    {
      number: 113,
      says: "`map` re-raises the first failing call's exception when that result is reached, and then stops.",
      theirs: 'CF/executor.test_map_exception',
      state: { shown: ['executor.map-error'] },
    },
    {
      number: 114,
      says: '`map(timeout=t)` raises TimeoutError from next() when a result is not there t seconds after the call of map (not per item).',
      theirs: 'CF/executor.test_map_timeout',
      state: {
        shown: [
          'executor.map-leave',
          'packages/core/src/executor/mapping.test.ts > a time limit > is for all results together, counted from the call of map()',
        ],
      },
    },
    {
      number: 115,
      says: "Leaving map's iterator early (timeout, close) cancels the not-yet-started rest.",
      theirs: 'CF/test_thread_pool.test_executor_map_current_future_cancel',
      state: { shown: ['executor.map-leave'] },
    },
    {
      number: 116,
      says: '`chunksize` matters only for processes; values < 1 raise ValueError there.',
      theirs: 'CF/test_process_pool.test_map_chunksize',
      state: {
        different:
          'chunksize counts in threads as well, where it saves the way of a call; below 1 it is refused.',
        shown: ['executor.map', 'executor.options', 'process.executor'],
      },
    },
    {
      number: 117,
      says: '`max_workers <= 0` raises ValueError.',
      theirs: 'CF/executor.test_max_workers_negative',
      state: { shown: ['executor.options'] },
    },
    {
      number: 118,
      says: 'Threads default to min(32, cpus+4); processes to the cpu count.',
      theirs: 'CF/test_thread_pool.test_default_workers',
      state: {
        different:
          'as many workers as there are cores, threads as well as processes: they are for what computes, since what waits needs none.',
        shown: [
          'packages/core/src/executor/local-executor.test.ts > 118: as many workers as there are cores',
        ],
      },
    },
    {
      number: 119,
      says: 'Idle workers are reused before new ones are made; never more than max_workers.',
      theirs: 'CF/test_thread_pool.test_idle_thread_reuse, test_saturation',
      state: {
        shown: [
          'executor.many',
          'packages/core/src/executor/pool.test.ts > who gets a call > an idle worker before a new one, and never more than there may be',
        ],
      },
    },
    {
      number: 120,
      says: '`submit` after shutdown raises RuntimeError.',
      theirs: 'CF/test_shutdown.test_run_after_shutdown',
      state: { shown: ['executor.shutdown'] },
    },
    {
      number: 121,
      says: '`shutdown(wait=True)` returns after all pending work ran; wait=False returns now, the work still runs.',
      theirs: 'CF/test_shutdown.test_hang_issue12364, test_shutdown_no_wait',
      state: { shown: ['executor.shutdown'] },
    },
    {
      number: 122,
      says: '`shutdown(cancel_futures=True)` cancels what has not started; running ones complete.',
      theirs: 'CF/test_shutdown.test_cancel_futures',
      state: { shown: ['executor.shutdown'] },
    },
    {
      number: 123,
      says: '`with executor` = shutdown(wait=True) at exit.',
      theirs: 'CF/test_shutdown.test_context_manager_shutdown',
      state: { shown: ['executor.dispose'] },
    },
    {
      number: 124,
      says: 'Process exit waits for queued work (atexit).',
      theirs: 'CF/test_shutdown.test_interpreter_shutdown',
      state: {
        different:
          'So does the end of a Node, Bun or Deno program. process.exit() waits for no call, and a page has no end of its own.',
        shown: [
          'packages/heddle/src/executors.test.ts > 124: the end of a program waits for all calls, those in the line too',
          'packages/heddle/src/executors.test.ts > 124: also if the executor was shut down and nobody waits for that',
          'packages/heddle/src/processes.test.ts > 124: the end of a program waits for the calls of its processes',
        ],
      },
    },
    {
      number: 125,
      says: '`thread_name_prefix` names workers `<prefix>_<i>`.',
      theirs: 'CF/test_shutdown.test_thread_names_assigned',
      state: { shown: ['executor.initializer'] },
    },
    {
      number: 126,
      says: '`initializer(*initargs)` runs once per worker before its first task.',
      theirs: 'CF/test_init.InitializerMixin.test_initializer',
      state: { shown: ['executor.initializer'] },
    },
    {
      number: 127,
      says: 'A failing initializer breaks the pool: pending futures and further submits raise BrokenThreadPool / BrokenProcessPool (subclasses of BrokenExecutor, a RuntimeError).',
      theirs: 'CF/test_init.FailingInitializerMixin.test_initializer',
      state: { shown: ['executor.initializer-fails'] },
    },
    {
      number: 128,
      says: 'A worker process that dies makes all pending futures raise BrokenProcessPool, and the pool is unusable.',
      theirs:
        'CF/test_process_pool.test_killed_child; CF/test_deadlock.test_crash_during_func_exec_on_worker',
      state: {
        different:
          "a thread or a process that dies fails the calls that it had begun, and another runs the rest; with `onWorkerDeath: 'break'` all that waits fails as well, with BrokenProcessPoolError where it was a process.",
        shown: [
          'executor.dies-exit',
          'executor.dies-breaks',
          'executor.messages-dies',
          'process.executor-dies',
          'process.executor-breaks',
          'packages/heddle/src/deaths-of-processes.test.ts > 128: again and again in a pool: each call has its sum or ProcessDiedError, and the pool goes on',
        ],
      },
    },
    {
      number: 129,
      says: 'An unpicklable argument fails only its own future; the pool lives on.',
      theirs: 'CF/test_deadlock.test_error_at_task_pickle',
      state: { shown: ['executor.cannot-send', 'process.executor-crossing'] },
    },
    {
      number: 130,
      says: 'An argument that fails to unpickle in the worker breaks the pool (BrokenProcessPool).',
      theirs: 'CF/test_deadlock.test_error_at_task_unpickle',
      state: {
        different: 'an argument that cannot be made in the thread fails its call alone.',
        shown: [
          'packages/core/src/thread/call-lane.test.ts > an answer > that cannot be made in this thread fails its call alone',
        ],
      },
    },
    {
      number: 131,
      says: 'A result that fails to pickle gives that error in its future only; a crash while pickling breaks the pool.',
      theirs:
        'CF/test_deadlock.test_error_during_result_pickle_on_worker, test_crash_during_result_pickle_on_worker',
      state: { shown: ['executor.cannot-send', 'process.executor-crossing'] },
    },
    {
      number: 132,
      says: "The remote traceback text is attached as the exception's cause (_RemoteTraceback).",
      theirs: 'CF/test_process_pool.test_traceback',
      state: {
        different:
          'The error arrives with the stack that it had in its worker; captureStacks(true) adds that of submit. Its cause stays its own.',
        shown: [
          'executor.errors',
          'process.executor-crossing',
          'packages/heddle/src/stacks.test.ts > the error of a call has the stack of its worker, and that of its submit if that was asked for',
        ],
      },
    },
    {
      number: 133,
      says: '`max_tasks_per_child` replaces a worker after n tasks; defaults to the spawn context; < 1 raises ValueError.',
      theirs:
        'CF/test_process_pool.test_max_tasks_per_child, test_max_tasks_per_child_defaults_to_spawn_context',
      state: {
        shown: ['executor.max-tasks', 'executor.options', 'process.executor-max-tasks'],
      },
    },
    {
      number: 134,
      says: '`wait(fs, timeout, return_when)` gives (done, not_done) sets; duplicates collapse; never raises on timeout.',
      theirs: 'CF/test_wait.test_timeout, test_20369',
      state: { shown: ['future.several'] },
    },
    {
      number: 135,
      says: 'FIRST_COMPLETED returns when any is done; FIRST_EXCEPTION when any raised (cancel does not count), else like ALL_COMPLETED.',
      theirs:
        'CF/test_wait.test_first_completed, test_first_exception, test_first_exception_some_already_complete',
      state: {
        shown: [
          'future.several',
          'packages/core/src/executor/future.test.ts > several > a first failure ends wait(), a cancel does not',
        ],
      },
    },
    {
      number: 136,
      says: '`as_completed(fs, timeout)` yields in finishing order, already-done first, each once even if passed twice; TimeoutError says "n (of m) futures unfinished".',
      theirs:
        'CF/test_as_completed.test_duplicate_futures, test_future_times_out, test_correct_timeout_exception_msg',
      state: { shown: ['future.several'] },
    },
    {
      number: 137,
      says: 'as_completed drops its reference to a yielded future.',
      theirs: 'CF/test_as_completed.test_free_reference_yielded_future',
      state: {
        shown: [
          'packages/core/src/executor/given-out.test.ts > 137: asCompleted lets go of the futures that it has given out',
        ],
      },
    },
    {
      number: 138,
      says: 'A task that waits for another task of the same saturated pool deadlocks (documented hazard).',
      theirs: 'doc',
      here: 'detect and report it (wait-for graph with pool slots).',
      state: { shown: ['executor.self-wait', 'executor.deadlock', 'executor.deadlock.several'] },
    },
    {
      number: 139,
      says: '[3.14] `ProcessPoolExecutor.terminate_workers()/kill_workers()`; InterpreterPoolExecutor exists.',
      theirs: 'doc',
      state: {
        different:
          '`terminateWorkers()` of every executor; what runs fails, what waits is cancelled.',
        shown: ['executor.terminate', 'executor.messages-terminate', 'process.executor-terminate'],
      },
    },
  ],
};
