import type { Part } from './statement.ts';

export const asyncioTasks: Part = {
  letter: 'O',
  title: 'asyncio – tasks, gather, wait, cancel, shield',
  statements: [
    {
      number: 180,
      says: '`create_task` does not run the body before the current step ends; it starts on the next loop turn in creation order.',
      theirs: 'doc; AIO/test_eager_task_factory.NonEagerTests',
      state: { shown: ['coroutine.order'] },
    },
    {
      number: 181,
      says: '`await coro` directly runs it inline, with no loop turn if it never suspends.',
      theirs: 'doc',
      state: {
        shown: [
          'operation.does-not-suspend',
          'coroutine.call',
          'packages/core/src/coroutine/call.test.ts > its result is that of the function, its arguments go through',
        ],
      },
    },
    {
      number: 182,
      says: '`sleep(0)` yields exactly one turn to the ready queue; the loop is FIFO.',
      theirs: 'AIO/test_tasks.test_sleep_zero',
      state: { shown: ['coroutine.order'] },
    },
    {
      number: 183,
      says: '`gather` returns results in argument order, whatever the finishing order; gather() of nothing gives [].',
      theirs:
        'AIO/test_tasks.GatherTestsBase.test_success, test_constructor_empty_sequence_use_running_loop',
      state: {
        shown: [
          'coroutine.gather',
          'packages/core/src/coroutine/gather.test.ts > 183: gather > gives the results in the order of the list, whatever order they come in',
          'packages/core/src/coroutine/gather.test.ts > 183: gather > of nothing gives [], at once',
        ],
      },
    },
    {
      number: 184,
      says: 'gather: the first exception propagates at once to the awaiter; the siblings are NOT cancelled and go on.',
      theirs: 'AIO.GatherTestsBase.test_one_exception',
      state: {
        shown: [
          'coroutine.gather-failure',
          'packages/core/src/coroutine/gather.test.ts > 184: the first failure is passed on at once; the siblings are not cancelled and go on',
        ],
      },
    },
    {
      number: 185,
      says: 'gather(return_exceptions=True) gives exceptions as values, in place.',
      theirs: 'AIO.test_return_exceptions',
      state: {
        shown: [
          'coroutine.gather-failure',
          'packages/core/src/coroutine/gather.test.ts > 185: { returnExceptions } gives errors as values, each in its place, undefined and cancellations too',
        ],
      },
    },
    {
      number: 186,
      says: 'Cancelling the gather cancels all unfinished children.',
      theirs: 'AIO.CoroutineGatherTests.test_cancellation_broadcast',
      state: {
        shown: [
          'coroutine.gather-cancel',
          'packages/core/src/coroutine/gather.test.ts > 186: cancelling whoever waits for a gather > cancels all that have not ended, and is heard when the last has ended its cleanup',
        ],
      },
    },
    {
      number: 187,
      says: 'A child cancelled from outside makes gather raise CancelledError, and does not cancel the gather itself or its siblings.',
      theirs: 'AIO.FutureGatherTests.test_one_cancellation',
      state: {
        shown: [
          'packages/core/src/coroutine/gather.test.ts > 187: a child that is cancelled from outside fails the gather, and neither cancels its siblings nor who waits',
        ],
      },
    },
    {
      number: 188,
      says: 'The same awaitable passed twice is awaited once, its result appears at both places.',
      theirs: 'AIO/test_tasks (gather duplicates); doc',
      state: {
        shown: [
          'coroutine.gather',
          'packages/core/src/coroutine/gather.test.ts > 188: the same operation passed twice is waited for once, its result is at both places',
        ],
      },
    },
    {
      number: 189,
      says: '`wait(tasks, timeout, return_when)` gives (done, pending), never raises on timeout, never cancels; empty input raises ValueError; bare coroutines raise TypeError.',
      theirs: 'AIO/test_tasks.test_wait_errors, test_wait_with_timeout, test_wait_first_completed',
      state: {
        shown: [
          'coroutine.wait',
          'packages/core/src/coroutine/wait.test.ts > 189: wait > gives what has ended and what has not: all, or the first',
          'packages/core/src/coroutine/wait.test.ts > 189: wait > never raises at its timeout, and never cancels',
          'packages/core/src/coroutine/wait.test.ts > 189: wait > of nothing is refused, and so is a coroutine that nobody has spawned',
        ],
      },
    },
    {
      number: 190,
      says: '`as_completed` yields in completion order; [3.13] async iteration gives the very task objects.',
      theirs: 'AIO.test_as_completed, test_as_completed_same_tasks_in_as_out',
      state: {
        shown: [
          'coroutine.as-completed',
          'packages/core/src/coroutine/as-completed.test.ts > 190: asCompleted > gives the very tasks in the order in which they end, by for await',
        ],
      },
    },
    {
      number: 191,
      says: '`wait_for(aw, t)` cancels aw on timeout, waits for its cancellation to end, then raises TimeoutError; if aw finishes while being cancelled with a result, that result is returned [3.12+].',
      theirs:
        'AIO/test_waitfor.test_wait_for_waits_for_task_cancellation, test_wait_for_cancel_suppressed',
      state: {
        shown: [
          'coroutine.timeout-task',
          'packages/core/src/coroutine/timeout.test.ts > 191: withTimeout of a task > cancels it at the expiry, waits until that has ended, and then throws',
          'packages/core/src/coroutine/timeout.test.ts > 191: withTimeout of a task > gives the result if it finishes with one while it is being cancelled',
        ],
      },
    },
    {
      number: 192,
      says: '`wait_for` with t <= 0: a done awaitable gives its result, otherwise TimeoutError without starting it.',
      theirs: 'AIO/test_waitfor.test_wait_for_timeout_less_then_0_or_0_*',
      state: {
        different:
          'A task or a function that has not begun never starts, as in Python; an operation (a queue’s get(), say) has begun at its call, and is withdrawn.',
        shown: [
          'coroutine.timeout-zero',
          'packages/core/src/coroutine/timeout.test.ts > 192: withTimeout with 0 ms > gives the result of what has ended',
          'packages/core/src/coroutine/timeout.test.ts > 192: withTimeout with 0 ms > throws TimeoutError otherwise, and never starts what has not begun',
        ],
      },
    },
    {
      number: 193,
      says: 'Cancelling the waiter of wait_for cancels the inner.',
      theirs: 'AIO/test_waitfor.test_cancel_wait_for',
      state: {
        shown: [
          'packages/core/src/coroutine/timeout.test.ts > 193: cancelling whoever waits in withTimeout cancels the inner task',
        ],
      },
    },
    {
      number: 194,
      says: '`shield(aw)`: cancelling the outer raises CancelledError in the waiter while the inner goes on.',
      theirs: 'AIO/test_tasks.test_shield_cancel_outer, test_shield_effect',
      state: {
        shown: [
          'coroutine.gather-cancel',
          'packages/core/src/coroutine/shield.test.ts > 194: cancelling whoever waits for a shield > is heard there at once, while the inner one goes on',
        ],
      },
    },
    {
      number: 195,
      says: 'Cancelling the inner of a shield cancels the outer.',
      theirs: 'AIO.test_shield_cancel_inner',
      state: {
        shown: [
          'packages/core/src/coroutine/shield.test.ts > 195: cancelling the inner one of a shield cancels the outer',
        ],
      },
    },
    {
      number: 196,
      says: '`task.cancel()` throws CancelledError at the next resumption, in the innermost awaited thing; it returns false for a done task.',
      theirs: 'AIO.test_cancel, test_cancel_inner_future',
      state: {
        shown: [
          'coroutine.cancel',
          'packages/core/src/coroutine/task-requests.test.ts > 196: cancel() > throws at the next resumption, in the innermost thing that is waited for',
          'packages/core/src/coroutine/task-requests.test.ts > 196: cancel() > goes down a chain of tasks that wait for each other, and comes back up when each has ended',
        ],
      },
    },
    {
      number: 197,
      says: 'A cancel before the first step means the body never runs.',
      theirs: 'AIO.test_cancel_with_message_before_starting_task; doc',
      state: {
        shown: [
          'coroutine.cancel-early',
          'packages/core/src/coroutine/task-requests.test.ts > 197: cancelled before its first step it never runs, nor is its finally reached',
        ],
      },
    },
    {
      number: 198,
      says: 'A task may swallow CancelledError and finish normally; then `cancelled()` is false.',
      theirs: 'AIO.test_cancel_task_ignoring, test_cancel_task_catching',
      state: {
        shown: [
          'coroutine.swallows-cancel',
          'packages/core/src/coroutine/task-requests.test.ts > 198: a task that swallows its cancellation > ends as it likes, and is then not cancelled',
        ],
      },
    },
    {
      number: 199,
      says: 'CancelledError is a BaseException: `except Exception` does not catch it.',
      theirs: 'doc',
      state: {
        different:
          'JavaScript has one catch for everything: it sees a CancelledError as well, and may rethrow it.',
        shown: [
          'coroutine.swallows-cancel',
          'packages/core/src/coroutine/task-requests.test.ts > 199: JavaScript’s catch sees a CancelledError as any other; whoever lets it pass throws it on',
        ],
      },
    },
    {
      number: 200,
      says: '`cancelling()` counts requests; `uncancel()` lowers it; used by timeout/TaskGroup to tell own from foreign cancels.',
      theirs: 'AIO.test_cancelling, test_uncancel_basic, test_uncancel_structured_blocks',
      state: {
        shown: [
          'coroutine.timeout',
          'coroutine.group-both',
          'packages/core/src/coroutine/task-requests.test.ts > 200: cancelling counts the requests > and uncancel takes them back, down to none',
          'packages/core/src/coroutine/task-requests.test.ts > 200: cancelling counts the requests > of blocks: each takes back its own, and leaves the foreign ones',
        ],
      },
    },
    {
      number: 201,
      says: "`await task` re-raises the task's exception; `result()` before done raises InvalidStateError.",
      theirs: 'AIO/test_futures.test_result, test_exception',
      state: {
        different:
          'Awaiting re-raises the very error; there is no result() that could be asked too early: state tells whether it has ended.',
        shown: [
          'coroutine.failure',
          'packages/core/src/coroutine/task-outcome.test.ts > 201: a task re-raises its error for each who waits, that very object; there is no result() to ask too early',
        ],
      },
    },
    {
      number: 202,
      says: "An exception never retrieved is reported to the loop's exception handler when the future is collected.",
      theirs: 'AIO/test_futures.test_tb_logger_exception_unretrieved',
      state: {
        different:
          'It is reported as a rejected promise is: soon after the failure, not when the task is collected.',
        shown: ['operation.unhandled'],
      },
    },
    {
      number: 203,
      says: 'The loop keeps only weak references to tasks: keep your own.',
      theirs: 'doc',
      here: 'our runtime should keep strong ones in the scope tree.',
      state: {
        different: 'A task is kept strongly until it ends, whoever else forgets it.',
        shown: [
          'packages/core/src/coroutine/task-outcome.test.ts > 203: a task that nobody keeps goes on to its end',
        ],
      },
    },
    {
      number: 204,
      says: 'Done callbacks are scheduled with call_soon (never run inline in set_result).',
      theirs: 'AIO/test_futures.test_callbacks_invoked_on_set_result',
      state: {
        shown: [
          'packages/core/src/coroutine/task-outcome.test.ts > 204: whoever waits is resumed in a turn of its own, never inside of the step that ended the task',
        ],
      },
    },
    {
      number: 205,
      says: '`asyncio.run` cancels all left-over tasks, waits for them, reports their errors, closes async generators; not callable inside a running loop (RuntimeError).',
      theirs:
        'AIO/test_runners.test_asyncio_run_cancels_hanging_tasks, test_asyncio_run_from_running_loop',
      state: {
        different:
          'JavaScript tells nobody which async generators are open: they are not closed. All else is as in Python.',
        shown: [
          'coroutine.run-ends-all',
          'coroutine.run-inside',
          'packages/core/src/coroutine/run.test.ts > what is left over when main ends > and fails while it ends has its errors reported, each once, and run gives its result',
        ],
      },
    },
    {
      number: 206,
      says: '`to_thread` keeps context vars; cancelling it does not stop the thread.',
      theirs: 'AIO/test_threads.test_to_thread_contextvars; doc',
      state: {
        different:
          'Cancelling whoever waits for a thread does not stop the thread, as in Python; a thread begins with an empty context, so pass along what it needs.',
        shown: [
          'coroutine.cancel-leaves-thread',
          'thread.context',
          'packages/core/src/coroutine/task-outcome.test.ts > 206: cancelling whoever waits for work that nothing can stop leaves the work going',
        ],
      },
    },
    {
      number: 207,
      says: '`run_coroutine_threadsafe` gives a concurrent Future; cancelling that cancels the task.',
      theirs: 'AIO/test_tasks.test_run_coroutine_threadsafe_with_timeout, _task_cancelled',
      state: {
        different:
          'No thread starts a coroutine inside another: it puts the work into a queue that a coroutine there reads.',
        shown: ['queue.threads-once', 'queue.threads-join'],
      },
    },
    {
      number: 208,
      says: 'Eager factory [3.12]: the body runs synchronously in create_task until its first real suspension; if it finishes there no loop turn is used and the task is already done.',
      theirs: 'AIO/test_eager_task_factory.test_eager_completion, test_block_after_eager_step',
      state: {
        shown: [
          'coroutine.eager',
          'packages/core/src/coroutine/spawn-eager.test.ts > 208: an eager task > runs at once up to where it first waits; one that ends there is done already, without a turn',
        ],
      },
    },
    {
      number: 209,
      says: 'Eager: current_task() inside the eager step is the new task and is restored after.',
      theirs: 'AIO/test_eager_task_factory.test_current_task, test_issue105987',
      state: {
        shown: [
          'coroutine.eager',
          'packages/core/src/coroutine/spawn-eager.test.ts > 209: in an eager step > the current task is the new one, and afterwards the spawner again',
        ],
      },
    },
  ],
};
