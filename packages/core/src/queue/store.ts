/** What `tryGet` gives when there is nothing. */
export const nothing: unique symbol = /* @__PURE__ */ Symbol('nothing') as never;

/** 0: open; 1: shut down, what is left can be got; 2: shut down at once. */
export type Closed = 0 | 1 | 2;

/** Which of its waiters a thread has. */
export interface Waiting {
  readonly getting: boolean;
  readonly putting: boolean;
  readonly joining: boolean;
}

/** What waits in a blocked thread, and for what. */
export type Side = keyof Waiting;

/**
 * The items of a queue and its counts, in this thread or in shared memory; the waiters of this thread are the queue's.
 * `W` is an item as the store keeps it.
 */
export interface Store<T, W> {
  readonly shared: boolean;
  readonly size: number;
  readonly unfinished: number;
  readonly closed: Closed;
  /** What is in it, in order, as far as this thread has it for itself. */
  items(): readonly T[];
  /** An item ready to be put. @throws CannotSendError if it cannot be kept here. */
  wrap(item: T): W;
  /** Lets go of what was wrapped and not put. */
  drop(wrapped: W): void;
  /** False: full or shut down. */
  tryPut(wrapped: W): boolean;
  tryGet(): T | typeof nothing;
  /** False: called more often than items were put. */
  taskDone(): boolean;
  shutdown(immediate: boolean): void;
  /** Tells which waiters this thread has, so that other threads wake it for them. */
  waiting(waiting: Waiting): void;
  /** Blocks the thread until `attempt` is true, or until no time remains, or it would never end. */
  block(side: Side, attempt: () => boolean, remaining: () => number): 'done' | 'late' | 'never';
}
