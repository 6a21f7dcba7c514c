import type { Part } from './statement.ts';

export const future: Part = {
  letter: 'J',
  title: 'concurrent.futures – Future',
  statements: [
    {
      number: 101,
      says: 'States PENDING → RUNNING → FINISHED, PENDING → CANCELLED → CANCELLED_AND_NOTIFIED.',
      theirs: 'CF/test_future.test_cancel, test_done, test_running',
      state: { shown: ['future.states'] },
    },
    {
      number: 102,
      says: '`cancel()` is true for pending or already cancelled, false for running or finished (nothing happens).',
      theirs: 'CF/test_future.test_cancel',
      state: { shown: ['future.cancel', 'executor.cancel'] },
    },
    {
      number: 103,
      says: '`done()` is true for finished and cancelled; `running()` only in RUNNING; `cancelled()` only after a successful cancel.',
      theirs: 'CF/test_future.test_done, test_running, test_cancelled',
      state: {
        shown: [
          'future.states',
          'packages/core/src/executor/future.test.ts > states > a CancelledError that the work itself has thrown is a failure',
        ],
      },
    },
    {
      number: 104,
      says: "`result(timeout)` raises TimeoutError when not done in time, CancelledError if cancelled, re-raises the work's exception, else gives the value.",
      theirs: 'CF/test_future.test_result_with_timeout, _with_success, _with_cancel',
      state: { shown: ['future.result'] },
    },
    {
      number: 105,
      says: '`exception(timeout)` returns the exception object or None; raises TimeoutError/CancelledError likewise.',
      theirs: 'CF/test_future.test_exception_with_timeout, _with_success',
      state: { shown: ['future.result', 'future.cancel'] },
    },
    {
      number: 106,
      says: '`add_done_callback(f)` calls f(future) once, in add order, on finish or cancel; at once (same thread) if already done.',
      theirs: 'CF/test_future.test_done_callback_*',
      state: { shown: ['future.callbacks'] },
    },
    {
      number: 107,
      says: 'A callback that throws is logged and ignored; the others still run.',
      theirs: 'CF/test_future.test_done_callback_raises, _raises_already_succeeded',
      state: { shown: ['future.callbacks'] },
    },
    {
      number: 108,
      says: '`set_result`/`set_exception` on a done future raises InvalidStateError.',
      theirs: 'CF/test_future.test_multiple_set_result, test_multiple_set_exception',
      state: { shown: ['future.ends-once'] },
    },
    {
      number: 109,
      says: '`set_running_or_notify_cancel()` is false for a cancelled future (the worker must then skip the work), true otherwise.',
      theirs: 'doc',
      state: { shown: ['future.cancel'] },
    },
    {
      number: 110,
      says: "A result() wait is woken by another thread's set_result or cancel.",
      theirs: 'CF/test_future.test_result_with_success, _with_cancel',
      state: {
        different:
          'A future belongs to the thread that has it: a worker wakes who is blocked for it by its answer, and nobody but that thread could cancel it.',
        shown: ['executor.result-sync', 'executor.result-sync-ends', 'executor.dies-blocked-for'],
      },
    },
  ],
};
