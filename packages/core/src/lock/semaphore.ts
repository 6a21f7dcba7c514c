import { InvalidArgumentError, OverReleaseError } from '../errors.ts';
import {
  show,
  type Operation,
  type SyncOptions,
  type WaitOptions,
} from '../operation/operation.ts';
import type { Choice, Selectable } from '../operation/selectable.ts';
import type { Coroutine, TaskFunction } from '../coroutine/task.ts';
import { change } from './cells.ts';
import { Guard, type Guarded } from './guard.ts';
import { runCoroutine, runFunction } from './run.ts';
import { Synchronizer } from './synchronizer.ts';
import { notYet, type Attempt } from './turn.ts';

export interface SemaphoreOptions {
  /** How messages call it. */
  name?: string;
}

export interface PermitOptions extends WaitOptions {
  /** How many permits, all of them at once. @default 1 */
  permits?: number;
}

export interface PermitSyncOptions extends SyncOptions {
  /** How many permits, all of them at once. @default 1 */
  permits?: number;
}

/** A number of 32 bits has room for no more. */
const most = 2 ** 31 - 1;
/** Which of its numbers says what. */
const free = 0;
const weighted = 1;

/**
 * Lets as many in at a time as it has permits; one may ask for several at once. Who asks for many is not passed by who asks
 * for few. Permits have no owner: those that a thread had taken when it died are lost, until somebody releases in its place.
 * @example using permit = await semaphore.acquire();
 * Python: threading.Semaphore, asyncio.Semaphore.
 */
export class Semaphore extends Synchronizer implements Selectable<Guard> {
  /** As many as it had in the beginning. */
  readonly permits: number;
  /** How many permits this thread has taken and not given back, as far as it can know: anybody may give some back. */
  #taken = 0;

  /** @throws InvalidArgumentError if `permits` is no whole number from 0 up. Python: the ValueError of a negative value. */
  constructor(permits: number = 1, options: SemaphoreOptions = {}) {
    if (!Number.isInteger(permits) || permits < 0 || permits > most) {
      throw new InvalidArgumentError(
        `new ${new.target.name}: permits must be a whole number from 0 to ${most}, got ${show(permits)}`,
      );
    }
    if (typeof options !== 'object' || options === null) {
      throw new InvalidArgumentError(
        `new ${new.target.name}: options must be an object, got ${show(options)}`,
      );
    }
    super(options.name, [permits, 0]);
    this.permits = permits;
  }

  /** @internal */
  override get _title(): string {
    return 'semaphore';
  }

  /** How many permits are free at this moment. */
  get available(): number {
    return this._cells.load(free);
  }

  /** Is no permit free at this moment? Python: locked(). */
  get locked(): boolean {
    return this.available === 0;
  }

