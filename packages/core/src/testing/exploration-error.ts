import { HeddleError } from '../errors.ts';

/**
 * `failure`: a task failed and nobody took that, or main failed. `deadlock`: nothing can go on, and main has not ended.
 * `leak`: main has ended, and there are tasks that wait for ever. `unrepeatable`: the same order gave something else.
 */
export type FaultKind = 'failure' | 'deadlock' | 'leak' | 'unrepeatable';

/** What went wrong in one schedule. */
export interface Fault {
  readonly kind: FaultKind;
  /** In words. */
  readonly what: string;
  /** What was thrown; undefined where nothing was. */
  readonly cause: unknown;
}

/** A schedule of a program failed; it can be run again by `replay`. */
export class ExplorationError extends HeddleError {
  override get name(): string {
    return 'ExplorationError';
  }
  readonly code = 'HEDDLE_EXPLORATION';
  readonly kind: FaultKind;
  /** Who did what, step by step, in the shortest schedule that was found to fail. */
  readonly schedule: readonly string[];
  /** That schedule, for `replay(program, text)`. */
  readonly replay: string;
  /** How many schedules had been run when it was found. */
  readonly schedules: number;

  constructor(fault: Fault, schedule: readonly string[], replay: string, schedules: number) {
    const steps = schedule.map((line, index) => `\n  ${index + 1}. ${line}`).join('');
    // What came out differently in the same order need not come again.
    const how =
      fault.kind === 'unrepeatable'
        ? ''
        : `\nafter${steps}\nTo see it again: replay(program, '${replay}')`;
    super(fault.what + how, { cause: fault.cause });
    this.kind = fault.kind;
    this.schedule = schedule;
    this.replay = replay;
    this.schedules = schedules;
  }
}
