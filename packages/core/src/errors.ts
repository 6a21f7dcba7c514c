import { turnOfThread } from './turn-of-thread.ts';
import type { Ability } from './platform.ts';

/** What went wrong, as a stable word for programs; the message is for people. */
export type ErrorCode =
  | 'HEDDLE_ABANDONED_LOCK'
  | 'HEDDLE_BLOCKING_NOT_ALLOWED'
  | 'HEDDLE_BROKEN_BARRIER'
  | 'HEDDLE_BROKEN_EXECUTOR'
  | 'HEDDLE_BROKEN_PIPE'
  | 'HEDDLE_BROKEN_PROCESS_POOL'
  | 'HEDDLE_CANCELLED'
  | 'HEDDLE_CANNOT_SEND'
  | 'HEDDLE_CORRUPTED'
  | 'HEDDLE_DEADLOCK'
  | 'HEDDLE_END_OF_FILE'
  | 'HEDDLE_EXECUTOR_FULL'
  | 'HEDDLE_EXPLORATION'
  | 'HEDDLE_INVALID_ARGUMENT'
  | 'HEDDLE_INVALID_HANDLE'
  | 'HEDDLE_INVALID_STATE'
  | 'HEDDLE_LOCK_ORDER'
  | 'HEDDLE_MEMORY_FULL'
  | 'HEDDLE_NOT_OWNER'
  | 'HEDDLE_NOT_SUPPORTED'
  | 'HEDDLE_NO_OWNER'
  | 'HEDDLE_NO_SCHEDULER'
  | 'HEDDLE_NO_VALUE'
  | 'HEDDLE_OVER_RELEASE'
  | 'HEDDLE_PERMISSION'
  | 'HEDDLE_PLATFORM'
  | 'HEDDLE_PROCESS_DIED'
  | 'HEDDLE_PROCESS_START'
  | 'HEDDLE_SHUT_DOWN'
  | 'HEDDLE_SPENT_GUARD'
  | 'HEDDLE_TASK_DONE'
  | 'HEDDLE_TASK_GROUP'
  | 'HEDDLE_TASK_NOT_FOUND'
  | 'HEDDLE_THREAD_DIED'
  | 'HEDDLE_THREAD_START'
  | 'HEDDLE_TIMEOUT';

/** The base of every error that Heddle raises by itself. */
export abstract class HeddleError extends Error {
  abstract readonly code: ErrorCode;
}

// `name` is a getter, so that the stack's first line has it and minifying keeps it.

/** An argument that no call could do anything with: of the wrong kind, or out of range. Python: ValueError, TypeError. */
export class InvalidArgumentError extends HeddleError {
  override get name(): string {
    return 'InvalidArgumentError';
  }
  readonly code = 'HEDDLE_INVALID_ARGUMENT';
}

/** A call that does not fit what the object is doing, such as starting a thread twice. Python: RuntimeError. */
export class InvalidStateError extends HeddleError {
  override get name(): string {
    return 'InvalidStateError';
  }
  readonly code = 'HEDDLE_INVALID_STATE';
}

/** A wait took longer than its `timeout`; nothing was taken. Python: TimeoutError, queue.Empty, queue.Full. */
export class TimeoutError extends HeddleError {
  override get name(): string {
    return 'TimeoutError';
  }
  readonly code = 'HEDDLE_TIMEOUT';
  /** The limit that was given, in milliseconds. */
  readonly timeout: number;

  constructor(message: string, timeout: number, options?: ErrorOptions) {
    super(message, options);
    this.timeout = timeout;
  }
}

/** The task was cancelled, or a wait was left behind by the task that began it. Python: asyncio.CancelledError. */
export class CancelledError extends HeddleError {
  override get name(): string {
    return 'CancelledError';
  }
  readonly code = 'HEDDLE_CANCELLED';
}

/**
 * Tasks of a group failed, or its body did: what each threw is in `errors`, in the order in which it came.
 * Python: ExceptionGroup.
 */
export class TaskGroupError extends AggregateError {
  override get name(): string {
    return 'TaskGroupError';
  }
  readonly code: 'HEDDLE_TASK_GROUP' & ErrorCode = 'HEDDLE_TASK_GROUP';
}

