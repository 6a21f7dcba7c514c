import { CancelledError, InvalidArgumentError, InvalidStateError } from '../errors.ts';
import { requireBlocking } from '../memory/blocking.ts';
import { End } from '../operation/end.ts';
import {
  Operation,
  show,
  timeoutOf,
  type Observer,
  type SyncOptions,
  type WaitOptions,
} from '../operation/operation.ts';
import { Pending } from '../operation/pending.ts';
import { sawFailure, watchFailure } from '../operation/unseen.ts';
import { tellError } from '../tell.ts';
import { begin } from '../time/limit.ts';
import type { Wait } from '../wait/wait.ts';

/** `running`: it cannot be cancelled any more. */
export type FutureState = 'pending' | 'running' | 'done' | 'failed' | 'cancelled';

/**
 * What a call that was handed to an executor gives in the end: `await` it, `yield*` it, or ask it for its `result`.
 * An executor makes it; one that you make yourself ends with `setResult` or `setException`.
 * A failure that nobody looks at is told by `console.error` when the future is let go of, or the program has nothing left to do.
 * @example const sum = await pool.submit(math.add, 1, 2);
 * Python: concurrent.futures.Future.
 */
export class Future<T> extends End<T> {
  /** @internal */
  _isRunning = false;
  /** Work may throw a CancelledError as well, which is a failure. */
  private _isCancelled = false;
  /** Somebody has looked at it, so a failure of it is known. @internal */
  private _seen = false;

  /** It stands in no line. @internal */
  get before(): undefined {
    return undefined;
  }
  /** @internal */
  get after(): undefined {
    return undefined;
  }

  /** @internal */
  describe(): string {
    return 'a future';
  }

  /** How far it has come, for whoever waits in vain. @internal */
  get _progress(): string {
    return this.running ? 'it is running' : 'it has not begun';
  }

  /** Python: done(), running(), cancelled(). */
  get state(): FutureState {
    if (this._state === 1) return 'done';
    if (this._state === 2) return this.cancelled ? 'cancelled' : 'failed';
    return this.running ? 'running' : 'pending';
  }

  /** It has ended, in whichever way. Python: done(). */
  get done(): boolean {
    return this._settled;
  }

  /** It has begun and not ended. Python: running(). */
  get running(): boolean {
    return this._isRunning && !this._settled;
  }

  /** It was cancelled, by `cancel` or by its executor, so it has neither result nor exception. Python: cancelled(). */
  get cancelled(): boolean {
    return this._isCancelled;
  }

  /**
   * Cancels it unless it has begun: then it never runs.
   * @returns false if it is running or has ended; true also if it was cancelled before.
   * Python: cancel().
   */
  cancel(): boolean {
    if (this._settled) return this.cancelled;
    if (this.running || !this._withdraw()) return false;
    this._cancel('before it began');
    return true;
  }

  /** Nobody runs it. @internal */
  _cancel(why: string): void {
    this._isCancelled = true;
    this._failQuietly(new CancelledError(`${this.describe()} was cancelled ${why}`));
  }

  /** Takes it out of its executor. False: it has begun. @internal */
  _withdraw(): boolean {
    return true;
  }

  /**
   * What it gives, or throws; the limit ends the wait only.
   * @throws TimeoutError, `signal.reason`; CancelledError if it was cancelled; what the call threw.
   * Python: result(timeout).
   */
  result(options?: WaitOptions): Operation<T> {
    if (options === undefined) return this;
    return this._waitFor('result', options, () => this._own());
  }

  /**
   * What it failed with, or undefined if it did not fail.
   * @throws TimeoutError, `signal.reason`; CancelledError if it was cancelled.
   * Python: exception(timeout).
   */
  exception(options?: WaitOptions): Operation<unknown> {
    return this._waitFor('exception', options, () => {
      this._looked();
      if (this.cancelled) return Operation.rejected(this._value);
      return Operation.resolved(this._state === 1 ? undefined : this._value);
    });
  }

  /** Who waited with a limit has given up. @internal */
  override withdraw(wait?: Wait): boolean {
    if (wait instanceof Passing) this._unobserve(wait);
    return true;
  }

  /** Its outcome as an operation; it must have settled. @internal */
  _own(): Operation<T> {
    this._looked();
    return this._state === 1
      ? Operation.resolved(this._value as T)
      : Operation.rejected<T>(this._value);
  }

