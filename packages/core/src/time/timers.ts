import { platform } from '../realm.ts';

/** What timers run by: the runtime's own clock, or one that a test moves. */
export interface Clock {
  /** Milliseconds; it never goes back. */
  now(): number;
  /** Calls back once after `ms`. */
  setTimer(callback: () => void, ms: number): unknown;
  clearTimer(timer: unknown): void;
}

/** Something that happens at one moment. Its index is its place in the heap, or -1 when it is in none. */
export interface Timer {
  at: number;
  order: number;
  index: number;
  fire(): void;
}

/** Host timers cannot be set further ahead than this; the callback then finds nothing due and sets the next. */
const furthest = 2 ** 31 - 1;

/**
 * A heap by moment, then by order of arrival: equal moments fire in the order in which they were set.
 * Each node has four children: half the levels of a binary heap, and its children lie side by side.
 */
export class Timers {
  readonly #clock: Clock;
  readonly #heap: Timer[] = [];
  #arrivals = 0;
  /** The one host timer, set for the nearest moment. */
  #host: { at: number; timer: unknown } | undefined;
  #firing = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  /** The nearest moment, or Infinity. */
  get next(): number {
    return this.#heap[0]?.at ?? Infinity;
  }

  add(timer: Timer, ms: number): void {
    timer.at = this.#clock.now() + ms;
    timer.order = this.#arrivals++;
    timer.index = this.#heap.length;
    this.#heap.push(timer);
    this.#rise(timer);
    if (timer.index === 0 && !this.#firing) this.#setHost();
  }

  remove(timer: Timer): void {
    const { index } = timer;
    if (this.#heap[index] !== timer) return; // it has fired, or is another clock's
    this.#take(timer);
    if (index === 0 && !this.#firing) this.#setHost();
  }

  fireDue(): void {
    this.#firing = true;
    try {
      const now = this.#clock.now();
      for (let next = this.#heap[0]; next !== undefined && next.at <= now; next = this.#heap[0]) {
        this.#take(next);
        next.fire();
      }
    } finally {
      this.#firing = false;
      this.#setHost();
    }
  }

  #setHost(): void {
    const next = this.#heap[0];
    if (this.#host !== undefined) {
      // An earlier one that nobody needs any more may fire in vain, but must not hold the program open.
      if (next !== undefined && this.#host.at === next.at) return;
      this.#clock.clearTimer(this.#host.timer);
      this.#host = undefined;
    }
    if (next === undefined) return;
    const ms = Math.min(Math.max(Math.ceil(next.at - this.#clock.now()), 0), furthest);
    const fire = (): void => {
      this.#host = undefined;
      this.fireDue();
    };
    this.#host = { at: next.at, timer: this.#clock.setTimer(fire, ms) };
  }

  #take(timer: Timer): void {
    const { index } = timer;
    timer.index = -1;
    const last = this.#heap.pop()!;
    if (last === timer) return;
    this.#place(last, index);
    this.#rise(last);
    this.#sink(last);
  }

  #place(timer: Timer, index: number): void {
    this.#heap[index] = timer;
    timer.index = index;
  }

  #rise(timer: Timer): void {
    let { index } = timer;
    while (index > 0) {
      const above = (index - 1) >> 2;
      const parent = this.#heap[above]!;
      if (!before(timer, parent)) break;
      this.#place(parent, index);
      index = above;
    }
    this.#place(timer, index);
  }

  #sink(timer: Timer): void {
    const heap = this.#heap;
    let { index } = timer;
    for (;;) {
      const first = 4 * index + 1;
      if (first >= heap.length) break;
      const end = Math.min(first + 4, heap.length);
      let child = heap[first]!;
      for (let i = first + 1; i < end; i++) if (before(heap[i]!, child)) child = heap[i]!;
      if (!before(child, timer)) break;
      const from: number = child.index;
      this.#place(child, index);
      index = from;
    }
    this.#place(timer, index);
  }
}

function before(a: Timer, b: Timer): boolean {
  return a.at !== b.at ? a.at < b.at : a.order < b.order;
}

const hostClock: Clock = {
  now: () => platform().now(),
  setTimer: (callback, ms) => platform().setTimer(callback, ms),
  clearTimer: (timer) => platform().clearTimer(timer),
};

let timers: Timers = /* @__PURE__ */ new Timers(hostClock);

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
  const timer = { at: 0, order: 0, index: -1, fire };
  timers.add(timer, ms);
  return timer;
}

/** Forgets a timer; does nothing once it has fired. */
export function removeTimer(timer: Timer): void {
  timers.remove(timer);
}

/** Lets what is set from now on run by other timers; gives those that were in use. */
export function useTimers(other: Timers): Timers {
  const before = timers;
  timers = other;
  return before;
}