/** One link of a cycle: who holds what, and what that one waits for. */
export interface DeadlockLink {
  readonly holder: string;
  readonly holds: string;
  readonly waitsFor: string;
  /** Where it took what it holds, the innermost frame first, if `captureStacks(true)` was called before. */
  readonly takenAt?: readonly string[];
}

/** Memory that only Heddle writes to holds what Heddle did not write: something else in the program uses the same buffer. */
export class CorruptedError extends HeddleError {
  override get name(): string {
    return 'CorruptedError';
  }
  readonly code = 'HEDDLE_CORRUPTED';
}

/** Waiting would never end: the cycle of holders and locks is in `cycle` and in the message. */
export class DeadlockError extends HeddleError {
  override get name(): string {
    return 'DeadlockError';
  }
  readonly code = 'HEDDLE_DEADLOCK';
  readonly cycle: readonly DeadlockLink[];

  constructor(cycle: readonly DeadlockLink[], options?: ErrorOptions) {
    const links = cycle.map(({ holder, holds, waitsFor, takenAt }) => {
      const at = takenAt === undefined ? '' : `, taken at ${takenAt[0]},`;
      return `${holder} holds ${holds}${at} and waits for ${waitsFor}`;
    });
    const blocks = cycle.some(({ holds }) => holds === turnOfThread);
    const advice = ' (a blocking call stops every task of its thread: await instead)';
    super(links.join('; ') + (blocks ? advice : ''), options);
    this.cycle = cycle;
  }
}

/** A release by someone who does not hold the lock, or of a lock that nobody holds. Python: RuntimeError. */
export class NotOwnerError extends HeddleError {
  override get name(): string {
    return 'NotOwnerError';
  }
  readonly code = 'HEDDLE_NOT_OWNER';
}

/**
 * The thread that held the lock has died, perhaps in the middle of changing what the lock guards. `lock.recover()` takes
 * the lock over; until somebody does, everybody who asks for it gets this. Windows: WAIT_ABANDONED; POSIX: EOWNERDEAD.
 */
export class AbandonedLockError extends HeddleError {
  override get name(): string {
    return 'AbandonedLockError';
  }
  readonly code = 'HEDDLE_ABANDONED_LOCK';
  /** Who held it: `bank.deposit (thread-1)`. */
  readonly holder: string;

  constructor(message: string, holder: string, options?: ErrorOptions) {
    super(message, options);
    this.holder = holder;
  }
}

/** The barrier was aborted or reset, somebody's time was over, or its action failed. Python: threading.BrokenBarrierError. */
export class BrokenBarrierError extends HeddleError {
  override get name(): string {
    return 'BrokenBarrierError';
  }
  readonly code = 'HEDDLE_BROKEN_BARRIER';
}

/** A re-entrant lock must know who asks, and this flow is no task that Heddle knows. */
export class NoOwnerError extends HeddleError {
  override get name(): string {
    return 'NoOwnerError';
  }
  readonly code = 'HEDDLE_NO_OWNER';
}

/** More was given back than was taken. Python: the ValueError of BoundedSemaphore.release. */
export class OverReleaseError extends HeddleError {
  override get name(): string {
    return 'OverReleaseError';
  }
  readonly code = 'HEDDLE_OVER_RELEASE';
}

/** Locks were taken in two different orders, which is a deadlock as soon as two do so at once; see `lockOrder`. */
export class LockOrderError extends HeddleError {
  override get name(): string {
    return 'LockOrderError';
  }
  readonly code = 'HEDDLE_LOCK_ORDER';
}

/** A guard that has released already was asked to release again. */
export class SpentGuardError extends HeddleError {
  override get name(): string {
    return 'SpentGuardError';
  }
  readonly code = 'HEDDLE_SPENT_GUARD';
}

/** A `…Sync` call in a thread that may not block, such as a browser's main thread. */
export class BlockingNotAllowedError extends HeddleError {
  override get name(): string {
    return 'BlockingNotAllowedError';
  }
  readonly code = 'HEDDLE_BLOCKING_NOT_ALLOWED';
}

