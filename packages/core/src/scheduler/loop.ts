import { platform } from '../realm.ts';
import { allow, nextTurn, setCurrent, spendStep } from '../wait/current.ts';
import { Fifo } from './fifo.ts';
import type { ReadyOrder, Runnable } from './order.ts';

/** How long, in milliseconds, the loop works before timers, I/O and frames have their turn. */
const budget = 5;
/** Operations between two looks at the clock, at most: a look costs about as much as two switches. */
const mostPerLook = 64;

let ready: ReadyOrder = /* @__PURE__ */ new Fifo();
/** When the host last had its turn for certain. */
let hostTurn = -Infinity;
/** The budget is used up. */
let late = false;
/** When the clock was last looked at, and how many operations there may be until the next look. */
let lookedAt = 0;
let pace = mostPerLook;
/** How many operations that settle at once may follow each other before the others have their turn. */
let turnLeft = mostPerLook;
/** Since its last hop it has taken it for granted once that the host had its turn while it was idle. */
let trusting = false;
/** `working` in the loop, or driven by hand; `called` or `hopping` while the host is to call it. */
let state: 'idle' | 'called' | 'working' | 'hopping' = 'idle';
const microtask: Promise<void> = /* @__PURE__ */ Promise.resolve();

/** Lets `runnable` take a step in its turn. */
export function makeReady(runnable: Runnable): void {
  ready.push(runnable);
  if (state === 'idle') call();
}

/** As `makeReady`, of one that only made room for a look at the clock. */
export function makeReadyAgain(runnable: Runnable): void {
  ready.pushBack(runnable);
  if (state === 'idle') call();
}

function call(): void {
  state = 'called';
  void microtask.then(enter);
}

/** Runs outside of every async task's context: what the loop starts belongs to nobody who happened to wake it. */
function enter(): void {
  if (state === 'working') return; // driven by hand meanwhile
  const context = platform().asyncContext;
  if (context === undefined) work();
  else context.run(undefined, work);
}

function work(): void {
  if (state === 'called') wake();
  state = 'working';
  nextTurn();
  let isOver = false;
  try {
    isOver = goOn();
  } finally {
    // What a step throws is the host's to report; the others go on after that.
    if (isOver) state = 'idle';
    else hop();
  }
}

/**
 * It was idle, and if that was for a while, the host had its turn; but promises alone may also have kept it busy, so that
 * is believed once, and then it hops.
 */
function wake(): void {
  const now = platform().now();
  if (now - lookedAt > budget / 5 && !trusting) {
    hostTurn = now;
    late = false;
    trusting = true;
  }
  lookedAt = now;
}

/** False: the host is to have its turn first. */
function goOn(): boolean {
  if (late) return false;
  for (let next = ready.shift(); next !== undefined; next = ready.shift()) {
    next.step();
    if (late || (!spendStep() && overdue())) return false;
  }
  return true;
}

/** Whoever has spent its operations asks whether there are more. False: others, or the host, are to have their turn. */
export function mayGoOn(): boolean {
  turnLeft -= pace;
  const isOver = turnLeft <= 0;
  if (isOver) turnLeft = mostPerLook;
  return !overdue() && (ready.keepsTurn?.() ?? !isOver);
}

function hop(): void {
  state = 'hopping';
  platform().hop(resume);
}

/** Steps that take long are looked at more often: sixty-four of a millisecond each would be far over the budget. */
function overdue(): boolean {
  const now = platform().now();
  if (now - lookedAt > budget / 5) pace = Math.max(pace >> 2, 1);
  else pace = Math.min(pace * 2, mostPerLook);
  lookedAt = now;
  allow(pace - 1);
  return (late = now - hostTurn >= budget);
}

function resume(): void {
  hostHadTurn();
  allow(pace - 1);
  enter();
}

/** The host calls: it has its turn. */
export function hostHadTurn(): void {
  hostTurn = lookedAt = platform().now();
  late = trusting = false;
}

/** It is ready, and more urgent or less than before: that counts from now on. */
export function moved(runnable: Runnable): void {
  ready.moved?.(runnable);
}

/** Lets another order decide who is next; those that are ready move into it as they stood. */
export function useOrder(order: ReadyOrder): void {
  for (let next = ready.shift(); next !== undefined; next = ready.shift()) order.push(next);
  ready = order;
}

/** Is nothing ready? */
export function isIdle(): boolean {
  return ready.size === 0;
}

/**
 * Takes the loop from the host: what becomes ready goes to `order`, and whoever called this runs it by hand, until the
 * returned function puts all back as it was.
 */
export function takeLoop(order: ReadyOrder): () => void {
  const [order0, state0] = [ready, state];
  ready = order;
  state = 'working';
  return () => {
    ready = order0;
    setCurrent(undefined);
    state = state0 === 'working' ? 'working' : 'idle';
    if (state === 'idle' && ready.size > 0) call();
  };
}
