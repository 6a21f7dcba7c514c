import { InvalidArgumentError } from '../errors.ts';
import { show, type Operation, type WaitOptions } from '../operation/operation.ts';
import { Pending } from '../operation/pending.ts';
import { makeReady } from '../scheduler/loop.ts';
import type { Runnable } from '../scheduler/order.ts';
import type { Waitable } from '../wait/wait.ts';
import { begin } from './limit.ts';
import { removeTimer, startTimer, type Timer } from './timers.ts';

/**
 * Ends after `ms` milliseconds; `sleep(0)` gives the others their turn.
 * @example await sleep(100)
 * @throws InvalidArgumentError for what is no number, NaN or negative.
 * Python: asyncio.sleep, which takes seconds.
 */
export function sleep(ms: number, options?: WaitOptions): Operation<void> {
  requireDuration('sleep', ms);
  if (options === undefined) return new Sleep(ms);
  return begin(
    options,
    () => `sleep(${ms})`,
    () => undefined,
    () => new Sleep(ms),
    () => 'the time was not over',
  );
}

/** @throws InvalidArgumentError */
export function requireDuration(action: string, ms: unknown): void {
  if (typeof ms !== 'number' || !(ms >= 0)) {
    throw new InvalidArgumentError(
      `${action}: ms must be a number of milliseconds from 0 up, got ${show(ms)}`,
    );
  }
}

/** What a sleep waits for. */
class Time implements Waitable {
  describe(): string {
    return 'time to pass';
  }

  withdraw(wait: Sleep<void>): boolean {
    wait.stop();
    return true;
  }
}

const time = /* @__PURE__ */ new Time();

/** A wait, its timer and, for `sleep(0)`, its turn in one object: a million of them are cheaper by half. */
export class Sleep<T extends void> extends Pending<T> implements Timer, Runnable {
  moment: Timer['moment'] = undefined;

  constructor(ms: number) {
    super(time, 'sleep');
    if (ms === 0) makeReady(this);
    else if (ms !== Infinity) startTimer(this, ms);
  }

  fire(): void {
    this._resolve(undefined as T);
  }

  step(): void {
    this._resolve(undefined as T);
  }

  stop(): void {
    removeTimer(this);
  }
}
