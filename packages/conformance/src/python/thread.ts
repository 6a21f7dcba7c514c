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
      state: { shown: ['thread.wrong-state', 'thread.itself'] },
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
      state: {
        different:
          'A negative timeout is refused with InvalidArgumentError, as everywhere; 0 looks without waiting. Only who started a thread can join it.',
        shown: [
          'thread.join-many',
          'packages/core/src/thread/thread.test.ts > 59: many may join at once; each is told of the end',
        ],
      },
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
      state: {
        different:
          'Default names are thread-1, thread-2, … in each thread that starts some; messages put the task before: bank.deposit (thread-1).',
        shown: ['thread.name', 'thread.name-of-two'],
      },
    },
    {
      number: 63,
      says: '`daemon` is inherited from the creator unless given; setting it after start raises RuntimeError.',
      theirs: 'TT.test_daemon_param, test_daemonize_active_thread',
      state: {
        shown: [
          'thread.daemon',
          'packages/core/src/thread/thread.test.ts > 63: a thread is a daemon as its creator is, unless that is said; from the start on that is settled',
          'packages/heddle/src/daemons.test.ts > a thread that another one starts is a daemon as that is, unless it is told',
        ],
      },
    },
    {
      number: 64,
      says: 'The process waits for non-daemon threads at exit; daemon threads are dropped.',
      theirs: 'TT.ThreadJoinOnShutdown.test_1_join_on_shutdown, test_4_daemon_threads',
      state: {
        different:
          'On Node, Bun and Deno as in Python, but that a daemon is waited for while somebody joins it, and that on Deno it ends with the thread that started it. A page of a browser has no end of its own, so there daemon says nothing but itself.',
        shown: [
          'packages/core/src/thread/thread.test.ts > 64: a program stays for a thread that has begun and is no daemon; for a daemon while somebody waits for it',
          'packages/heddle/src/daemons.test.ts > a program ends without them, whether they compute, are parked, wait or are idle',
          'packages/heddle/src/daemons.test.ts > it waits for threads that are none beside one that is',
          'packages/heddle/src/daemons.test.ts > a thread that is none is waited for, though a daemon has started it',
        ],
      },
    },
    {
      number: 65,
      says: 'An exception in run() does not reach join(); it goes to `threading.excepthook(args)` with exc_type, exc_value, exc_traceback, thread.',
      theirs: 'TT.ExceptHookTests.test_excepthook',
      state: {
        different:
          'result() gives the error. What nobody takes from there goes to threadErrorHook, with the error and the thread, in the thread that started it.',
        shown: [
          'thread.error-hook',
          'thread.error-taken',
          'thread.join-many',
          'thread.error-printed',
        ],
      },
    },
    {
      number: 66,
      says: 'SystemExit in a thread is silently ignored by the default hook.',
      theirs: 'TT.ExceptHookTests.test_system_exit',
      state: {
        different:
          'A thread that calls process.exit(0) is not told of by default; with another code it has failed. result() throws ThreadDiedError in both cases.',
        shown: [
          'packages/core/src/thread/thread.test.ts > 66: a thread that has ended itself with 0 is not told of; with another code it is',
          'packages/heddle/src/ends.test.ts > 66: one that ends itself with 0 has not failed; with another code it has, and is told',
        ],
      },
    },
    {
      number: 67,
      says: 'An exception in a custom excepthook is reported through sys.excepthook, and does not crash the program.',
      theirs: 'TT.test_custom_excepthook_fail',
      state: { shown: ['thread.error-hook-throws'] },
    },
    {
      number: 68,
      says: '`target=None` runs nothing; `args` may be any iterable; args/kwargs/target are dropped after run (no reference cycle).',
      theirs: 'TT.test_args_argument, test_no_refcycle_through_target',
      state: {
        different: 'args is an array, which the types check against the target.',
        shown: [
          'thread.no-target',
          'packages/core/src/thread/thread-class.test.ts > 68: args and target are forgotten when they have been sent',
        ],
      },
    },
    {
      number: 69,
      says: '`current_thread()` in a foreign thread gives a dummy, alive, daemonic thread object which cannot be joined.',
      theirs: 'TT.test_foreign_thread',
      state: {
        shown: [
          'packages/heddle/src/ends.test.ts > 69: a worker that Heddle did not start is a daemon with an ident of its own, called foreign',
        ],
      },
    },
    {
      number: 70,
      says: '`main_thread()` is the thread that started the interpreter; `enumerate()` lists alive ones incl. dummies, never unstarted or ended ones; `active_count() == len(enumerate())`.',
      theirs: 'TT.test_main_thread, test_enumerate_after_join',
      state: {
        different:
          'Without shared memory a thread sees the main one, itself, and those that it has started. A worker that Heddle did not start is listed once it has used fromHandle.',
        shown: ['thread.current-main', 'thread.list-own', 'thread.list-others'],
      },
    },
    {
      number: 71,
      says: 'Timer(interval, fn) is a Thread that calls fn once unless `cancel()`led before it fires.',
      theirs: 'TT.TimerTests.test_init_immutable_default_args (args); doc',
      state: {
        different:
          'Its worker is started when the time has come, so one that waits costs nothing; cancel() tells whether it was in time.',
        shown: ['thread.timer', 'thread.timer-cancel', 'thread.timer-terminate'],
      },
    },
  ],
};
