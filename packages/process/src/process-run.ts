import { CancelledError } from '@heddle/core';
import {
  afterGrace,
  joinStacks,
  Lifetime,
  Operation,
  Run,
  tellError,
  type Ended,
  type Follower,
  type Job,
} from '@heddle/core/internal';
import { processEnded, processStarted, thisName } from './current.ts';
import type { ProcessPlace } from './place.ts';
import type { Process } from './process.ts';

export interface ProcessJob extends Job {
  readonly place: ProcessPlace;
}

/** A process that was started, until it is gone. */
export class ProcessRun implements Follower {
  readonly place: ProcessPlace;
  readonly lifetime: Lifetime;
  isGone = false;
  readonly #process: Process;
  /** Where the process was made. */
  readonly #made: Error;
  #run: Run | undefined;
  /** Its task has ended so, since it was terminated. */
  #cancelled: CancelledError | undefined;

  /** @throws as `start` of a process; nothing was started then. */
  constructor(process: Process, job: ProcessJob, made: Error) {
    this.#process = process;
    this.#made = made;
    this.place = job.place;
    this.lifetime = new Lifetime(process, () => this.#run?.holdsChanged());
    this.#run = new Run(job, this);
    if (!this.isGone) processStarted(process);
  }

  get holds(): boolean {
    return !this.#process.daemon || this.lifetime.isAwaited;
  }

  terminate(): Operation<void> {
    return this.#end(() => {});
  }

  kill(): Operation<void> {
    return this.#end(() => this.place.kill()); // first: it is not to hear that it is to end
  }

  #end(before: () => void): Operation<void> {
    if (this.isGone) return Operation.resolved<void>(undefined);
    const wait = this.lifetime.end();
    before();
    this.#run!.terminate();
    return wait;
  }

  ended(how: Ended<unknown>): void {
    // Whether its task has heard of that or not: it is what has become of the process.
    if ('error' in how && how.error instanceof CancelledError && this.#run?.isTerminated === true) {
      this.#cancelled = how.error;
      return;
    }
    this.#settle(how);
  }

  #settle(how: Ended<unknown>): void {
    this.lifetime.ended(how);
    if ('error' in how && this.#run?.isTerminated !== true) this.#tell(how.error);
    this.lifetime.tellResult();
  }

  gone(): void {
    this.isGone = true;
    if (this.#cancelled !== undefined) {
      this.#settle({ error: this.place.terminated(this.#cancelled) });
    }
    processEnded(this.#process);
    this.lifetime.tellJoined();
    this.lifetime.tellGone();
    this.#process.sentinel.ended();
  }

  #tell(error: unknown): void {
    // An error tells both ways: where it was thrown, and where the process was made.
    if (error instanceof Error) {
      joinStacks(
        error,
        `${this.#process.describe()}, made in ${thisName()}`,
        this.#made.stack ?? '',
      );
    }
    afterGrace(() => {
      // One that has ended itself with process.exit(0) has not failed.
      if (this.lifetime.isTaken || (error as { exitCode?: unknown }).exitCode === 0) return;
      tellError(`${this.#process.describe()} failed, and nobody asked for its result():`, error);
    });
  }
}