  /**
   * Waits until as many permits are free as asked for, and takes them.
   * @throws TimeoutError, `signal.reason`; InvalidArgumentError.
   * Python: acquire(timeout=…).
   */
  acquire(options?: PermitOptions): Operation<Guard> {
    return this._wait('acquire', this.#waiting(options, 'acquire'), options);
  }

  /** In a `select` the semaphore itself stands for its `acquire`. @internal */
  _choice(): Choice<Guard> {
    return this._choiceOf('acquire', this.#waiting(undefined, 'acquire'));
  }

  /** The same for a thread that may block. @throws BlockingNotAllowedError; else as `acquire`. */
  acquireSync(options?: PermitSyncOptions): Guard {
    return this._waitSync('acquireSync', this.#waiting(options, 'acquireSync'), options);
  }

  /** Takes them if they are free at this moment. Python: acquire(blocking=False). */
  tryAcquire(options?: { readonly permits?: number }): Guard | undefined {
    const guard = this._try(this.#taking(this.#permitsOf(options, 'tryAcquire')));
    return guard === notYet ? undefined : guard;
  }

  /**
   * Gives permits back, or adds some: whoever does it need not have taken them. A guard is not spent by it.
   * @throws InvalidArgumentError if `permits` is no whole number from 1 up; OverReleaseError if there would be more than
   * it can have: nothing is changed then.
   * Python: release(n).
   */
  release(permits: number = 1): void {
    if (!Number.isInteger(permits) || permits < 1) {
      throw new InvalidArgumentError(
        `release of ${this.describe()}: permits must be a whole number from 1 up, got ${show(permits)}`,
      );
    }
    const limit = this._limit;
    const before = change(this._cells, free, (value) =>
      value + permits > limit ? undefined : value + permits,
    );
    if (before === undefined) {
      throw new OverReleaseError(
        `release of ${this.describe()}: ${permits} more than its ${this.available} would be above ${limit}`,
      );
    }
    this.#taken = Math.max(0, this.#taken - permits);
    const isWeighted = this.#isWeighted;
    this._changed(isWeighted ? Infinity : permits);
    // One may have come meanwhile that asks for many, and may have been the one that was woken, in vain.
    if (!isWeighted && this.#isWeighted) this._changed();
  }

  /** Has anybody ever waited for several at once? Then it matters who is woken, so all are. */
  get #isWeighted(): boolean {
    return this._cells.load(weighted) !== 0;
  }

  /** As many as there may be free. @internal */
  get _limit(): number {
    return most;
  }

  /**
   * Runs `body` with a permit: a plain or an async function to await, a generator function to `yield*`.
   * @example await semaphore.run(() => fetch(url));
   * Python: `with semaphore:`.
   */
  run<T>(body: () => Coroutine<T>): Coroutine<T>;
  run<T>(body: () => PromiseLike<T> | T): Promise<T>;
  run<T>(body: TaskFunction<[], T>): Coroutine<T> | Promise<T> {
    return runCoroutine(this, body) ?? runFunction(this, body as () => PromiseLike<T> | T);
  }

  #permitsOf(options: { readonly permits?: number } | undefined, verb: string): number {
    if (options === undefined) return 1;
    if (typeof options !== 'object' || options === null) {
      throw new InvalidArgumentError(
        `${verb} of ${this.describe()}: options must be an object, got ${show(options)}`,
      );
    }
    const { permits } = options;
    if (permits === undefined) return 1;
    if (!Number.isInteger(permits) || permits < 1 || permits > this._limit) {
      throw new InvalidArgumentError(
        `${verb} of ${this.describe()}: permits must be a whole number from 1 to ${this._limit}, got ${show(permits)}`,
      );
    }
    return permits;
  }

  #waiting(options: { readonly permits?: number } | undefined, verb: string): Attempt<Guard> {
    const permits = this.#permitsOf(options, verb);
    // Said before it can be woken: so whoever wakes it alone sees it afterwards.
    if (permits > 1 && !this.#isWeighted) this._cells.swap(weighted, 0, 1);
    return this.#taking(permits);
  }

  #taking(permits: number): Attempt<Guard> {
    return () => {
      const before = change(this._cells, free, (value) =>
        value < permits ? undefined : value - permits,
      );
      if (before === undefined) return notYet;
      this.#taken += permits;
      return new Guard(new Permits(this, permits), 0);
    };
  }

  /** @internal */
  override get _busy(): string | undefined {
    return this.#taken > 0 ? 'permits of it are taken' : super._busy;
  }

  /** @internal */
  explain(): string {
    return `${this.available} of its ${this.permits} permits are free`;
  }
}

/** What one guard stands for. */
class Permits implements Guarded {
  readonly #semaphore: Semaphore;
  #count: number;

  constructor(semaphore: Semaphore, count: number) {
    this.#semaphore = semaphore;
    this.#count = count;
  }

  _releaseBy(): boolean {
    const count = this.#count;
    if (count === 0) return false;
    this.#count = 0;
    this.#semaphore.release(count);
    return true;
  }

  describe(): string {
    return this.#semaphore.describe();
  }
}

/**
 * A semaphore that never has more permits than in the beginning: one that is given back twice is an error.
 * Python: threading.BoundedSemaphore.
 */
export class BoundedSemaphore extends Semaphore {
  /** @internal */
  override get _title(): string {
    return 'bounded semaphore';
  }

  /** @internal */
  override get _limit(): number {
    return this.permits;
  }
}
