import type { Holder } from './holder.ts';

/** What runs coroutines shows the operations of the one that runs now. */
export interface Running {
  /** As whom it holds and waits; `undefined` where the runtime cannot follow it through an await. */
  readonly identity: Holder | undefined;
  /**
   * Stops the coroutine until the operation is settled; with `undefined`, one that has settled is still to be taken: then
   * until the loop has looked at the clock.
   */
  suspend(operation: object | undefined): void;
  /** Stops it until the others had their turn. */
  giveWay(): void;
  /** Runs another coroutine in its place, and then goes on with what that one returned. */
  enter(coroutine: Iterator<unknown, unknown, unknown>): void;
  /** Notes a pending operation that the coroutine began: it is withdrawn if it outlives the coroutine. */
  began(operation: object): void;
}

/** The coroutine whose code is running at this moment. */
export let current: Running | undefined;

/** @internal */
export function setCurrent(running: Running | undefined): void {
  current = running;
}

/** The number of the loop's turn; waits are stamped with it. */
export let turn = 0;

/** @internal */
export function nextTurn(): void {
  turn++;
}

/** How many operations may still settle at once before the clock is looked at. */
let ticks = 1;

/** Counts an operation that settled at once. False: the loop has to look at the clock (`mayGoOn`). @internal */
export function spend(): boolean {
  return --ticks >= 0;
}

/** Counts a step of the loop. False: it has to look at the clock before the next one. @internal */
export function spendStep(): boolean {
  return --ticks > 0;
}

/** The next operation is free: a task that is resumed takes what it waited for, and gives way to nobody once more. @internal */
export function prepay(): void {
  ticks = ticks < 0 ? 1 : ticks + 1;
}

/** @internal */
export function allow(operations: number): void {
  ticks = operations;
}
