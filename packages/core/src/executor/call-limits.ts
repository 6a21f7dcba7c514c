import { TimeoutError } from '../errors.ts';
import type { Signal } from '../operation/operation.ts';
import { platform } from '../realm.ts';
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
  readonly limits: Limits;
  #call: Call<unknown> | undefined;
  #timer: Timer | undefined;
  /** When its time is over, or its grace. */
  due: number = Infinity;
  #reason: unknown;
  /** It was asked to end. */
  isOver = false;
  #hasBegun = false;
  readonly #abort = (): void => this.end(this.limits.signal!.reason);

  constructor(limits: Limits) {
    this.limits = limits;
  }

  /** Is it to be told when the call begins? */
  get needsBegin(): boolean {
    return this.limits.timeout !== Infinity;
  }

  /** Why it was asked to end. */
  get reason(): unknown {
    return this.#reason;
  }

  watch(call: Call<unknown>): void {
    this.#call = call;
    this.limits.signal?.addEventListener('abort', this.#abort, { once: true });
  }

  /** It has begun. */
  begun(): void {
    this.#hasBegun = true;
    if (this.#timer !== undefined || this.#call!._settled) return;
    if (this.isOver) this.#giveGrace();
    else if (this.limits.timeout !== Infinity) this.#fireIn(this.limits.timeout);
  }

  #giveGrace(): void {
    if (this.#call!.pool.endsWorkers) this.#fireIn(this.limits.grace);
  }

  #fireIn(ms: number): void {
    this.due = platform().now() + ms;
    this.#timer = addTimer(ms, () => this.fire());
  }

  /** Its time is over, or its grace. */
  fire(): void {
    const call = this.#call!;
    this.#forgetTimer();
    if (this.isOver) call.pool.overdue(call, this.#reason);
    else {
      const { timeout } = this.limits;
      this.end(new TimeoutError(`${call.describe()} took longer than ${timeout} ms`, timeout));
    }
  }

  #forgetTimer(): void {
    if (this.#timer !== undefined) removeTimer(this.#timer);
    this.#timer = undefined;
    this.due = Infinity;
  }

  /** Asks it to end, and sees to it that it does. */
  end(reason: unknown): void {
    const call = this.#call!;
    if (call._settled || this.isOver) return;
    this.isOver = true;
    this.#reason = reason;
    if (call.pool.takeOut(call)) {
      call._reject(reason);
      return;
    }
    const { worker } = call.member!;
    worker.cancel(call);
    this.#forgetTimer();
    // Where that cannot be seen, it may still wait behind others, and is skipped when its turn comes.
    if (this.#hasBegun || !worker.isBlind) this.#giveGrace();
  }

  /** The call has ended. */
  stop(): void {
    this.limits.signal?.removeEventListener('abort', this.#abort);
    this.#forgetTimer();
  }
}
