import { CancelledError, InvalidArgumentError, InvalidStateError } from '../errors.ts';
import { show, type Operation } from '../operation/operation.ts';
import { Pending } from '../operation/pending.ts';
import { platform } from '../realm.ts';
import { isIdle } from '../scheduler/loop.ts';
import { turn } from '../wait/current.ts';
import type { Waitable } from '../wait/wait.ts';
import { durationOf } from './deadline.ts';
import { Timers, useTimers, type Clock } from './timers.ts';

export interface VirtualClockOptions {
  /**
   * Time jumps to the next moment when no task can go on and the host had its turn; a number: when that has been so for
   * as many real milliseconds, which lets slower I/O come first.
   * @default false
   */
  autojump?: boolean | number;
}

/** Time that stands still until it is moved. @internal */
export class StoppedTime implements Clock {
  readonly resolution = 0;
  readonly timers: Timers = new Timers(this);
  readonly #onSet: (() => void) | undefined;
  /** Milliseconds. */
  at = 0;

  /** `onSet` is told that there is a next moment. */
  constructor(onSet?: () => void) {
    this.#onSet = onSet;
  }

  now(): number {
    return this.at;
  }

  setTimer(): void {
    this.#onSet?.();
  }

  clearTimer(): void {}

  /** Moves on to the next moment, if it is not after `limit`, and lets happen what is due. False: there is none. */
  jump(limit: number = Infinity): boolean {
    const { next } = this.timers;
    if (next === undefined || next > limit) return false;
    this.at = next;
    this.timers.fireDue();
    return true;
  }
}

/** Who moves the time of this realm. */
let mover: string | undefined;

/** @throws InvalidStateError if somebody else moves time. @internal */
export function claimTime(who: string): () => void {
  if (mover !== undefined) {
    throw new InvalidStateError(`cannot have the time of ${who}: that of ${mover} is in use`);
  }
  mover = who;
  return () => void (mover = undefined);
}

/**
 * Lets sleeps and time limits of Heddle run by a clock that a test moves, until it is disposed of. Timers of the host, and
 * those that were set before, go on in real time; what still waits for this clock when it is disposed of waits on for ever.
 * @example using clock = new VirtualClock({ autojump: true }); await sleep(3_600_000);
 * @example using clock = new VirtualClock(); const task = spawn(work); await clock.advance(100);
 * @throws InvalidArgumentError; InvalidStateError where another one is in use, and inside of `explore`.
 * Python: trio.testing.MockClock.
 */
export class VirtualClock implements Waitable {
  readonly #time: StoppedTime;
  readonly #autojump: number | undefined;
  readonly #before: Timers;
  readonly #release: () => void;
  #disposed = false;
  #advancing: Pending<void> | undefined = undefined;
  #looking = false;

  constructor(options: VirtualClockOptions = {}) {
    const autojump = (options as VirtualClockOptions | null)?.autojump ?? false;
    if (typeof options !== 'object' || options === null) {
      throw new InvalidArgumentError(
        `new VirtualClock: options must be an object, got ${show(options)}`,
      );
    }
    if (typeof autojump !== 'boolean' && !(typeof autojump === 'number' && autojump >= 0)) {
      throw new InvalidArgumentError(
        `new VirtualClock: autojump must be true, false or a number of milliseconds from 0 up, got ${show(autojump)}`,
      );
    }
    this.#autojump = autojump === true ? 0 : autojump === false ? undefined : autojump;
    this.#release = claimTime('a VirtualClock');
    this.#time = new StoppedTime(() => this.#lookForRest());
    this.#before = useTimers(this.#time.timers);
  }

  /** Milliseconds since it was made. */
  get now(): number {
    return this.#time.at;
  }

  /**
   * Moves time on by `ms`: what falls due happens in order, and between two moments every task has its turn until none can
   * go on. So a task that never waits holds time up.
   * @throws InvalidArgumentError; InvalidStateError while it is being moved already, and once it was disposed of.
   */
  advance(ms: number): Operation<void> {
    durationOf(ms, 'advance');
    if (ms === Infinity) {
      throw new InvalidArgumentError('advance: cannot move time on without end; see run()');
    }
    return this.#move(this.#time.at + ms);
  }

  /** Moves time on until nobody waits for it any more. */
  run(): Operation<void> {
    return this.#move(Infinity);
  }

  #move(target: number): Operation<void> {
    if (this.#disposed) throw new InvalidStateError('cannot move a clock that was disposed of');
    if (this.#advancing !== undefined) {
      throw new InvalidStateError('cannot move a clock that is being moved: wait for that first');
    }
    const advancing = (this.#advancing = new Pending<void>(this, 'advance'));
    const go = (): void => {
      if (this.#advancing !== advancing) return;
      if (!isIdle() || this.#time.jump(target)) {
        platform().hop(go);
        return;
      }
      if (target !== Infinity) this.#time.at = target;
      this.#advancing = undefined;
      advancing._resolve();
    };
    platform().hop(go);
    return advancing;
  }

  /** @internal */
  describe(): string {
    return 'the virtual clock';
  }

  /** @internal */
  withdraw(): boolean {
    this.#advancing = undefined;
    return true;
  }

  #lookForRest(): void {
    if (this.#autojump === undefined || this.#looking) return;
    this.#looking = true;
    this.#look();
  }

  /** Rest is when the loop has done nothing between two looks. */
  #look(): void {
    const seen = turn;
    const looked = (): void => {
      if (this.#disposed || this.#time.timers.next === undefined) {
        this.#looking = false;
        return;
      }
      if (turn === seen && isIdle() && this.#advancing === undefined) this.#time.jump();
      this.#look();
    };
    if (this.#autojump === 0) platform().hop(() => platform().hop(looked));
    else platform().setTimer(looked, this.#autojump!);
  }

  /** Gives the realm its own time back. */
  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#disposed = true;
    useTimers(this.#before);
    this.#release();
    const advancing = this.#advancing;
    this.#advancing = undefined;
    advancing?._failQuietly(new CancelledError('the clock was disposed of while it was moved'));
  }
}
