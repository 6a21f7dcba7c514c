import { DeadlockError } from '../errors.ts';
import { Operation, type Observer } from '../operation/operation.ts';
import { findCycle } from '../wait/graph.ts';
import type { Holder } from '../wait/holder.ts';
import type { Link, Wait, Waitable } from '../wait/wait.ts';

/**
 * The end of a task as something to wait for. It is its own record, without a field of its own: what has to come is its
 * end, and it alone can bring that about.
 */
export abstract class Ending<T> extends Operation<T> implements Wait, Waitable, Holder, Observer {
  abstract before: Link | undefined;
  abstract after: Link | undefined;
  /** @internal */
  abstract slot: number;
  /** @internal */
  abstract readonly blockedOn: Wait | undefined;

  abstract describe(): string;

  /** @internal */
  abstract settled(operation: Operation<unknown>): void;

  /** Throws this into it where it waits. @internal */
  abstract _tell(mistake: Error): void;

  override _describe(): string {
    return `end of ${this.describe()}`;
  }

  override _blocks(who: Holder): void {
    this.blocked(this, who);
  }

  /** @internal */
  get target(): Waitable {
    return this;
  }
  /** @internal */
  get holder(): Holder {
    return this;
  }
  /** @internal */
  get verb(): string {
    return 'end';
  }
  /** @internal */
  get owner(): undefined {
    return undefined;
  }
  /** @internal */
  get turn(): number {
    return 0;
  }
  /** @internal */
  get finite(): boolean {
    return false;
  }
  /** @internal */
  withdraw(): boolean {
    return true;
  }

  /** @internal */
  blocked(wait: Wait, who: Holder): void {
    const cycle = findCycle(wait, who);
    if (cycle === undefined || !(who instanceof Ending)) return;
    this._unobserve(who);
    who._tell(new DeadlockError(cycle));
  }
}
