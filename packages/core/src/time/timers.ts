import { platform } from '../realm.ts';
import { Heap, keep } from '../scheduler/heap.ts';
import { hostHadTurn } from '../scheduler/loop.ts';
import { Line } from '../wait/line.ts';
import type { Link } from '../wait/wait.ts';

/** What timers run by: the runtime's own clock, or one that a test moves. */
export interface Clock {
  /** Milliseconds; it never goes back. */
  now(): number;
  /** Calls back once after `ms`. */
  setTimer(callback: () => void, ms: number): unknown;
  clearTimer(timer: unknown): void;
  /** Moments of so many milliseconds count as one, the later end of them; 0: each is its own. */
  readonly resolution: number;
}

/** Something that happens at one moment. It stands in the line of that. */
export interface Timer extends Link {
  moment: Moment | undefined;
  fire(): void;
}

/** A moment at which something happens, in the order in which it was set. */
interface Moment {
  readonly timers: Timers;
  readonly at: number;
  readonly line: Line<Timer>;
}

class Moments extends Heap<Moment> {
  compare(a: Moment, b: Moment): number {
    return a.at - b.at;
  }
}

/** Host timers cannot be set further ahead than this; the callback then finds nothing due and sets the next. */
const furthest = 2 ** 31 - 1;

/**
 * Timers by their moments: a heap of those, and each has its timers in line. A million sleeps of a second share four
 * thousand moments; in a heap of their own each would cost twenty comparisons, all over the memory.
 */
export class Timers {
  readonly #clock: Clock;
  readonly #heap: Moments = new Moments();
  readonly #moments = new Map<number, Moment>();
  /** The one host timer, set for the nearest moment. */
  #host: { at: number; timer: unknown } | undefined;
  #firing = false;
  /** At so many moments those at which nothing happens any more are let go: limits of hours mostly end in milliseconds. */
  #most = 64;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  /** The nearest moment at which something happens. */
  get next(): number | undefined {
    return this.#first?.at;
  }

  get #first(): Moment | undefined {
    const heap = this.#heap;
    for (let moment = heap.first; moment !== undefined; moment = heap.first) {
      if (!moment.line.empty) return moment;
      heap.shift();
      this.#moments.delete(moment.at);
    }
    return undefined;
  }

  add(timer: Timer, ms: number): void {
    const { resolution } = this.#clock;
    const exact = this.#clock.now() + ms;
    const at = resolution === 0 ? exact : Math.ceil(exact / resolution) * resolution;
    let moment = this.#moments.get(at);
    if (moment === undefined) {
      if (this.#heap.size >= this.#most) this.#sweep();
      moment = { timers: this, at, line: new Line<Timer>() };
      this.#moments.set(at, moment);
      this.#heap.push(moment);
    }
    timer.moment = moment;
    moment.line.push(timer);
    if (!this.#firing && (this.#host === undefined || at < this.#host.at)) this.#setHost();
  }

  remove(timer: Timer): void {
    const { moment } = timer;
    timer.moment = undefined;
    Line.remove(timer);
    if (moment?.at === this.#host?.at && !this.#firing) this.#setHost();
  }

  /** Fires what is due, in order. */
  fireDue(): void {
    this.#firing = true;
    try {
      const until = this.#clock.now();
      for (
        let moment = this.#first;
        moment !== undefined && moment.at <= until;
        moment = this.#first
      ) {
        for (let next = moment.line.shift(); next !== undefined; next = moment.line.shift()) {
          next.moment = undefined;
          next.fire();
        }
      }
    } finally {
      this.#firing = false;
      this.#setHost();
    }
  }

  #setHost(): void {
    const next = this.#first;
    if (this.#host !== undefined) {
      // An earlier one that nobody needs any more may fire in vain, but must not hold the program open.
      if (this.#host.at === next?.at) return;
      this.#clock.clearTimer(this.#host.timer);
      this.#host = undefined;
    }
    if (next === undefined) return;
    const ms = Math.min(Math.max(Math.ceil(next.at - this.#clock.now()), 0), furthest);
    const fire = (): void => {
      this.#host = undefined;
      hostHadTurn();
      this.fireDue();
    };
    this.#host = { at: next.at, timer: this.#clock.setTimer(fire, ms) };
  }

  #sweep(): void {
    keep(this.#heap, (moment) => {
      if (moment.line.empty) this.#moments.delete(moment.at);
      return !moment.line.empty;
    });
    this.#most = Math.max(64, 2 * this.#heap.size);
  }
}

const hostClock: Clock = {
  now: () => platform().now(),
  setTimer: (callback, ms) => platform().setTimer(callback, ms),
  clearTimer: (timer) => platform().clearTimer(timer),
  // The host's own timers come late by up to a millisecond.
  resolution: 0.25,
};

const hostTimers: Timers = /* @__PURE__ */ new Timers(hostClock);
let timers: Timers = hostTimers;

/** Has the host been asked for a timer, which brings something when it fires? */
export function isTimed(): boolean {
  return hostTimers.next !== undefined;
}

/** Milliseconds of the clock that timers run by. */
export function now(): number {
  return timers.now();
}

/** Fires `timer` once, `ms` from now. */
export function startTimer(timer: Timer, ms: number): void {
  timers.add(timer, ms);
}

/** Calls `fire` once, `ms` from now. */
export function addTimer(ms: number, fire: () => void): Timer {
  const timer: Timer = { moment: undefined, before: undefined, after: undefined, fire };
  timers.add(timer, ms);
  return timer;
}

/** Forgets a timer; does nothing once it has fired. */
export function removeTimer(timer: Timer): void {
  timer.moment?.timers.remove(timer);
}

/** Lets what is set from now on run by other timers; gives those that were in use. */
export function useTimers(other: Timers): Timers {
  const before = timers;
  timers = other;
  return before;
}
