import { InvalidArgumentError } from '../errors.ts';
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

export interface EventOptions {
  /** How messages call it. */
  name?: string;
}

/** Its one number: the lowest bit says whether it is set, the others how often it was. */
const state = 0;
const isSet = 1;

/**
 * A flag that tasks and threads wait for: `set` lets everybody go on, and whoever comes later too, until `clear`.
 * @example await ready.wait();
 * Python: threading.Event, asyncio.Event.
 */
export class Event extends Synchronizer implements Selectable<void> {
  /** @throws InvalidArgumentError for options of the wrong kind. */
  constructor(options: EventOptions = {}) {
    if (typeof options !== 'object' || options === null) {
      throw new InvalidArgumentError(`new Event: options must be an object, got ${show(options)}`);
    }
    super(options.name, [0]);
  }

  /** @internal */
  override get _title(): string {
    return 'event';
  }

  /** It is there for everybody at once. @internal */
  override get _inTurn(): boolean {
    return false;
  }

  /** Python: is_set(). */
  get isSet(): boolean {
    return (this._cells.load(state) & isSet) !== 0;
  }

  /** Lets everybody go on who waits at this moment, also if it is cleared at once. */
  set(): void {
    const before = change(this._cells, state, (value) =>
      (value & isSet) !== 0 ? undefined : (value + 2) | isSet | 0,
    );
    if (before !== undefined) this._changed();
  }

  /** From now on everybody waits again. */
  clear(): void {
    change(this._cells, state, (value) => ((value & isSet) === 0 ? undefined : value & ~isSet));
  }

  /** Waits until it is set. @throws TimeoutError, `signal.reason`; InvalidArgumentError. Python: wait(timeout). */
  wait(options?: WaitOptions): Operation<void> {
    return this._wait('wait', this.#seeing(), options);
  }

  /** The same for a thread that may block. @throws BlockingNotAllowedError; else as `wait`. */
  waitSync(options?: SyncOptions): void {
    this._waitSync('waitSync', this.#seeing(), options);
  }

  /** In a `select` the event itself stands for its `wait`. @internal */
  _choice(): Choice<void> {
    return this._choiceOf('wait', this.#seeing());
  }

  /** It is set, or was in between. */
  #seeing(): Attempt<void> {
    const before = this._cells.load(state) & ~isSet;
    return () => {
      const now = this._cells.load(state);
      return (now & isSet) !== 0 || (now & ~isSet) !== before ? undefined : notYet;
    };
  }

  /** @internal */
  explain(): string {
    return this.isSet ? 'it is set' : 'it is not set';
  }
}
