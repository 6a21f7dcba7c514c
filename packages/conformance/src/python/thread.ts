import type { Part } from './statement.ts';

export const thread: Part = {
  letter: 'G',
  title: 'threading.Thread',
  statements: [
    {
      number: 56,
      says: '`start()` at most once; a second start raises RuntimeError, also after the thread ended.',
      theirs: 'TT.ThreadingExceptionTests.test_start_thread_again',
      state: { shown: ['thread.wrong-state'] },
    },
    {
      number: 57,
      says: '`join()` before start raises RuntimeError; joining yourself raises RuntimeError.',
      theirs: 'TT.test_joining_inactive_thread, test_joining_current_thread',
      state: 'open',
    },
    {
      number: 58,
      says: '`join(timeout)` always returns None; ask `is_alive()` to tell a timeout from the end.',
      theirs: 'doc',
      state: {
        different:
          'join() rejects with TimeoutError when its time is over; thread.alive tells the same afterwards.',
        shown: ['thread.join-timeout'],
      },
    },
    {
      number: 59,
      says: '`join()` may be called many times and by many threads; a negative timeout acts as 0 (non-blocking).',
      theirs: 'TT.test_join_from_multiple_threads, test_join_with_timeout',
      state: 'open',
    },
    {
      number: 60,
      says: '`is_alive()` is false before start, true from the return of start() until the run ends, false after.',
      theirs: 'TT.test_various_ops',
      state: { shown: ['thread.life'] },
    },
    {
      number: 61,
      says: '`ident` is None before start and a nonzero integer after, which stays readable after the end; idents may be reused.',
      theirs: 'TT.test_various_ops',
      state: { shown: ['thread.life'] },
    },
    {
      number: 62,
      says: 'Default names are `Thread-N` and, with a target, `Thread-N (targetname)`; `name` is settable, need not be unique.',
      theirs: 'TT.ThreadTests.test_name',
      state: 'open',
    },
    {
      number: 63,
      says: '`daemon` is inherited from the creator unless given; setting it after start raises RuntimeError.',
      theirs: 'TT.test_daemon_param, test_daemonize_active_thread',
      state: 'open',
    },
    {
      number: 64,
      says: 'The process waits for non-daemon threads at exit; daemon threads are dropped.',
      theirs: 'TT.ThreadJoinOnShutdown.test_1_join_on_shutdown, test_4_daemon_threads',
      state: 'open',
    },
    {
      number: 65,
      says: 'An exception in run() does not reach join(); it goes to `threading.excepthook(args)` with exc_type, exc_value, exc_traceback, thread.',
      theirs: 'TT.ExceptHookTests.test_excepthook',
      state: 'open',
    },
    {
      number: 66,
      says: 'SystemExit in a thread is silently ignored by the default hook.',
      theirs: 'TT.ExceptHookTests.test_system_exit',
      state: 'open',
    },
    {
      number: 67,
      says: 'An exception in a custom excepthook is reported through sys.excepthook, and does not crash the program.',
      theirs: 'TT.test_custom_excepthook_fail',
      state: 'open',
    },
    {
      number: 68,
      says: '`target=None` runs nothing; `args` may be any iterable; args/kwargs/target are dropped after run (no reference cycle).',
      theirs: 'TT.test_args_argument, test_no_refcycle_through_target',
      state: 'open',
    },
    {
      number: 69,
      says: '`current_thread()` in a foreign thread gives a dummy, alive, daemonic thread object which cannot be joined.',
      theirs: 'TT.test_foreign_thread',
      state: 'open',
    },
    {
      number: 70,
      says: '`main_thread()` is the thread that started the interpreter; `enumerate()` lists alive ones incl. dummies, never unstarted or ended ones; `active_count() == len(enumerate())`.',
      theirs: 'TT.test_main_thread, test_enumerate_after_join',
      state: 'open',
    },
    {
      number: 71,
      says: 'Timer(interval, fn) is a Thread that calls fn once unless `cancel()`led before it fires.',
      theirs: 'TT.TimerTests.test_init_immutable_default_args (args); doc',
      state: 'open',
    },
  ],
};
