import { InvalidArgumentError } from '../errors.ts';
import { Operation, show, type WaitOptions } from '../operation/operation.ts';
import type { Waitable } from '../wait/wait.ts';
import { begin } from './limit.ts';
import { addTimer, removeTimer, type Timer } from './timers.ts';

/**
 * Ends after `ms` milliseconds; `sleep(0)` gives the others their turn.
 * @example await sleep(100)
 * @throws InvalidArgumentError for what is no number, NaN or negative.
 * Python: asyncio.sleep, which takes seconds.
 */
export function sleep(ms: number, options?: WaitOptions): Operation<void> {
  if (typeof ms !== 'number' || !(ms >= 0)) {
    throw new InvalidArgumentError(
      `sleep: ms must be a number of milliseconds from 0 up, got ${show(ms)}`,
    );
  }
  return begin(
    options,
    () => `sleep(${ms})`,
    () => undefined,
    () => new Moment(ms).wait,
    () => 'the time was not over',
  );
}

/** A moment to come, as something to wait for. */
class Moment implements Waitable {
  readonly #ms: number;
  readonly #timer: Timer | undefined;
  readonly wait: Operation<void>;

  constructor(ms: number) {
    this.#ms = ms;
    this.wait = Operation.pending(this, 'sleep');
    if (ms === 0) void Promise.resolve().then(() => this.wait._resolve());
    else if (ms !== Infinity) this.#timer = addTimer(ms, () => this.wait._resolve());
  }

  describe(): string {
    return `${this.#ms} ms`;
  }

  withdraw(): boolean {
    if (this.#timer !== undefined) removeTimer(this.#timer);
    return true;
  }
}
