/** What `tryGet` gives when there is nothing. */
export const nothing: unique symbol = /* @__PURE__ */ Symbol('nothing') as never;

/** 0: open; 1: shut down, what is left can be got; 2: shut down at once. */
export type Closed = 0 | 1 | 2;

/** Who of a thread waits, and for what. */
export interface Waiting {
  readonly getting: { readonly empty: boolean };
  readonly putting: { readonly empty: boolean };
  readonly joining: { readonly empty: boolean };
}

/** What waits in a blocked thread, and for what. */
export type Side = keyof Waiting;

/**
 * The items of a queue and its counts, in this thread or in shared memory; the waiters of this thread are the queue's.
 * `W` is an item, or several that go in together, as the store keeps them.
 */
export interface Store<T, W> {
  readonly shared: boolean;
  /** There is no place in it: who puts and who gets meet in their lines. */
  readonly isRendezvous?: true;
  /** As many items may be in it; 0: any number. */
  readonly maxsize: number;
  readonly size: number;
  readonly unfinished: number;
  readonly closed: Closed;
  /** What is in it, in the order in which it would have to be put again, as far as this thread has it for itself. */
  items(): readonly T[];
  /** An item ready to be put, until the next is made ready. @throws CannotSendError if it cannot be kept here. */
  wrap(item: T): W;
  /** Several that are put together, when there is room for all. */
  wrapAll(items: readonly T[]): W;
  /** The same for one that has to wait. */
  keep(wrapped: W): W;
  /** Lets go of what was wrapped and not put. */
  drop(wrapped: W): void;
  /** False: full or shut down. If it throws, nothing is to be dropped any more. */
  tryPut(wrapped: W): boolean;
  /** Nothing is in it, and somebody is there to put: lets one in for whoever asks. False: that makes no difference. */
  admit(): boolean;
  tryGet(): T | typeof nothing;
  /** Up to `most` of them. */
  tryGetMany(most: number): T[] | typeof nothing;
  /** Puts back what was got and is not wanted, before all others; absent where there is no place for it. */
  putBack?(items: readonly T[]): void;
  /** False: called more often than items were put. */
  taskDone(): boolean;
  shutdown(immediate: boolean): void;
  /** Tells which waiters this thread has, so that other threads wake it for them. */
  waiting(waiting: Waiting): void;
  /** Blocks the thread until `attempt` is true, or until no time remains, or it would never end. */
  block(side: Side, attempt: () => boolean, remaining: () => number): 'done' | 'late' | 'never';
}