/** What the call needs is not there on this runtime, or not switched on: `ability` names it, the message says how to get it. */
export class NotSupportedError extends HeddleError {
  override get name(): string {
    return 'NotSupportedError';
  }
  readonly code = 'HEDDLE_NOT_SUPPORTED';
  readonly ability: Ability;

  constructor(message: string, ability: Ability, options?: ErrorOptions) {
    super(message, options);
    this.ability = ability;
  }
}

/** The adapter does not fit the runtime, or a second one was installed. */
export class PlatformError extends HeddleError {
  override get name(): string {
    return 'PlatformError';
  }
  readonly code = 'HEDDLE_PLATFORM';
}

/** `yield*` of an operation in a generator that no Heddle scheduler runs. */
export class NoSchedulerError extends HeddleError {
  override get name(): string {
    return 'NoSchedulerError';
  }
  readonly code = 'HEDDLE_NO_SCHEDULER';
}

/** A context variable has no value here, and no default. Python: LookupError. */
export class NoValueError extends HeddleError {
  override get name(): string {
    return 'NoValueError';
  }
  readonly code = 'HEDDLE_NO_VALUE';
}

/** The queue was shut down: nothing can be put, or nothing is left to get. Python: queue.ShutDown. */
export class ShutDownError extends HeddleError {
  override get name(): string {
    return 'ShutDownError';
  }
  readonly code = 'HEDDLE_SHUT_DOWN';
}

/** `taskDone()` was called more often than items were put. Python: ValueError. */
export class TaskDoneError extends HeddleError {
  override get name(): string {
    return 'TaskDoneError';
  }
  readonly code = 'HEDDLE_TASK_DONE';
}

/** A value that cannot cross to another thread; `path` leads to it. Nothing was sent. */
export class CannotSendError extends HeddleError {
  override get name(): string {
    return 'CannotSendError';
  }
  readonly code = 'HEDDLE_CANNOT_SEND';
  readonly path: string;

  constructor(path: string, what: string, options?: ErrorOptions) {
    super(`cannot send ${path}: ${what}`, options);
    this.path = path;
  }
}

/** A handle that is none, is of another version or memory, or whose object is gone. */
export class InvalidHandleError extends HeddleError {
  override get name(): string {
    return 'InvalidHandleError';
  }
  readonly code = 'HEDDLE_INVALID_HANDLE';
}

/** The worker does not know the task that it was asked to run. */
export class TaskNotFoundError extends HeddleError {
  override get name(): string {
    return 'TaskNotFoundError';
  }
  readonly code = 'HEDDLE_TASK_NOT_FOUND';
}

/** The thread never began: its module failed to load, or its worker did not answer in time. */
export class ThreadStartError extends HeddleError {
  override get name(): string {
    return 'ThreadStartError';
  }
  readonly code = 'HEDDLE_THREAD_START';
}

/** The thread ended before its target did. */
export class ThreadDiedError extends HeddleError {
  override get name(): string {
    return 'ThreadDiedError';
  }
  readonly code = 'HEDDLE_THREAD_DIED';
  readonly exitCode: number | undefined;

  constructor(message: string, exitCode?: number, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** Shared memory has no room left for what was to be shared. */
export class MemoryFullError extends HeddleError {
  override get name(): string {
    return 'MemoryFullError';
  }
  readonly code = 'HEDDLE_MEMORY_FULL';
}

/** An executor can run no more calls: its initializer failed, or a worker ended and it does not replace those. Python: BrokenExecutor. */
export class BrokenExecutorError extends HeddleError {
  override get name(): string {
    return 'BrokenExecutorError';
  }
  readonly code: 'HEDDLE_BROKEN_EXECUTOR' | 'HEDDLE_BROKEN_PROCESS_POOL' = 'HEDDLE_BROKEN_EXECUTOR';
}

/** As many calls wait as an executor lets wait. Python: queue.Full. */
export class ExecutorFullError extends HeddleError {
  override get name(): string {
    return 'ExecutorFullError';
  }
  readonly code = 'HEDDLE_EXECUTOR_FULL';
}
