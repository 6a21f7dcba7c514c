import { platform } from '../realm.ts';

/** One callback at one moment. Its index is its place in the heap, or -1 when it is in none. */
export interface Timer {
  readonly at: number;
  readonly order: number;
  readonly fire: () => void;
  index: number;
}

/** A binary heap by moment, then by order of arrival: equal moments fire in the order in which they were set. */
const heap: Timer[] = [];
let arrivals = 0;
/** The one host timer, set for the nearest moment. */
let host: { at: number; timer: unknown } | undefined;
let firing = false;

/** Calls `fire` once, `ms` from now. */
export function addTimer(ms: number, fire: () => void): Timer {
  const timer = { at: platform().now() + ms, order: arrivals++, fire, index: heap.length };
  heap.push(timer);
  rise(timer);
  if (timer.index === 0 && !firing) setHost();
  return timer;
}

/** Forgets a timer; does nothing once it has fired. */
export function removeTimer(timer: Timer): void {
  const { index } = timer;
  if (index < 0) return;
  timer.index = -1;
  const last = heap.pop()!;
  if (last !== timer) {
    place(last, index);
    rise(last);
    sink(last);
  }
  if (index === 0 && !firing) setHost();
}

/** Host timers cannot be set further ahead than this; the callback then finds nothing due and sets the next. */
const furthest = 2 ** 31 - 1;

function setHost(): void {
  const { now, setTimer, clearTimer } = platform();
  const next = heap[0];
  if (host !== undefined) {
    // An earlier one that nobody needs any more may fire in vain, but must not hold the program open.
    if (next !== undefined && host.at === next.at) return;
    clearTimer(host.timer);
    host = undefined;
  }
  if (next === undefined) return;
  const ms = Math.min(Math.max(Math.ceil(next.at - now()), 0), furthest);
  host = { at: next.at, timer: setTimer(fireDue, ms) };
}

function fireDue(): void {
  host = undefined;
  firing = true;
  try {
    const now = platform().now();
    for (let next = heap[0]; next !== undefined && next.at <= now; next = heap[0]) {
      removeTimer(next);
      next.fire();
    }
  } finally {
    firing = false;
    setHost();
  }
}

function before(a: Timer, b: Timer): boolean {
  return a.at !== b.at ? a.at < b.at : a.order < b.order;
}

function place(timer: Timer, index: number): void {
  heap[index] = timer;
  timer.index = index;
}

function rise(timer: Timer): void {
  let index = timer.index;
  while (index > 0) {
    const parent = heap[(index - 1) >> 1]!;
    if (!before(timer, parent)) break;
    place(parent, index);
    index = (index - 1) >> 1;
  }
  place(timer, index);
}

function sink(timer: Timer): void {
  let index = timer.index;
  for (;;) {
    let child = 2 * index + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
    if (!before(heap[child]!, timer)) break;
    place(heap[child]!, index);
    index = child;
  }
  place(timer, index);
}
