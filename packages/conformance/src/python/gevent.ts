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
      state: {
        shown: [
          'coroutine.join-all',
          'packages/core/src/coroutine/join-all.test.ts > 261: joinAll > gives those that have ended, in the order in which they did, failed ones too',
          'packages/core/src/coroutine/join-all.test.ts > 261: joinAll > with a timeout gives those that are done by then, and the others go on',
        ],
      },
    },
    {
      number: 262,
      says: 'joinall(raise_error=True) re-raises the first failure; count=n returns after n.',
      theirs: 'GV.test_joinall_count_raise_error, test_wait_error',
      state: {
        shown: [
          'coroutine.join-all',
          'packages/core/src/coroutine/join-all.test.ts > 262: joinAll > with raiseError throws what the first to fail threw, and the others go on',
          'packages/core/src/coroutine/join-all.test.ts > 262: joinAll > with count ends after so many, whether they had ended before or not',
        ],
      },
    },
    {
      number: 263,
      says: '`g.get(block, timeout)` gives the value or re-raises; raises gevent.Timeout; `g.join(timeout)` never raises the failure.',
      theirs: 'GV.TestGet, TestJoin',
      state: {
        different:
          'get(timeout) is withTimeout(ms, task), which cancels the task at the expiry (shield it to leave it going); join(timeout) is joinAll([task], { timeout }).',
        shown: [
          'packages/core/src/coroutine/task-outcome.test.ts > 263: what gevent calls get and join > get(timeout) is withTimeout: it gives the value, re-raises, or raises TimeoutError',
          'packages/core/src/coroutine/task-outcome.test.ts > 263: what gevent calls get and join > get(timeout) that leaves the task going is withTimeout of a shield',
          'packages/core/src/coroutine/task-outcome.test.ts > 263: what gevent calls get and join > join(timeout) is joinAll: it never raises the failure',
        ],
      },
    },
    {
      number: 264,
      says: '`ready()`, `successful()`, `value`, `exception` after the end; an uncaught exception is printed by the hub and does not stop others.',
      theirs: 'GV.TestBasic.test_error_exit, test_simple_exit',
      state: {
        different:
          'One word, state, tells all of it (done, failed, cancelled), and awaiting gives the value or the error; what nobody looks at the host reports.',
        shown: [
          'operation.unhandled',
          'packages/core/src/coroutine/task-outcome.test.ts > 264: after its end > a task tells by its state whether it was successful',
          'packages/core/src/coroutine/task-outcome.test.ts > 264: after its end > an uncaught error is reported by the host, and does not stop the others',
        ],
      },
    },
    {
      number: 265,
      says: '`kill(exc=GreenletExit, block, timeout)` raises in it; one killed before start never runs; a GreenletExit end counts as successful with the exit object as value.',
      theirs: 'GV.TestKill, TestReturn_link.test_kill',
      state: {
        different:
          'A cancelled task is cancelled, neither successful nor failed, and awaiting it raises the CancelledError.',
        shown: [
          'coroutine.cancel-early',
          'packages/core/src/coroutine/task-outcome.test.ts > 265: what gevent calls kill is cancel > it raises in the task, and one killed before its start never runs',
          'packages/core/src/coroutine/task-outcome.test.ts > 265: what gevent calls kill is cancel > one that ends so is cancelled, neither done nor failed, and has no value',
        ],
      },
    },
    {
      number: 266,
      says: '`link/link_value/link_exception(cb)` call in a fresh greenlet at the end (at once if already ended).',
      theirs: 'GV.TestLink, TestRaise_link, TestReturn_link',
      state: {
        different: 'A task is a promise too: then, catch and finally are its links.',
        shown: [
          'operation.is-a-promise',
          'packages/core/src/coroutine/task-outcome.test.ts > 266: what gevent calls link is then and catch: each is called once at the end, at once if that was before',
        ],
      },
    },
    {
      number: 267,
      says: '`Pool(size)`: spawn blocks when full; `wait_available`, `free_count`, `join`, `kill`; map/imap/imap_unordered/apply_async.',
      theirs: 'GV/test__pool',
      state: {
        different:
          'There is no pool of coroutines: a bounded queue of places beside a TaskGroup does it.',
        shown: [
          'packages/core/src/queue/gevent.test.ts > 267: what gevent’s Pool bounds, a queue of places beside a group bounds > spawning waits while all places are taken, and leaving the group joins them all',
          'packages/core/src/queue/gevent.test.ts > 267: what gevent’s Pool bounds, a queue of places beside a group bounds > killing them is cancelling the group: every place is free again',
        ],
      },
    },
    {
      number: 268,
      says: 'Pool(0): spawn blocks until a slot, i.e. for ever; add with timeout/non-blocking raises PoolFull.',
      theirs: 'GV.TestPool0.test_wait_full, PoolBasicTests.test_add_method_non_blocking',
      state: {
        different:
          'A queue of places is full or not: tryPut() tells at once, put({ timeout }) raises TimeoutError; a maxsize of 0 is no bound, as in Python’s queue.',
        shown: [
          'packages/core/src/queue/gevent.test.ts > 268: with no place left tryPut says so at once, and put after its timeout',
        ],
      },
    },
    {
      number: 269,
      says: '`imap_unordered(maxsize=n)` bounds the buffered results.',
      theirs: 'GV.test_imap_unordered_bounded_queue',
      state: {
        different: 'A bounded queue between those that map and whoever reads bounds the results.',
        shown: [
          'packages/core/src/queue/gevent.test.ts > 269: a bounded queue between those that map and whoever reads bounds the results that are kept',
        ],
      },
    },
    {
      number: 270,
      says: '`Event`: set wakes all waiters present, even if cleared at once after; wait(timeout) returns the flag.',
      theirs: 'GV/test__event.TestEvent_SetThenClear',
      state: {
        different:
          'What wakes all who wait at this moment is the end of a task or a promise, and that stays: there is nothing to clear.',
        shown: [
          'packages/core/src/coroutine/gevent.test.ts > 270: what wakes all that wait at this moment is the end of a promise or a task, which then stays',
        ],
      },
    },
    {
      number: 271,
      says: '`AsyncResult`: set(value)/set_exception; get(block, timeout) → value/raise/Timeout; `wait` never raises; callable as a link target.',
      theirs: 'GV/test__event.TestAsyncResult, TestAsyncResultAsLinkTarget',
      state: {
        different:
          'JavaScript has it: Promise.withResolvers(), which every operation on several (wait, gather, withTimeout) takes.',
        shown: [
          'packages/core/src/coroutine/gevent.test.ts > 271: what gevent calls AsyncResult is a promise with its resolvers > its value or error is set once, from anywhere, and each who waits gets it',
          'packages/core/src/coroutine/gevent.test.ts > 271: what gevent calls AsyncResult is a promise with its resolvers > get with a timeout raises TimeoutError; wait never raises; a task may set it at its end',
        ],
      },
    },
    {
      number: 272,
      says: '`Timeout(s, exc)`: raised in the starting greenlet at expiry; `with Timeout(s, False)` swallows it silently; nested ones are told apart by identity; close/cancel stops it.',
      theirs: 'GV/test__timeout.test_context_manager_false, test_expires, test_cancel',
      state: {
        different:
          'A block has the limit, and leaving it stops it; inside it is a cancellation, and only the block’s own exit raises the TimeoutError, for itself.',
        shown: [
          'coroutine.timeout-nested',
          'packages/core/src/coroutine/timeout.test.ts > 272: gevent’s Timeout > nested ones are told apart: each block throws for itself',
          'packages/core/src/coroutine/timeout.test.ts > 272: gevent’s Timeout > closing it is leaving the block: nothing is raised afterwards',
        ],
      },
    },
    {
      number: 273,
      says: '`gevent.Timeout` derives from BaseException.',
      theirs: 'GV/test__timeout; doc',
      state: {
        different: 'JavaScript has one catch for everything: it sees a TimeoutError as well.',
        shown: [
          'packages/core/src/coroutine/timeout.test.ts > 273: a TimeoutError is an Error like any other, which every catch sees',
        ],
      },
    },
    {
      number: 274,
      says: '`with_timeout(s, f, timeout_value=v)` returns v at expiry.',
      theirs: 'GV/test__timeout.test_with_timeout',
      state: {
        different: 'A catch gives the value; there is no timeout_value.',
        shown: [
          'packages/core/src/coroutine/timeout.test.ts > 274: a value at the expiry, as with_timeout’s timeout_value, is what a catch gives',
        ],
      },
    },
    {
      number: 275,
      says: 'If nothing can ever run again the main greenlet gets LoopExit ("would block forever"): a built-in deadlock detector that dumps the hub.',
      theirs: 'doc; GV/test__hub_join',
      state: {
        different:
          'The program says which tasks wait for what and ends non-zero, with nothing raised inside; where the end cannot be known, watchStall() and dump() show it.',
        shown: ['deadlock.stalled', 'deadlock.stalled-threads', 'deadlock.watch-stall'],
      },
    },
    {
      number: 276,
      says: '`queue.Channel` is a rendezvous (put blocks till a get).',
      theirs: 'GV/test__queue.TestChannel.test_send',
      state: {
        different: 'A put that waits for the getter is put() and then join() of a queue.',
        shown: [
          'packages/core/src/queue/gevent.test.ts > 276: put and then join is a rendezvous: it ends when the item was taken and seen to',
        ],
      },
    },
    {
      number: 277,
      says: '`gevent.wait(objects, timeout, count)`/`iwait` wait on greenlets, events, semaphores alike.',
      theirs: 'GV/test__iwait; GV/test__event.TestWait',
      state: {
        shown: [
          'coroutine.wait',
          'coroutine.select',
          'packages/core/src/coroutine/wait.test.ts > 277: wait waits for tasks, waits in line, sleeps and promises alike',
        ],
      },
    },
    {
      number: 278,
      says: '`gevent.local.local` is per greenlet.',
      theirs: 'GV/test__local',
      state: {
        different:
          'A ContextVar is what each task has for itself; unlike a local’s, its values are passed on to the tasks that are spawned.',
        shown: ['coroutine.context'],
      },
    },
    {
      number: 279,
      says: 'The monitor thread reports a greenlet that blocks the hub longer than max_blocking_time; `assert_switches()` fails a block that never yields.',
      theirs:
        'GV/test__hub.TestPeriodicMonitoringThread.test_blocking_this_thread; GV/test__util.TestAssertSwitches.*',
      state: {
        different:
          'No thread watches another. Whoever observes the tasks, as a trace does, hears when each step begins and ends; what computes on and on shows there.',
        shown: [
          'packages/core/src/coroutine/gevent.test.ts > 279: a step that keeps the thread to itself is as long between what an observer hears of its beginning and its end',
        ],
      },
    },
    {
      number: 280,
      says: '`gevent.util.print_run_info()` prints the tree of greenlets with spawn stacks, current stacks and locals.',
      theirs: 'GV/test__util.TestTree.test_tree',
      state: {
        different:
          'dump() gives the tree with what each task waits for, and the stacks on demand; JavaScript lets nobody read another frame’s locals.',
        shown: [
          'coroutine.dump',
          'packages/core/src/trace/dump.test.ts > dump > is a tree of who spawned whom',
        ],
      },
    },
  ],
};
