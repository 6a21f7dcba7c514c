import { CancelledError } from '../errors.ts';
import type { Holder } from '../wait/holder.ts';
import { discardParcel, type Parcel } from '../thread/parcel.ts';
import type { CallLimits } from './call-limits.ts';
import { Future } from './future.ts';
import type { Member } from './member.ts';
import type { Pool } from './pool.ts';
import type { Target } from './target.ts';

/** A call that was handed to a pool: its future, and all that the pool knows of it. */
export class Call<T> extends Future<T> {
  readonly pool: Pool;
  readonly task: Target;
  /** What it is called with: as it is, or packed for another thread. */
  args: readonly unknown[] | undefined;
  parcel: Parcel | undefined;
  /** What it is called with is on its way, or has arrived. */
  isSent = false;
  /** Who has it. */
  member: Member | undefined = undefined;
  /** By which number that one knows it. */
  number = 0;
  /** How urgent it is; more goes first. */
  readonly urgency: number;
  readonly limits: CallLimits | undefined;
  /** Its end comes by message, which a thread that is blocked does not hear. */
  isMailed = false;
  /** In which order the calls went to the workers. */
  sequence = 0;

  constructor(
    pool: Pool,
    task: Target,
    args: readonly unknown[],
    urgency: number,
    limits: CallLimits | undefined,
  ) {
    super();
    this.pool = pool;
    this.task = task;
    this.args = args;
    this.urgency = urgency;
    this.limits = limits;
  }

  /** It is to be told when it begins. */
  get tells(): boolean {
    return this.limits?.needsBegin === true;
  }

  override describe(): string {
    return `call of ${this.task.title} in ${this.pool.describe()}`;
  }

  /** Of one that runs, its worker knows what it waits for. @internal */
  get within(): boolean {
    return !this.pool.endsWorkers || !this.running;
  }

  override get running(): boolean {
    return !this._settled && this.member?.worker.hasBegun(this) === true;
  }

  override _withdraw(): boolean {
    return this.pool.takeOut(this);
  }

  override _ended(): void {
    this.limits?.stop();
    if (this.parcel?.isOnce === true && !this.isSent) discardParcel(this.parcel);
    this.args = this.parcel = undefined;
  }

  override _block(timeout: number, action: () => string): void {
    this.pool.block(this, timeout, action);
  }

  override _blocks(who: Holder): void {
    this.pool.blocks(this, who);
  }

  override _unblocks(who: Holder): void {
    this.member?.worker.unblocks?.(this, who);
  }

  /** It has ended in its worker. */
  end(returned: boolean, value: unknown): void {
    if (returned) this._resolve(value as T);
    else if (value instanceof CancelledError && this.limits?.isOver === true) {
      this._reject(this.limits.reason);
    } else this._reject(value);
  }
}
