import type { Holder } from './holder.ts';

/** What can be waited for: a lock, a queue, a task, a moment. */
export interface Waitable {
  /** How a message calls it: `lock "account"`. */
  describe(): string;
  /** The one who has to act before a wait for it can end, where that is known for certain. */
  readonly holder?: Holder | undefined;
  /** In place of `holder`, where there may be several: each of them has to act before `wait` can end. */
  awaited?(wait: Wait): Iterable<Holder>;
  /** What `holder` has that `wait` is for, and what `wait` is for, as a message calls it, where `describe` says too little. */
  held?(holder: Holder, wait: Wait): string;
  wanted?(wait: Wait): string;
  /** Only the program's own tasks and threads can end a wait for it: nothing from outside does. */
  readonly within?: boolean;
  /** What it stands for, where that is other operations: a wait for it ends when one of them does. */
  needs?(): readonly object[];
  /** Why a wait for it has not ended, as far as that is known here. */
  explain?(): string;
  /** Forgets a wait that was given up. False: it was granted already, and the grant stands. */
  withdraw(wait: Wait): boolean;
  /** `who` can do nothing else until the endless `wait` has ended: the moment in which a cycle can close. */
  blocked?(wait: Wait, who: Holder): void;
  /** `who` goes on without its end, and leaves it to others who wait for the same. */
  unblocked?(wait: Wait, who: Holder): void;
}

/** A place in a line. */
export interface Link {
  before: Link | undefined;
  after: Link | undefined;
}

/** One wait on record: who waits, for what, since when. Its place in line is the record itself. */
export interface Wait extends Link {
  readonly target: Waitable;
  /** What the owner was doing, as the caller knows it: `acquire`, `get`. */
  readonly verb: string;
  readonly owner: Holder | undefined;
  /** The turn of the loop in which it began: a clock read would cost more than the wait. */
  readonly turn: number;
  /** A timeout, a signal or a block with a limit can end it: such a wait is no edge in the wait-for graph. */
  finite: boolean;
}
