import type { Part } from './statement.ts';

export const gevent: Part = {
  letter: 'T',
  title: 'gevent',
  statements: [
    {
      number: 259,
      says: '`spawn(f, ...)` schedules; f does not run before the spawner yields to the hub.',
      theirs: 'doc; GV/test__greenlet',
      state: { shown: ['coroutine.order'] },
    },
    {
      number: 260,
      says: '`sleep(0)` yields to the other ready greenlets; ready ones run in spawn order.',
      theirs: 'GV/test__hub.TestSleep; doc',
      state: { shown: ['coroutine.order'] },
    },
    {
      number: 261,
      says: '`joinall(gs, timeout, raise_error, count)` returns the list of finished greenlets; with a timeout, those done so far, and the rest go on.',
      theirs: 'GV/test__greenlet.TestJoinAll, test_joinall_exception_order',
      state: 'open',
    },
    {
      number: 262,
      says: 'joinall(raise_error=True) re-raises the first failure; count=n returns after n.',
      theirs: 'GV.test_joinall_count_raise_error, test_wait_error',
      state: 'open',
    },
    {
      number: 263,
      says: '`g.get(block, timeout)` gives the value or re-raises; raises gevent.Timeout; `g.join(timeout)` never raises the failure.',
      theirs: 'GV.TestGet, TestJoin',
      state: 'open',
    },
    {
      number: 264,
      says: '`ready()`, `successful()`, `value`, `exception` after the end; an uncaught exception is printed by the hub and does not stop others.',
      theirs: 'GV.TestBasic.test_error_exit, test_simple_exit',
      state: 'open',
    },
    {
      number: 265,
      says: '`kill(exc=GreenletExit, block, timeout)` raises in it; one killed before start never runs; a GreenletExit end counts as successful with the exit object as value.',
      theirs: 'GV.TestKill, TestReturn_link.test_kill',
      state: 'open',
    },
    {
      number: 266,
      says: '`link/link_value/link_exception(cb)` call in a fresh greenlet at the end (at once if already ended).',
      theirs: 'GV.TestLink, TestRaise_link, TestReturn_link',
      state: 'open',
    },
    {
      number: 267,
      says: '`Pool(size)`: spawn blocks when full; `wait_available`, `free_count`, `join`, `kill`; map/imap/imap_unordered/apply_async.',
      theirs: 'GV/test__pool',
      state: 'open',
    },
    {
      number: 268,
      says: 'Pool(0): spawn blocks until a slot, i.e. for ever; add with timeout/non-blocking raises PoolFull.',
      theirs: 'GV.TestPool0.test_wait_full, PoolBasicTests.test_add_method_non_blocking',
      state: 'open',
    },
    {
      number: 269,
      says: '`imap_unordered(maxsize=n)` bounds the buffered results.',
      theirs: 'GV.test_imap_unordered_bounded_queue',
      state: 'open',
    },
    {
      number: 270,
      says: '`Event`: set wakes all waiters present, even if cleared at once after; wait(timeout) returns the flag.',
      theirs: 'GV/test__event.TestEvent_SetThenClear',
      state: 'open',
    },
    {
      number: 271,
      says: '`AsyncResult`: set(value)/set_exception; get(block, timeout) → value/raise/Timeout; `wait` never raises; callable as a link target.',
      theirs: 'GV/test__event.TestAsyncResult, TestAsyncResultAsLinkTarget',
      state: 'open',
    },
    {
      number: 272,
      says: '`Timeout(s, exc)`: raised in the starting greenlet at expiry; `with Timeout(s, False)` swallows it silently; nested ones are told apart by identity; close/cancel stops it.',
      theirs: 'GV/test__timeout.test_context_manager_false, test_expires, test_cancel',
      state: 'open',
    },
    {
      number: 273,
      says: '`gevent.Timeout` derives from BaseException.',
      theirs: 'GV/test__timeout; doc',
      state: 'open',
    },
    {
      number: 274,
      says: '`with_timeout(s, f, timeout_value=v)` returns v at expiry.',
      theirs: 'GV/test__timeout.test_with_timeout',
      state: 'open',
    },
    {
      number: 275,
      says: 'If nothing can ever run again the main greenlet gets LoopExit ("would block forever"): a built-in deadlock detector that dumps the hub.',
      theirs: 'doc; GV/test__hub_join',
      state: 'open',
    },
    {
      number: 276,
      says: '`queue.Channel` is a rendezvous (put blocks till a get).',
      theirs: 'GV/test__queue.TestChannel.test_send',
      state: 'open',
    },
    {
      number: 277,
      says: '`gevent.wait(objects, timeout, count)`/`iwait` wait on greenlets, events, semaphores alike.',
      theirs: 'GV/test__iwait; GV/test__event.TestWait',
      state: 'open',
    },
    {
      number: 278,
      says: '`gevent.local.local` is per greenlet.',
      theirs: 'GV/test__local',
      state: 'open',
    },
    {
      number: 279,
      says: 'The monitor thread reports a greenlet that blocks the hub longer than max_blocking_time; `assert_switches()` fails a block that never yields.',
      theirs:
        'GV/test__hub.TestPeriodicMonitoringThread.test_blocking_this_thread; GV/test__util.TestAssertSwitches.*',
      state: 'open',
    },
    {
      number: 280,
      says: '`gevent.util.print_run_info()` prints the tree of greenlets with spawn stacks, current stacks and locals.',
      theirs: 'GV/test__util.TestTree.test_tree',
      state: 'open',
    },
  ],
};
