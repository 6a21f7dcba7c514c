import type { Part } from './statement.ts';

export const taskGroup: Part = {
  letter: 'P',
  title: 'asyncio – TaskGroup, timeout',
  statements: [
    {
      number: 210,
      says: 'Leaving the `async with TaskGroup()` waits for all children.',
      theirs: 'AIO/test_taskgroups.test_taskgroup_01',
      state: {
        shown: [
          'coroutine.group',
          'packages/core/src/coroutine/task-group.test.ts > 210: leaving a group > gives what the body returned, once all have ended',
        ],
      },
    },
    {
      number: 211,
      says: 'The first child failure (not CancelledError) cancels the siblings and the body; all errors come as one ExceptionGroup.',
      theirs: 'AIO/test_taskgroups.test_taskgroup_02, test_cancel_children_on_child_error',
      state: {
        shown: [
          'coroutine.group-failure',
          'coroutine.group-async',
          'packages/core/src/coroutine/task-group.test.ts > 211: the first failure of a task > cancels the body where it waits; what that throws then is not the group’s failure',
        ],
      },
    },
    {
      number: 212,
      says: 'KeyboardInterrupt/SystemExit from a child propagate bare, not wrapped.',
      theirs: 'AIO/test_taskgroups (base-exception cases 08–10)',
      state: {
        different:
          'JavaScript has no KeyboardInterrupt or SystemExit to let pass: whatever a task throws comes in the group’s error.',
        shown: [
          'packages/core/src/coroutine/task-group.test.ts > 212: JavaScript has no KeyboardInterrupt or SystemExit: whatever a task throws comes in the group’s error',
        ],
      },
    },
    {
      number: 213,
      says: 'A child that ends by its own CancelledError does not fail the group.',
      theirs: 'AIO/test_taskgroups; doc',
      state: {
        shown: [
          'packages/core/src/coroutine/task-group.test.ts > takes a task that ends by a cancellation of its own for no failure',
        ],
      },
    },
    {
      number: 214,
      says: '`create_task` after the group closed/failed raises RuntimeError and closes the coroutine; before entering too.',
      theirs:
        'AIO.test_taskgroup_no_create_task_after_failure, test_taskgroup_finished, test_taskgroup_not_entered, test_coro_closed_when_tg_closed',
      state: {
        different:
          'A group takes tasks from its making on, for `await using` has no other way in; once it is left or has failed it refuses them. A function is passed, so no coroutine is left to close.',
        shown: [
          'coroutine.group-closed',
          'packages/core/src/coroutine/task-group.test.ts > 214: a group > takes tasks from its making on, and runs once',
          'packages/core/src/coroutine/task-group.test.ts > 214: a group > that runs is not run a second time inside',
        ],
      },
    },
    {
      number: 215,
      says: 'An outer cancel of the parent cancels all children, and the parent sees CancelledError.',
      theirs: 'AIO.test_cancellation',
      state: {
        shown: [
          'coroutine.group-cancel',
          'packages/core/src/coroutine/task-group.test.ts > 215: a cancellation of the parent > in the body cancels all children, and the parent sees it when they have cleaned up',
        ],
      },
    },
    {
      number: 216,
      says: 'Children may add more children while the group waits.',
      theirs: 'doc; AIO/test_taskgroups.test_taskgroup_15',
      state: {
        shown: [
          'coroutine.group',
          'packages/core/src/coroutine/task-group.test.ts > 216: children add more while the group waits, also in their cleanup of a cancellation of their own',
        ],
      },
    },
    {
      number: 217,
      says: "If an outer cancel and child errors happen together the parent's cancel count is kept so that the next await raises CancelledError.",
      theirs: 'AIO.test_cancelling_level_preserved, test_error_and_cancel',
      state: {
        shown: [
          'coroutine.group-both',
          'packages/core/src/coroutine/task-group.test.ts > 217: a cancellation of the parent that comes together with failures > is heard at the next wait after the group’s error: a child fails in its cleanup',
          'packages/core/src/coroutine/task-group.test.ts > 217: a cancellation of the parent that comes together with failures > the cancellation comes while the failed group waits for the cleanup of others',
        ],
      },
    },
    {
      number: 218,
      says: "`timeout(t)`: expiry cancels the body and turns that CancelledError into TimeoutError at the block's exit only.",
      theirs: 'AIO/test_timeouts.test_timeout_basic',
      state: {
        shown: [
          'coroutine.timeout',
          'packages/core/src/coroutine/timeout.test.ts > 218: the expiry of a time limit > cancels the body where it waits, and is a TimeoutError at the exit of the block only',
        ],
      },
    },
    {
      number: 219,
      says: '`timeout(None)` never fires; `reschedule(when)` moves it; `when()`, `expired()`.',
      theirs: 'AIO.test_timeout_disabled, test_reschedule',
      state: {
        shown: [
          'coroutine.timeout-moved',
          'packages/core/src/coroutine/timeout.test.ts > 219: a time limit > of Infinity never expires',
          'packages/core/src/coroutine/timeout.test.ts > 219: a time limit > can be moved, from the moment of the call: later, sooner, away',
        ],
      },
    },
    {
      number: 220,
      says: 'Nested timeouts: only the expired one turns into TimeoutError.',
      theirs: 'AIO.test_nested_timeouts, test_nested_timeouts_concurrent',
      state: {
        shown: [
          'coroutine.timeout-nested',
          'packages/core/src/coroutine/timeout.test.ts > 220: nested time limits > the inner one expires, and the outer goes on',
        ],
      },
    },
    {
      number: 221,
      says: 'A foreign cancel inside an unexpired timeout stays CancelledError.',
      theirs: 'AIO.test_foreign_cancel_doesnt_timeout_if_not_expired',
      state: {
        shown: [
          'packages/core/src/coroutine/timeout.test.ts > 221: a foreign cancellation > inside of an unexpired time limit stays a CancelledError',
        ],
      },
    },
    {
      number: 222,
      says: 'A body that finishes or raises something else before exit leaves that outcome in place.',
      theirs: 'AIO.test_foreign_exception_passed',
      state: {
        shown: [
          'packages/core/src/coroutine/timeout.test.ts > 222: a body > that finishes though the limit has expired gives its result',
          'packages/core/src/coroutine/timeout.test.ts > 222: a body > that throws something else has that thrown',
        ],
      },
    },
    {
      number: 223,
      says: 'timeout(0)/in the past fires at the first suspension.',
      theirs: 'AIO.test_timeout_zero, test_timeout_in_the_past_sleep_zero',
      state: {
        shown: [
          'coroutine.timeout-zero',
          'packages/core/src/coroutine/timeout.test.ts > 223: a time limit of 0 > expires at the first suspension, also of a sleep(0) or a yieldNow()',
        ],
      },
    },
    {
      number: 224,
      says: 'timeout can be entered once only (RuntimeError), and only inside a task.',
      theirs: 'AIO.test_timeout_already_entered, test_timeout_without_task',
      state: {
        shown: [
          'coroutine.timeout-refused',
          'packages/core/src/coroutine/timeout.test.ts > 224: a block with a time limit > is entered once',
          'packages/core/src/coroutine/timeout.test.ts > 224: a block with a time limit > of a generator function is entered inside of a task only, and not by await',
        ],
      },
    },
  ],
};
