import { BrokenExecutorError, HeddleError } from '@heddle/core';
import { registerErrorClass } from '@heddle/core/internal';

/** How a process has ended. */
export interface ProcessEnd {
  readonly pid: number | undefined;
  /** As a number from 0 up, or, if a signal ended it, that signal's number below 0; undefined: it never ran, or it is not known. */
  readonly exitCode: number | undefined;
  /** The signal that ended it, such as `SIGKILL`. */
  readonly signal: string | undefined;
  /** The last of what it wrote to standard error. */
  readonly stderr: string;
}

/** A worker of a pool of processes died, and the pool does not replace it. Python: concurrent.futures.process.BrokenProcessPool. */
export class BrokenProcessPoolError extends BrokenExecutorError implements ProcessEnd {
  override get name(): string {
    return 'BrokenProcessPoolError';
  }
  override readonly code = 'HEDDLE_BROKEN_PROCESS_POOL';
  readonly pid: number | undefined;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly stderr: string;

  constructor(message: string, end: Partial<ProcessEnd> = {}, options?: ErrorOptions) {
    super(message, options);
    ({
      pid: this.pid,
      exitCode: this.exitCode,
      signal: this.signal,
      stderr: this.stderr = '',
    } = end);
  }
}

/** The process never began: there is no such program, its module failed to load, or it did not answer in time. */
export class ProcessStartError extends HeddleError {
  override get name(): string {
    return 'ProcessStartError';
  }
  readonly code = 'HEDDLE_PROCESS_START';
}

/** The process ended before its target did. */
export class ProcessDiedError extends HeddleError implements ProcessEnd {
  override get name(): string {
    return 'ProcessDiedError';
  }
  readonly code = 'HEDDLE_PROCESS_DIED';
  readonly pid: number | undefined;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly stderr: string;

  constructor(message: string, end: Partial<ProcessEnd> = {}, options?: ErrorOptions) {
    super(message, options);
    ({
      pid: this.pid,
      exitCode: this.exitCode,
      signal: this.signal,
      stderr: this.stderr = '',
    } = end);
  }
}

/** The runtime does not let this program do that; the message names what allows it. Python: PermissionError. */
export class PermissionError extends HeddleError {
  override get name(): string {
    return 'PermissionError';
  }
  readonly code = 'HEDDLE_PERMISSION';
}

/** The other end of a connection is closed, and all that it had sent was received. Python: EOFError. */
export class EndOfFileError extends HeddleError {
  override get name(): string {
    return 'EndOfFileError';
  }
  readonly code = 'HEDDLE_END_OF_FILE';
}

/** What is sent on a connection would reach nobody: its other end is closed. Python: BrokenPipeError. */
export class BrokenPipeError extends HeddleError {
  override get name(): string {
    return 'BrokenPipeError';
  }
  readonly code = 'HEDDLE_BROKEN_PIPE';
}

/** Lets them arrive as themselves from other threads and processes. */
export function registerErrors(): void {
  registerErrorClass(BrokenProcessPoolError, 'heddle.BrokenProcessPoolError');
  registerErrorClass(ProcessStartError, 'heddle.ProcessStartError');
  registerErrorClass(ProcessDiedError, 'heddle.ProcessDiedError');
  registerErrorClass(PermissionError, 'heddle.PermissionError');
  registerErrorClass(EndOfFileError, 'heddle.EndOfFileError');
  registerErrorClass(BrokenPipeError, 'heddle.BrokenPipeError');
}
