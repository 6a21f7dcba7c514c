import { InvalidArgumentError, OverReleaseError } from '../errors.ts';
import {
  show,
  type Operation,
  type SyncOptions,
  type WaitOptions,
} from '../operation/operation.ts';
import type { Choice, Selectable } from '../operation/selectable.ts';
import { change } from './cells.ts';
import { Synchronizer } from './synchronizer.ts';
import { notYet, type Attempt } from './turn.ts';

export interface LatchOptions {
  /** How messages call it. */
  name?: string;
}

/** A number of 32 bits has room for no more. */
const most = 2 ** 31 - 1;
/** Its one number: how often it is still to be counted down. */
const left = 0;

/**
 * A gate that opens once it was counted down often enough, and stays open: whoever waits goes on then, and whoever comes later
 * goes through.
 * @example const ready = new Latch(3); // each worker: ready.countDown(); the others: await ready.wait();
 * Python: an Event and a counter. Java: CountDownLatch. C++: std::latch.
 */
export class Latch extends Synchronizer implements Selectable<void> {
  /** @throws InvalidArgumentError if `count` is no whole number from 0 up; one of 0 is open. */
  constructor(count: number, options: LatchOptions = {}) {
    if (!Number.isInteger(count) || count < 0 || count > most) {
      throw new InvalidArgumentError(
        `new Latch: count must be a whole number from 0 to ${most}, got ${show(count)}`,
      );
    }
    if (typeof options !== 'object' || options === null) {
      throw new InvalidArgumentError(`new Latch: options must be an object, got ${show(options)}`);
    }
    super(options.name, [count]);
  }

  /** @internal */
  override get _title(): string {
    return 'latch';
  }

  /** @internal */
  override get _inTurn(): boolean {
    return false;
  }

  /** How often it is still to be counted down. */
  get count(): number {
    return this._cells.load(left);
  }

  /** Was it counted down to 0? It never closes again. */
  get isOpen(): boolean {
    return this.count === 0;
  }

  /**
   * Counts down; at 0 everybody goes on who waits.
   * @throws OverReleaseError if `n` is more than is left: somebody counts twice, and nothing is changed. (Java's does
   * nothing then, which hides it.) InvalidArgumentError if it is no whole number from 1 up.
   */
  countDown(n: number = 1): void {
    if (!Number.isInteger(n) || n < 1) {
      throw new InvalidArgumentError(
        `countDown of ${this.describe()}: n must be a whole number from 1 up, got ${show(n)}`,
      );
    }
    const before = change(this._cells, left, (count) => (count < n ? undefined : count - n));
    if (before === undefined) {
      throw new OverReleaseError(
        `countDown of ${this.describe()}: cannot count ${n} down from ${this.count}`,
      );
    }
    if (before === n) this._changed();
  }

  /** Waits until it is open. @throws TimeoutError, `signal.reason`; InvalidArgumentError. */
  wait(options?: WaitOptions): Operation<void> {
    return this._wait('wait', this.#passing, options);
  }

  /** The same for a thread that may block. @throws BlockingNotAllowedError; else as `wait`. */
  waitSync(options?: SyncOptions): void {
    this._waitSync('waitSync', this.#passing, options);
  }

  /** In a `select` the latch itself stands for its `wait`. @internal */
  _choice(): Choice<void> {
    return this._choiceOf('wait', this.#passing);
  }

  readonly #passing: Attempt<void> = () => (this.isOpen ? undefined : notYet);

  /** @internal */
  explain(): string {
    return `it is still to be counted down ${this.count} times`;
  }
}
