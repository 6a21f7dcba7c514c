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
      state: 'open',
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
      state: 'open',
    },
    {
      number: 184,
      says: 'gather: the first exception propagates at once to the awaiter; the siblings are NOT cancelled and go on.',
      theirs: 'AIO.GatherTestsBase.test_one_exception',
      state: 'open',
    },
    {
      number: 185,
      says: 'gather(return_exceptions=True) gives exceptions as values, in place.',
      theirs: 'AIO.test_return_exceptions',
      state: 'open',
    },
    {
      number: 186,
      says: 'Cancelling the gather cancels all unfinished children.',
      theirs: 'AIO.CoroutineGatherTests.test_cancellation_broadcast',
      state: 'open',
    },
    {
      number: 187,
      says: 'A child cancelled from outside makes gather raise CancelledError, and does not cancel the gather itself or its siblings.',
      theirs: 'AIO.FutureGatherTests.test_one_cancellation',
      state: 'open',
    },
    {
      number: 188,
      says: 'The same awaitable passed twice is awaited once, its result appears at both places.',
      theirs: 'AIO/test_tasks (gather duplicates); doc',
      state: 'open',
    },
    {
      number: 189,
      says: '`wait(tasks, timeout, return_when)` gives (done, pending), never raises on timeout, never cancels; empty input raises ValueError; bare coroutines raise TypeError.',
      theirs: 'AIO/test_tasks.test_wait_errors, test_wait_with_timeout, test_wait_first_completed',
      state: 'open',
    },
    {
      number: 190,
      says: '`as_completed` yields in completion order; [3.13] async iteration gives the very task objects.',
      theirs: 'AIO.test_as_completed, test_as_completed_same_tasks_in_as_out',
      state: 'open',
    },
    {
      number: 191,
      says: '`wait_for(aw, t)` cancels aw on timeout, waits for its cancellation to end, then raises TimeoutError; if aw finishes while being cancelled with a result, that result is returned [3.12+].',
      theirs:
        'AIO/test_waitfor.test_wait_for_waits_for_task_cancellation, test_wait_for_cancel_suppressed',
      state: 'open',
    },
    {
      number: 192,
      says: '`wait_for` with t <= 0: a done awaitable gives its result, otherwise TimeoutError without starting it.',
      theirs: 'AIO/test_waitfor.test_wait_for_timeout_less_then_0_or_0_*',
      state: 'open',
    },
    {
      number: 193,
      says: 'Cancelling the waiter of wait_for cancels the inner.',
      theirs: 'AIO/test_waitfor.test_cancel_wait_for',
      state: 'open',
    },
    {
      number: 194,
      says: '`shield(aw)`: cancelling the outer raises CancelledError in the waiter while the inner goes on.',
      theirs: 'AIO/test_tasks.test_shield_cancel_outer, test_shield_effect',
      state: 'open',
    },
    {
      number: 195,
      says: 'Cancelling the inner of a shield cancels the outer.',
      theirs: 'AIO.test_shield_cancel_inner',
      state: 'open',
    },
    {
      number: 196,
      says: '`task.cancel()` throws CancelledError at the next resumption, in the innermost awaited thing; it returns false for a done task.',
      theirs: 'AIO.test_cancel, test_cancel_inner_future',
      state: { shown: ['coroutine.cancel'] },
    },
    {
      number: 197,
      says: 'A cancel before the first step means the body never runs.',
      theirs: 'AIO.test_cancel_with_message_before_starting_task; doc',
      state: { shown: ['coroutine.cancel-early'] },
    },
    {
      number: 198,
      says: 'A task may swallow CancelledError and finish normally; then `cancelled()` is false.',
      theirs: 'AIO.test_cancel_task_ignoring, test_cancel_task_catching',
      state: { shown: ['coroutine.swallows-cancel'] },
    },
    {
      number: 199,
      says: 'CancelledError is a BaseException: `except Exception` does not catch it.',
      theirs: 'doc',
      state: {
        different:
          'JavaScript has one catch for everything: it sees a CancelledError as well, and may rethrow it.',
        shown: ['coroutine.swallows-cancel'],
      },
    },
    {
      number: 200,
      says: '`cancelling()` counts requests; `uncancel()` lowers it; used by timeout/TaskGroup to tell own from foreign cancels.',
      theirs: 'AIO.test_cancelling, test_uncancel_basic, test_uncancel_structured_blocks',
      state: 'open',
    },
    {
      number: 201,
      says: "`await task` re-raises the task's exception; `result()` before done raises InvalidStateError.",
      theirs: 'AIO/test_futures.test_result, test_exception',
      state: 'open',
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
      state: 'open',
    },
    {
      number: 204,
      says: 'Done callbacks are scheduled with call_soon (never run inline in set_result).',
      theirs: 'AIO/test_futures.test_callbacks_invoked_on_set_result',
      state: 'open',
    },
    {
      number: 205,
      says: '`asyncio.run` cancels all left-over tasks, waits for them, reports their errors, closes async generators; not callable inside a running loop (RuntimeError).',
      theirs:
        'AIO/test_runners.test_asyncio_run_cancels_hanging_tasks, test_asyncio_run_from_running_loop',
      state: 'open',
    },
    {
      number: 206,
      says: '`to_thread` keeps context vars; cancelling it does not stop the thread.',
      theirs: 'AIO/test_threads.test_to_thread_contextvars; doc',
      state: 'open',
    },
    {
      number: 207,
      says: '`run_coroutine_threadsafe` gives a concurrent Future; cancelling that cancels the task.',
      theirs: 'AIO/test_tasks.test_run_coroutine_threadsafe_with_timeout, _task_cancelled',
      state: 'open',
    },
    {
      number: 208,
      says: 'Eager factory [3.12]: the body runs synchronously in create_task until its first real suspension; if it finishes there no loop turn is used and the task is already done.',
      theirs: 'AIO/test_eager_task_factory.test_eager_completion, test_block_after_eager_step',
      state: 'open',
    },
    {
      number: 209,
      says: 'Eager: current_task() inside the eager step is the new task and is restored after.',
      theirs: 'AIO/test_eager_task_factory.test_current_task, test_issue105987',
      state: 'open',
    },
  ],
};
