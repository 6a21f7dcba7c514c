import {
  CancelledError,
  InvalidArgumentError,
  TimeoutError,
  type Operation,
  type Signal,
  type SyncOptions,
  type WaitOptions,
} from '@heddle/core';
import {
  begin,
  Operation as Settled,
  ownerOf,
  Pending,
  platform,
  show,
  timedOut,
  timeoutOf,
  type Holder,
  type Observer,
  type Waitable,
} from '@heddle/core/internal';
import { operate } from './operate.ts';
import { here } from './who.ts';

/** A condition that another process serves, with what it does there. */
interface Remote extends Waitable {
  waitSync(options?: SyncOptions): void;
}

/** The predicate is asked here, where it was given, each time that the condition was notified. */
export function waitFor(
  condition: Remote,
  predicate: () => unknown,
  options: WaitOptions & { owner?: object; signal?: Signal } = {},
): Operation<unknown> {
  const action = (): string => `waitFor of ${condition.describe()}`;
  requireFunction(action, predicate);
  const timeout = timeoutOf(options, action);
  const { owner, signal } = options;
  const holder = owner === undefined ? here() : ownerOf(owner, action);
  return begin<unknown>(
    signal && { signal },
    action,
    () => {
      const value = predicate();
      return value ? Settled.resolved(value) : undefined;
    },
    () => new Waiting(condition, predicate, timeout, holder).start(),
    () => 'its predicate does not hold',
  );
}

/** The wait as a whole: given up, it has the lock again before it ends, as each of its parts has. */
class Whole extends Pending<unknown> {
  declare readonly target: Waiting;

  override _giveUp(reason: unknown): boolean {
    return !this._settled && this.target.giveUp(reason);
  }

  override _cancelWith(error: CancelledError): boolean {
    return this._giveUp(error);
  }
}

/** A wait after the other, until the predicate holds. */
class Waiting implements Observer, Waitable {
  readonly #condition: Remote;
  readonly #predicate: () => unknown;
  readonly #timeout: number;
  readonly #end: number;
  readonly #holder: Holder;
  readonly #whole: Whole;
  #part: Operation<unknown> | undefined;
  #failure: { readonly reason: unknown } | undefined;

  constructor(condition: Remote, predicate: () => unknown, timeout: number, holder: Holder) {
    this.#condition = condition;
    this.#predicate = predicate;
    this.#timeout = timeout;
    this.#end = platform().now() + timeout;
    this.#holder = holder;
    this.#whole = new Whole(this, 'waitFor');
  }

  start(): Pending<unknown> {
    this.#again();
    return this.#whole;
  }

  #again(): void {
    const left = this.#end - platform().now();
    const options = left === Infinity ? {} : { timeout: Math.max(left, 0) };
    const part = operate(this.#condition, 'wait', [options], this.#holder);
    this.#part = part;
    if (part._settled) this.settled(part);
    else part._observe(this);
  }

  settled(part: Settled<unknown>): void {
    part._looked();
    if (this.#failure !== undefined) {
      this.#fail(this.#failure.reason);
      return;
    }
    const isLate = part._state === 2 && part._value instanceof TimeoutError;
    if (part._state === 2 && !isLate) {
      this.#whole._reject(part._value);
      return;
    }
    try {
      const value = this.#predicate();
      if (value) this.#whole._resolve(value);
      else if (isLate) this.#whole._reject(late('waitFor', this, this.#timeout));
      else this.#again();
    } catch (error) {
      this.#whole._reject(error);
    }
  }

  #fail(reason: unknown): void {
    if (reason instanceof CancelledError) this.#whole._failQuietly(reason);
    else this.#whole._reject(reason);
  }

  giveUp(reason: unknown): boolean {
    this.#failure ??= { reason };
    return this.#part?._giveUp(reason) === true;
  }

  describe(): string {
    return this.#condition.describe();
  }

  withdraw(): boolean {
    this.#part?._unobserve(this);
    this.#part?._leave();
    return true;
  }
}

export function waitForSync(
  condition: Remote,
  predicate: () => unknown,
  options: SyncOptions = {},
): unknown {
  const action = (): string => `waitForSync of ${condition.describe()}`;
  requireFunction(action, predicate);
  const timeout = timeoutOf(options, action);
  const end = platform().now() + timeout;
  for (;;) {
    const value = predicate();
    if (value) return value;
    const left = end - platform().now();
    try {
      condition.waitSync(left === Infinity ? {} : { timeout: Math.max(left, 0) });
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      const last = predicate();
      if (last) return last;
      throw late('waitForSync', condition, timeout);
    }
  }
}

function late(verb: string, condition: Waitable, timeout: number): TimeoutError {
  return timedOut(
    `${verb} of ${condition.describe()}`,
    timeout,
    () => 'its predicate does not hold',
  );
}

function requireFunction(action: () => string, predicate: unknown): void {
  if (typeof predicate === 'function') return;
  throw new InvalidArgumentError(`${action()}: needs a function to ask, got ${show(predicate)}`);
}
