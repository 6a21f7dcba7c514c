import { current, turn } from '../wait/current.ts';
import { currentHolder, type Holder } from '../wait/holder.ts';
import { observe } from '../wait/observe.ts';
import type { Line } from '../wait/line.ts';
import type { Link, Wait, Waitable } from '../wait/wait.ts';
import { leftBehind } from './left-behind.ts';
import { Operation } from './operation.ts';

/** A deadline or a signal that can give a wait up; stopped when it settles. @internal */
export interface Limit {
  stop(): void;
}

/** An operation that waits for `target`; whoever makes it puts it in line. It is its own record there. */
export class Pending<T> extends Operation<T> implements Wait {
  readonly target: Waitable;
  readonly verb: string;
  readonly owner: Holder | undefined;
  readonly turn: number = turn;
  finite = false;
  before: Link | undefined = undefined;
  after: Link | undefined = undefined;
  /** @internal */
  _limit: Limit | undefined = undefined;

  /** @internal */
  constructor(target: Waitable, verb: string, owner: Holder | undefined = currentHolder()) {
    super();
    this.owner = owner;
    this.target = target;
    this.verb = verb;
    current?.began(this);
    if (observe !== undefined) observe('waits', this);
  }

  override _ended(): void {
    if (observe !== undefined) observe('settled', this);
    if (this._limit === undefined) return;
    this._limit.stop();
    this._limit = undefined;
  }

  override _giveUp(reason: unknown): boolean {
    return !this._settled && this.target.withdraw(this) && this._reject(reason);
  }

  override _leave(): boolean {
    if (this._settled || this._observers !== undefined) return true;
    if (!this.target.withdraw(this)) return false;
    this._failQuietly(leftBehind(this._describe()));
    return true;
  }

  override _blocks(who: Holder): void {
    if (this.finite || this.target.blocked === undefined) return;
    try {
      this.target.blocked(this, who);
    } catch (error) {
      // Thrown from here it would leave the wait in line, to be granted to a coroutine that waits elsewhere.
      this._giveUp(error);
    }
  }

  override _unblocks(who: Holder): void {
    this.target.unblocked?.(this, who);
  }

  override _bound(): void {
    this.finite = true;
  }

  override _describe(): string {
    return `${this.verb} of ${this.target.describe()}`;
  }
}

/** What all in this line wait for has come. */
export function settleAll(line: Line<Pending<void>>): void {
  for (let wait = line.shift(); wait !== undefined; wait = line.shift()) wait._resolve();
}
