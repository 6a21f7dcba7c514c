import { CancelledError, InvalidStateError } from '../errors.ts';
import type { Holder } from '../wait/holder.ts';
import { discardParcel, type Parcel } from '../thread/parcel.ts';
import type { CallLimits } from './call-limits.ts';
import { callStacks } from './call-stacks.ts';
import { Future } from './future.ts';
import type { PoolMember } from './pool-member.ts';
import type { Pool } from './pool.ts';
import type { Target } from './target.ts';

/** What few calls have. Ten thousand may be under way at a time, and the collector copies each of them. */
interface Extra {
  /** How urgent it is; more goes first. */
  readonly urgency: number;
  readonly limits: CallLimits | undefined;
  /** What it is called with, where that is packed for another thread. */
  parcel: Parcel | undefined;
  /** That is on its way, or has arrived. */
  isSent: boolean;
  /** Its end comes by message, which a thread that is blocked does not hear. */
  isMailed: boolean;
}

/** A call that was handed to a pool: its future, and all that the pool knows of it. */
export class Call<T> extends Future<T> {
  readonly task: Target;
  /** What it is called with; undefined once it has ended. */
  args: readonly unknown[] | undefined;
  /** Who has it. */
  member: PoolMember | undefined = undefined;
  /** By which number that one knows it. */
  number = 0;
  /** In which order the calls were made. */
  readonly sequence: number;
  private _extra: Extra | undefined = undefined;

  constructor(task: Target, args: readonly unknown[], sequence: number) {
    super();
    this.task = task;
    this.args = args;
    this.sequence = sequence;
  }

  /** For one that has limits, or is more or less urgent than others. */
  limit(urgency: number, limits: CallLimits | undefined): void {
    this._extra = { urgency, limits, parcel: undefined, isSent: false, isMailed: false };
  }

  private get _seldom(): Extra {
    if (this._extra === undefined) this.limit(0, undefined);
    return this._extra!;
  }

  get pool(): Pool {
    return this.task.pool;
  }

  get urgency(): number {
    return this._extra === undefined ? 0 : this._extra.urgency;
  }

  get limits(): CallLimits | undefined {
    return this._extra?.limits;
  }

  get parcel(): Parcel | undefined {
    return this._extra?.parcel;
  }
  set parcel(parcel: Parcel) {
    this._seldom.parcel = parcel;
  }

  get isMailed(): boolean {
    return this._extra?.isMailed === true;
  }

  mailed(): void {
    this._seldom.isMailed = true;
  }

  /** A worker has got it, or has not after all. */
  sent(isSent: boolean): void {
    const extra = this._extra;
    if (extra === undefined) return;
    extra.isSent = isSent;
    const { parcel } = extra;
    if (parcel === undefined || parcel.bytes !== undefined) return;
    parcel.boundary?.goesBy?.(isSent ? this.member!.worker.boundary : undefined);
  }

  /** It is to be told when it begins. */
  get tells(): boolean {
    const { limits } = this;
    return limits !== undefined && (limits.needsBegin || this.member!.worker.isBlind === true);
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

  /** Only its executor ends it. @throws InvalidStateError */
  override setRunning(): never {
    return this._refuseForeign('setRunning');
  }
  override setResult(): never {
    return this._refuseForeign('setResult');
  }
  override setException(): never {
    return this._refuseForeign('setException');
  }

  private _refuseForeign(action: string): never {
    throw new InvalidStateError(
      `${action} of ${this.describe()}: its executor ends it; make a new Future() for what you end yourself`,
    );
  }

  override _reject(error: unknown): boolean {
    if (callStacks !== undefined && !this._settled) callStacks.failed(this, error);
    return super._reject(error);
  }

  override _ended(): void {
    this.args = undefined;
    const extra = this._extra;
    if (extra === undefined) return;
    extra.limits?.stop();
    if (extra.parcel?.isOnce === true && !extra.isSent) discardParcel(extra.parcel);
    extra.parcel = undefined;
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
