import { DeadlockError } from '../errors.ts';
import { End } from '../operation/end.ts';
import type { Observer, Operation } from '../operation/operation.ts';
import { findCycle } from '../wait/graph.ts';
import type { Holder } from '../wait/holder.ts';
import type { Wait } from '../wait/wait.ts';

/** The end of a task as something to wait for, which the task alone can bring about. */
export abstract class Ending<T> extends End<T> implements Holder, Observer {
  /** @internal */
  abstract slot: number;
  /** @internal */
  abstract readonly blockedOn: Wait | undefined;

  /** @internal */
  abstract settled(operation: Operation<unknown>): void;

  /** Throws this into it where it waits. @internal */
  abstract _tell(mistake: Error): void;

  override _blocks(who: Holder): void {
    this.blocked(this, who);
  }

  /** @internal */
  get holder(): Holder {
    return this;
  }
  /** @internal */
  blocked(wait: Wait, who: Holder): void {
    const cycle = findCycle(wait, who);
    if (cycle === undefined || !(who instanceof Ending)) return;
    this._unobserve(who);
    who._tell(new DeadlockError(cycle));
  }
}
