import { TimeoutError } from '../errors.ts';
import type { Signal } from '../operation/operation.ts';
import { addTimer, removeTimer, type Timer } from '../time/timers.ts';
import type { Call } from './call.ts';

export interface Limits {
  readonly signal: Signal | undefined;
  /** Milliseconds from its begin. */
  readonly timeout: number;
  /** Milliseconds that it gets to end by itself once it is asked to. */
  readonly grace: number;
}

/** What may end a call before it ends by itself: first it is asked to, and then its worker is ended. */
export class CallLimits {
  readonly #limits: Limits;
  #call: Call<unknown> | undefined;
  #timer: Timer | undefined;
  #graceTimer: Timer | undefined;
  #reason: unknown;
  /** It was asked to end. */
  isOver = false;
  readonly #abort = (): void => this.#end(this.#limits.signal!.reason);

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Is it to be told when the call begins? */
  get needsBegin(): boolean {
    return this.#limits.timeout !== Infinity;
  }

  /** Why it was asked to end. */
  get reason(): unknown {
    return this.#reason;
  }

  watch(call: Call<unknown>): void {
    this.#call = call;
    this.#limits.signal?.addEventListener('abort', this.#abort, { once: true });
  }

  /** It has begun. */
  begun(): void {
    const { timeout } = this.#limits;
    if (timeout === Infinity || this.#timer !== undefined || this.#call!._settled) return;
    this.#timer = addTimer(timeout, () => {
      const message = `${this.#call!.describe()} took longer than ${timeout} ms`;
      this.#end(new TimeoutError(message, timeout));
    });
  }

  #end(reason: unknown): void {
    const call = this.#call!;
    if (call._settled || this.isOver) return;
    this.isOver = true;
    this.#reason = reason;
    if (call.pool.takeOut(call)) {
      call._reject(reason);
      return;
    }
    call.member!.worker.cancel(call);
    this.#graceTimer = addTimer(this.#limits.grace, () => call.pool.overdue(call, reason));
  }

  /** The call has ended. */
  stop(): void {
    this.#limits.signal?.removeEventListener('abort', this.#abort);
    if (this.#timer !== undefined) removeTimer(this.#timer);
    if (this.#graceTimer !== undefined) removeTimer(this.#graceTimer);
  }
}
