import { InvalidArgumentError, TimeoutError } from '../errors.ts';
import {
  Operation,
  show,
  timeoutOf,
  type Signal,
  type WaitOptions,
} from '../operation/operation.ts';
import type { Limit, Pending } from '../operation/pending.ts';
import type { Choice } from '../operation/selectable.ts';
import type { Link } from '../wait/wait.ts';
import { removeTimer, startTimer, type Timer } from './timers.ts';

/** Why a wait ended in vain, said by whoever knows what was waited for. */
export type Explain = () => string;

/**
 * Begins a wait: `settle` tries to finish it at once, `enter` puts it in line.
 * The one way in which every operation looks at its options: arguments first, then an aborted signal, then what is there.
 */
export function begin<T>(
  options: WaitOptions | undefined,
  action: () => string,
  settle: () => Operation<T> | undefined,
  enter: () => Pending<T>,
  explain: Explain,
): Operation<T> {
  if (options === undefined) return settle() ?? enter();
  const timeout = timeoutOf(options, action);
  const signal = signalOf(options, action);
  if (signal?.aborted) return Operation.rejected(signal.reason);
  const now = settle();
  if (now !== undefined) return now;
  if (timeout === 0) return Operation.rejected(timedOut(action(), 0, explain));
  const operation = enter();
  if (timeout !== Infinity || signal !== undefined) {
    operation.finite = true;
    if (!operation._settled)
      operation._limit = new Bounds(operation, action, timeout, signal, explain);
  }
  return operation;
}

/** `begin` of what `select` could choose as well. */
export function beginChoice<T>(options: WaitOptions | undefined, wait: Choice<T>): Operation<T> {
  return begin(
    options,
    () => wait.describe(),
    () => wait.attempt(),
    () => wait.enter(),
    () => wait.explain(),
  );
}

/** @internal */
export function timedOut(action: string, timeout: number, explain: Explain): TimeoutError {
  return new TimeoutError(`${action} timed out after ${timeout} ms: ${explain()}`, timeout);
}

function signalOf(options: WaitOptions, action: () => string): Signal | undefined {
  const signal = options.signal;
  if (signal === undefined) return undefined;
  if (typeof signal?.addEventListener !== 'function' || typeof signal.aborted !== 'boolean') {
    throw new InvalidArgumentError(
      `${action()}: signal must be an AbortSignal, got ${show(signal)}`,
    );
  }
  return signal;
}

class Bounds implements Limit, Timer {
  moment: Timer['moment'] = undefined;
  before: Link | undefined = undefined;
  after: Link | undefined = undefined;
  readonly #operation: Pending<unknown>;
  readonly #action: () => string;
  readonly #timeout: number;
  readonly #signal: Signal | undefined;
  readonly #explain: Explain;
  readonly #abort: (() => void) | undefined;

  constructor(
    operation: Pending<unknown>,
    action: () => string,
    timeout: number,
    signal: Signal | undefined,
    explain: Explain,
  ) {
    this.#operation = operation;
    this.#action = action;
    this.#timeout = timeout;
    this.#signal = signal;
    this.#explain = explain;
    if (timeout !== Infinity) startTimer(this, timeout);
    if (signal !== undefined) {
      this.#abort = () => void operation._giveUp(signal.reason);
      signal.addEventListener('abort', this.#abort, { once: true });
    }
  }

  fire(): void {
    this.#operation._giveUp(timedOut(this.#action(), this.#timeout, this.#explain));
  }

  stop(): void {
    removeTimer(this);
    if (this.#abort !== undefined) this.#signal!.removeEventListener('abort', this.#abort);
  }
}