  /** Waits for its end, under any name. @internal */
  _waitFor<R>(
    verb: string,
    options: WaitOptions | undefined,
    settled: () => Operation<R>,
  ): Operation<R> {
    return begin<R>(
      options,
      () => `${verb} of ${this.describe()}`,
      () => (this._settled ? settled() : undefined),
      () => {
        const wait = new Passing<R>(this, verb, settled);
        this._observe(wait);
        return wait;
      },
      () => this._progress,
    );
  }

  /**
   * The same for a thread that may block.
   * @throws BlockingNotAllowedError; InvalidStateError where only this thread itself could bring the result, or in a page start
   * its worker (await `warmUp()` first); else as `result`.
   * Python: result(timeout).
   */
  resultSync(options?: SyncOptions): T {
    const action = (): string => `resultSync of ${this.describe()}`;
    const timeout = timeoutOf(options, action);
    requireBlocking(action);
    if (!this._settled) this._block(timeout, action);
    return this._outcome();
  }

  /** Blocks this thread until it has ended. @throws TimeoutError @internal */
  _block(_timeout: number, action: () => string): void {
    throw new InvalidStateError(
      `${action()}: it has not ended, and what could end it runs in this thread, which would be blocked; await it`,
    );
  }

  /**
   * Calls `callback` with the future when it has ended, at once if it has; in the order in which they were added. What it
   * throws is told by `console.error` and changes nothing.
   * @throws InvalidArgumentError if it is no function.
   * Python: add_done_callback.
   */
  addDoneCallback(callback: (future: Future<T>) => void): void {
    if (typeof callback !== 'function') {
      throw new InvalidArgumentError(`addDoneCallback: needs a function, got ${show(callback)}`);
    }
    const observer = new Callback(this, callback);
    if (this._settled) observer.settled();
    else super._observe(observer);
  }

  /**
   * Says that the call begins, so that it cannot be cancelled any more: for whoever makes a future.
   * @returns false if it was cancelled: there is nothing to be done then.
   * @throws InvalidStateError if it has begun or ended.
   * Python: set_running_or_notify_cancel.
   */
  setRunning(): boolean {
    if (this.cancelled) return false;
    if (this.state !== 'pending') this._refuse('setRunning');
    this._isRunning = true;
    return true;
  }

  /** Ends it. @throws InvalidStateError if it has ended. Python: set_result. */
  setResult(value: T): void {
    if (!this._resolve(value)) this._refuse('setResult');
  }

  /** Ends it with a failure. @throws InvalidStateError if it has ended. Python: set_exception. */
  setException(error: unknown): void {
    if (!this._reject(error)) this._refuse('setException');
  }

  private _refuse(action: string): never {
    throw new InvalidStateError(`${action} of ${this.describe()}: it is ${this.state} already`);
  }

  override _reject(error: unknown): boolean {
    if (!this._failQuietly(error)) return false;
    if (!this._seen) watchFailure(this, this.describe(), error);
    return true;
  }

  override _looked(): void {
    if (this._state === 2 && !this._seen) sawFailure(this);
    this._seen = true;
    super._looked();
  }

  override _observe(observer: Observer): void {
    this._seen = true;
    super._observe(observer);
  }

  override toPromise(): Promise<T> {
    if (this._state === 2) this._looked();
    return super.toPromise();
  }
}

/** A wait that settles as the future has ended. */
class Passing<R> extends Pending<R> implements Observer {
  readonly #outcome: () => Operation<R>;

  constructor(target: Future<unknown>, verb: string, outcome: () => Operation<R>) {
    super(target, verb);
    this.#outcome = outcome;
  }

  settled(): void {
    const outcome = this.#outcome();
    if (outcome._state === 1) this._resolve(outcome._value as R);
    else {
      outcome._looked();
      this._reject(outcome._value);
    }
  }
}

class Callback<T> implements Observer {
  readonly #future: Future<T>;
  readonly #callback: (future: Future<T>) => void;

  constructor(future: Future<T>, callback: (future: Future<T>) => void) {
    this.#future = future;
    this.#callback = callback;
  }

  settled(): void {
    try {
      this.#callback(this.#future);
    } catch (error) {
      tellError(`a done callback of ${this.#future.describe()} failed:`, error);
    }
  }
}
