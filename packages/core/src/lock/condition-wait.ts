import { DeadlockError, HeddleError, TimeoutError, type CancelledError } from '../errors.ts';
import { leftBehind } from '../operation/left-behind.ts';
import { Pending } from '../operation/pending.ts';
import { makeReady } from '../scheduler/loop.ts';
import type { Runnable } from '../scheduler/order.ts';
import { thisThread, type Holder } from '../wait/holder.ts';
import type { Waitable } from '../wait/wait.ts';
import type { Guard } from './guard.ts';
import type { Holding, Lock } from './lock.ts';

/** What a wait needs of its condition. */
export interface Conditional extends Waitable {
  readonly lock: Lock;
  /** Puts it in line; may throw, and has done nothing then. */
  _enter(wait: ConditionWait): void;
  /** Takes it out of the line. False: it was chosen already, and has been told. */
  _leaves(wait: ConditionWait): boolean;
  /** Its notification is for another. */
  _passOn(): void;
}

/** It is in the line of the condition; then in that of the lock; then, if there is a predicate, that is to be looked at. */
type Stage = 'waits' | 'takes' | 'looks';

/**
 * A wait for a notification, and then for the lock, as one record: it moves from the line of the condition to that of the
 * lock, where it is an edge in the wait-for graph as any other. However it ends, the lock is held again before; but for
 * a lock that cannot be had any more, because of a deadlock or of a holder who has died.
 */
export class ConditionWait extends Pending<Guard> implements Runnable {
  declare target: Waitable;
  declare verb: string;
  readonly #condition: Conditional;
  readonly #predicate: (() => unknown) | undefined;
  readonly #described: string;
  #stage: Stage = 'waits';
  #holding: Holding = [];
  #notified = false;
  /** Something can end its stay in the line of the condition. */
  #limited = false;
  /** With what it is to fail once it has the lock; `known`: whoever made it fail knows. */
  #failure: { readonly reason: unknown; readonly known: boolean } | undefined = undefined;
  /** Whoever began it is gone. */
  #left = false;
  /** Who can do nothing until it has ended. */
  #blocked: Set<Holder> | undefined = undefined;

  constructor(
    condition: Conditional,
    who: Holder,
    verb: string,
    predicate: (() => unknown) | undefined,
  ) {
    super(condition, verb, who === thisThread ? undefined : who);
    this.#condition = condition;
    this.#described = verb;
    this.#predicate = predicate;
    try {
      this.#begin();
    } catch (error) {
      this._failQuietly(error); // it is in no line
      throw error;
    }
  }

  #begin(): void {
    const condition = this.#condition;
    condition._enter(this);
    this.#stage = 'waits';
    this.target = condition;
    this.verb = this.#described;
    this.#notified = false;
    this.finite = this.#limited;
    this.#holding = condition.lock._letGo(true);
  }

  /** Is it in the line of the condition? @internal */
  get _waits(): boolean {
    return this.#stage === 'waits';
  }

  /** It has been notified. @internal */
  _chosen(): void {
    this.#notified = true;
    // Who has been notified in time is not late, however long the lock takes; a predicate has to hold in time.
    if (this.#predicate === undefined) this.#unlimit();
    this.#take();
  }

  #unlimit(): void {
    this._limit?.stop();
    this._limit = undefined;
  }

  #take(): void {
    const { lock } = this.#condition;
    this.#stage = 'takes';
    this.target = lock;
    this.verb = 'acquire';
    this.#limited = this.finite;
    this.finite = false; // nothing can end it before the lock is there
    try {
      lock._join(this);
    } catch (error) {
      if (!(error instanceof HeddleError)) throw error;
      this._reject(error);
    }
    for (const who of this.#blocked ?? []) {
      if (this.#stage === 'takes' && !this._settled) lock.blocked(this, who);
    }
  }

  /** The lock is there. */
  override _resolve(_guard: Guard): boolean {
    this.#condition.lock._restore(this.#holding);
    this.#stage = 'looks';
    this.target = this.#condition;
    this.verb = this.#described;
    if (this.#left) this.#forget();
    else if (this.#predicate === undefined || this.#isOver) this.#end();
    else makeReady(this); // whoever gave the lock is not to run somebody else's code
    return true;
  }

  /** It fails whatever the predicate says. */
  get #isOver(): boolean {
    return this.#failure !== undefined && !(this.#failure.reason instanceof TimeoutError);
  }

  /** Looks whether its predicate holds. */
  step(): void {
    if (this._settled) return;
    if (this.#isOver) {
      this.#end();
      return;
    }
    try {
      const value = this.#predicate!();
      if (value) {
        super._resolve(value as Guard);
        return;
      }
      if (this.#failure === undefined) {
        this.#begin();
        return;
      }
    } catch (error) {
      this.#failure = { reason: error, known: false };
    }
    super._reject(this.#failure.reason);
  }

  #end(): void {
    const failure = this.#failure;
    if (failure === undefined) {
      super._resolve(undefined as unknown as Guard);
      return;
    }
    if (failure.known) this._failQuietly(failure.reason);
    else super._reject(failure.reason);
    if (this.#notified) this.#condition._passOn();
  }

  /** The lock will not be there. */
  override _reject(error: unknown): boolean {
    if (!super._reject(error)) return false;
    if (this.#notified) this.#condition._passOn();
    return true;
  }

  override _giveUp(reason: unknown): boolean {
    if (this._settled) return false;
    if (this.#stage === 'takes' && reason instanceof DeadlockError) return super._giveUp(reason);
    const isWaiting = this.#stage === 'waits' && this.#condition._leaves(this);
    if (!isWaiting && (this._settled || this.#predicate === undefined)) return false;
    this.#failure ??= { reason, known: false };
    if (isWaiting) this.#take();
    return isWaiting;
  }

  override _cancelWith(error: CancelledError): boolean {
    if (this._settled) return false;
    this.#failure = { reason: error, known: true };
    if (this.#stage === 'waits' && this.#condition._leaves(this)) this.#take();
    return true;
  }

  override _leave(): boolean {
    if (this._settled || this._observers !== undefined) return true;
    this.#left = true;
    if (this.#stage === 'waits' && this.#condition._leaves(this)) {
      this.#failAsLeft();
    } else if (this._settled) {
      return true; // chosen just now, it had the lock, and has given it back
    } else if (this.#stage === 'takes') {
      this.target.withdraw(this);
      this.#failAsLeft();
    } else this.#forget();
    return true;
  }

  /** It has the lock for nobody. */
  #forget(): void {
    this.#condition.lock._letGo(true);
    this.#failAsLeft();
  }

  #failAsLeft(): void {
    this._failQuietly(leftBehind(this._describe()));
    if (this.#notified) this.#condition._passOn();
  }

  override _blocks(who: Holder): void {
    (this.#blocked ??= new Set()).add(who);
    if (this.#stage !== 'takes') return;
    try {
      this.#condition.lock.blocked(this, who);
    } catch (error) {
      this._giveUp(error);
    }
  }

  override _unblocks(who: Holder): void {
    if (this.#blocked?.delete(who) && this.#stage === 'takes') {
      this.#condition.lock.unblocked(this, who);
    }
  }

  override _bound(): void {
    if (this.#stage === 'takes') this.#limited = true;
    else this.finite = true;
  }
}
