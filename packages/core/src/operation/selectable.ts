import type { Operation } from './operation.ts';
import type { Pending } from './pending.ts';

/** One thing that `select` may choose: the same four steps that a single operation is made of. */
export interface Choice<T> {
  /** How a message calls the operation: `get from queue "log"`. */
  describe(): string;
  /** Takes it, or fails, if that can be done at once; undefined: it has to wait, and nothing was changed. */
  attempt(): Operation<T> | undefined;
  /**
   * Begins to wait in line. The wait can always be withdrawn as long as it has not settled: one that may be granted
   * behind this thread's back cannot be one of several.
   * @param ofSeveral It is one of several: nothing may settle it before those know of each other, and `look` is called then.
   */
  enter(ofSeveral?: boolean): Pending<T>;
  /** Settles what can be settled, since it changed while waits were entered. */
  look?(): void;
  /** Why it has to wait, for a message. */
  explain(): string;
}

/** What `select` takes beside operations: a thing that can be waited for, such as a queue or a lock. */
export interface Selectable<T> {
  /** @internal */
  _choice(): Choice<T>;
}
