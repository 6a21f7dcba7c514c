import type { Part } from './statement.ts';

export const taskGroup: Part = {
  letter: 'P',
  title: 'asyncio – TaskGroup, timeout',
  statements: [
    {
      number: 210,
      says: 'Leaving the `async with TaskGroup()` waits for all children.',
      theirs: 'AIO/test_taskgroups.test_taskgroup_01',
      state: 'open',
    },
    {
      number: 211,
      says: 'The first child failure (not CancelledError) cancels the siblings and the body; all errors come as one ExceptionGroup.',
      theirs: 'AIO/test_taskgroups.test_taskgroup_02, test_cancel_children_on_child_error',
      state: 'open',
    },
    {
      number: 212,
      says: 'KeyboardInterrupt/SystemExit from a child propagate bare, not wrapped.',
      theirs: 'AIO/test_taskgroups (base-exception cases 08–10)',
      state: 'open',
    },
    {
      number: 213,
      says: 'A child that ends by its own CancelledError does not fail the group.',
      theirs: 'AIO/test_taskgroups; doc',
      state: 'open',
    },
    {
      number: 214,
      says: '`create_task` after the group closed/failed raises RuntimeError and closes the coroutine; before entering too.',
      theirs:
        'AIO.test_taskgroup_no_create_task_after_failure, test_taskgroup_finished, test_taskgroup_not_entered, test_coro_closed_when_tg_closed',
      state: 'open',
    },
    {
      number: 215,
      says: 'An outer cancel of the parent cancels all children, and the parent sees CancelledError.',
      theirs: 'AIO.test_cancellation',
      state: 'open',
    },
    {
      number: 216,
      says: 'Children may add more children while the group waits.',
      theirs: 'doc; AIO/test_taskgroups.test_taskgroup_15',
      state: 'open',
    },
    {
      number: 217,
      says: "If an outer cancel and child errors happen together the parent's cancel count is kept so that the next await raises CancelledError.",
      theirs: 'AIO.test_cancelling_level_preserved, test_error_and_cancel',
      state: 'open',
    },
    {
      number: 218,
      says: "`timeout(t)`: expiry cancels the body and turns that CancelledError into TimeoutError at the block's exit only.",
      theirs: 'AIO/test_timeouts.test_timeout_basic',
      state: 'open',
    },
    {
      number: 219,
      says: '`timeout(None)` never fires; `reschedule(when)` moves it; `when()`, `expired()`.',
      theirs: 'AIO.test_timeout_disabled, test_reschedule',
      state: 'open',
    },
    {
      number: 220,
      says: 'Nested timeouts: only the expired one turns into TimeoutError.',
      theirs: 'AIO.test_nested_timeouts, test_nested_timeouts_concurrent',
      state: 'open',
    },
    {
      number: 221,
      says: 'A foreign cancel inside an unexpired timeout stays CancelledError.',
      theirs: 'AIO.test_foreign_cancel_doesnt_timeout_if_not_expired',
      state: 'open',
    },
    {
      number: 222,
      says: 'A body that finishes or raises something else before exit leaves that outcome in place.',
      theirs: 'AIO.test_foreign_exception_passed',
      state: 'open',
    },
    {
      number: 223,
      says: 'timeout(0)/in the past fires at the first suspension.',
      theirs: 'AIO.test_timeout_zero, test_timeout_in_the_past_sleep_zero',
      state: 'open',
    },
    {
      number: 224,
      says: 'timeout can be entered once only (RuntimeError), and only inside a task.',
      theirs: 'AIO.test_timeout_already_entered, test_timeout_without_task',
      state: 'open',
    },
  ],
};
