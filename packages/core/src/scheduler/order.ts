/** Something that the loop runs for one step. */
export interface Runnable {
  step(): void;
  /** How urgent it is; more is more urgent. @default 0 */
  readonly urgency?: number;
}

/** What is ready to run, and which of it is next. */
export interface ReadyOrder {
  readonly size: number;
  push(runnable: Runnable): void;
  /** It could go on, but gives the others, or the host, their turn. */
  pushBack(runnable: Runnable): void;
  /** May the one that runs go on? @default for so many operations as there are between two looks at the clock */
  keepsTurn?(): boolean;
  /** The urgency of one that may be in here has changed. */
  moved?(runnable: Runnable): void;
  shift(): Runnable | undefined;
  [Symbol.iterator](): Iterator<Runnable>;
}

/** Which of the tasks that are ready runs next: `fifo()`, `priority()` or `roundRobin()`. */
export interface Policy {
  readonly name: string;
  /** @internal */
  _order(): ReadyOrder;
}
