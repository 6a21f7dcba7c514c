import { InvalidArgumentError, InvalidStateError } from '../errors.ts';
import { show } from '../operation/operation.ts';
import { makeReady } from '../scheduler/loop.ts';
import type { Runnable } from '../scheduler/order.ts';
import type { Link } from '../wait/wait.ts';
import { now, removeTimer, startTimer, type Timer } from './timers.ts';

/** @throws InvalidArgumentError for what is no number of milliseconds. */
export function durationOf(ms: number, action: string): number {
  if (typeof ms !== 'number' || !(ms >= 0)) {
    throw new InvalidArgumentError(
      `${action}: needs a number of milliseconds from 0 up, got ${show(ms)}`,
    );
  }
  return ms;
}

/** The time limit of a block, as the block's body sees it; of 0, it expires where the body waits first. Python: asyncio.Timeout. */
export class Deadline implements Timer, Runnable {
  /** @internal */
  moment: Timer['moment'] = undefined;
  /** @internal */
  before: Link | undefined = undefined;
  /** @internal */
  after: Link | undefined = undefined;
  #ms: number;
  #when = Infinity;
  #state: 'running' | 'expired' | 'over' = 'running';
  /** No time at all was given: it expires in its turn among those that are ready, which no clock is needed for. */
  #isDue = false;
  #expire: () => void;

  /** @internal */
  constructor(ms: number, expire: () => void) {
    this.#ms = ms;
    this.#expire = expire;
    this.#start(ms);
  }

  /** The moment at which it expires, by the clock of `performance.now()`; Infinity: never. Python: when(). */
  get when(): number {
    return this.#when;
  }

  /** Has it expired, so that the block is being cancelled? Python: expired(). */
  get expired(): boolean {
    return this.#state === 'expired';
  }

  /** How many milliseconds it was given last. */
  get ms(): number {
    return this.#ms;
  }

  /**
   * Lets it expire `ms` from now instead; Infinity: not at all.
   * @throws InvalidArgumentError; InvalidStateError once it has expired or its block has ended.
   */
  reschedule(ms: number): void {
    durationOf(ms, 'reschedule of a timeout');
    if (this.#state !== 'running') {
      throw new InvalidStateError(
        `cannot reschedule a timeout that ${this.#state === 'expired' ? 'has expired' : 'is over'}`,
      );
    }
    removeTimer(this);
    this.#ms = ms;
    this.#start(ms);
  }

  #start(ms: number): void {
    this.#when = now() + ms;
    this.#isDue = ms === 0;
    if (this.#isDue) makeReady(this);
    else if (ms !== Infinity) startTimer(this, ms);
  }

  /** @internal */
  step(): void {
    if (this.#isDue && this.#state === 'running') this.fire();
  }

  /** Lets it expire without waiting for the clock. @internal */
  fireNow(): void {
    if (this.#state === 'running') this.fire();
  }

  /** @internal */
  fire(): void {
    this.#state = 'expired';
    this.#expire();
  }

  /** The block has ended. True: it had expired before. @internal */
  end(): boolean {
    removeTimer(this);
    if (this.#state === 'expired') return true;
    this.#state = 'over';
    return false;
  }
}
