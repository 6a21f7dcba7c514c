import {
  DeadlockError,
  InvalidArgumentError,
  NotOwnerError,
  type AbandonedLockError,
  type TimeoutError,
} from '../errors.ts';
import { mayBlock, pause, requireBlocking } from '../memory/blocking.ts';
import {
  Operation,
  show,
  timeoutOf,
  type SyncOptions,
  type WaitOptions,
} from '../operation/operation.ts';
import { Pending } from '../operation/pending.ts';
import type { Choice, Selectable } from '../operation/selectable.ts';
import { beginChoice, timedOut } from '../time/limit.ts';
import { blockedBy, enterBlocking, leaveBlocking } from '../wait/blocked.ts';
import { asked } from '../wait/asking.ts';
import { findCycle } from '../wait/graph.ts';
import { currentHolder, thisThread, type Holder } from '../wait/holder.ts';
import { inheritance, type Inheritable } from '../wait/inherit.ts';
import { Line } from '../wait/line.ts';
import { observe } from '../wait/observe.ts';
import type { Wait } from '../wait/wait.ts';
import type { Shareable } from '../wire/kind.ts';
import { refuseCopy } from '../refuse-copy.ts';
import { Guard, type Guarded } from './guard.ts';
import type { OwnerOptions } from './owner.ts';
import { runCoroutine, runFunction } from './run.ts';
import type { Coroutine, TaskFunction } from '../coroutine/task.ts';

export interface LockOptions {
  /** How messages call it. */
  name?: string;
  /** False: anybody may release it, as Python's Lock; it then stands outside deadlock detection. @default true */
  owned?: boolean;
  /**
   * True: between threads it is handed to each that waits, in turn. By default whoever comes first takes it, which is many
   * times as fast, and who has waited for more than a millisecond comes next. In one thread the order is first come, first
   * served in any case.
   * @default false
   */
  fair?: boolean;
}

/** What a lock does in place of its own books once it is in shared memory; see share.ts. @internal */
export interface SharedHalf {
  readonly locked: boolean;
  readonly abandoned: boolean;
  /** Why nobody can take it: whoever held it has died. */
  refusal(verb: string): AbandonedLockError | undefined;
  /** Takes it over from a dead one. */
  recover(who: Holder): boolean;
  /** What a message says of the holder, wherever it is, and of what that one waits for; undefined if it is free. */
  explain(): string | undefined;
  tryTake(who: Holder): boolean;
  takeBlocking(who: Holder, timeout: number): boolean;
  /** `mayPass`: to the next task of this thread, unless that cannot run. */
  release(who: Holder, mayPass: boolean): void;
  /** For a lock that anybody may release: is what this thread took still not released by another? */
  readonly stands: boolean;
  /** Gives `who` what it needs to be passed the lock, before it stands in line: a release must not fail for want of it. */
  admit(who: Holder): void;
  /** A wait was put into the line, or left it. */
  entered(): void;
  left(wait: Wait): void;
  blocked(wait: Pending<Guard>, who: Holder): void;
  unblocked(wait: Wait, who: Holder): void;
}

/** Shares a lock that is contended in a program of several threads, so that cycles through it are seen. */
let shareContended: ((lock: Lock) => void) | undefined;

/** @internal */
export function onContended(share: (lock: Lock) => void): void {
  shareContended = share;
}

let count = 0;
let tokens = 0;

/** What a lock knows of its holding besides who has it; kept while `Condition.wait` lets go of it. @internal */
export type Holding = readonly number[];

/**
 * Lets one holder in at a time: a coroutine, an async task, or a thread that blocks.
 * A plain object in its own thread; handed to another thread, both work on the same lock.
 * Waiters of one thread come in the order in which they asked.
 * @example using guard = await lock.acquire();
 * Python: threading.Lock, asyncio.Lock.
 */
export class Lock implements Inheritable, Guarded, Shareable, Selectable<Guard> {
  readonly name: string | undefined;
  readonly owned: boolean;
  readonly fair: boolean;
  /** A raw clone or JSON would give a dead copy: both refuse. */
  readonly toJSON: () => never = refuseCopy;
  #id = 0;
  /** Who of this thread holds it. */
  #holder: Holder | undefined = undefined;
  /** Of the guard of that holding; 0 if nobody of this thread holds it. */
  #token = 0;
  #line: Line<Pending<Guard>> | undefined = undefined;
  #shared: SharedHalf | undefined = undefined;
  /** @internal */
  lent: number | undefined = undefined;

  /** @throws InvalidArgumentError for options of the wrong kind. */
  constructor(options?: LockOptions) {
    if (options === undefined) {
      this.name = undefined;
      this.owned = true;
      this.fair = false;
      return;
    }
    if (typeof options !== 'object' || options === null) {
      throw new InvalidArgumentError(
        `new ${this._title}: options must be an object, got ${show(options)}`,
      );
    }
    const { name, owned = true, fair = false } = options;
    if (name !== undefined && typeof name !== 'string') {
      throw new InvalidArgumentError(
        `new ${this._title}: name must be a string, got ${show(name)}`,
      );
    }
    if (typeof owned !== 'boolean' || typeof fair !== 'boolean') {
      throw new InvalidArgumentError(
        `new ${this._title}: owned and fair must be booleans, got ${show(owned)}, ${show(fair)}`,
      );
    }
    this.name = name;
    this.owned = owned;
    this.fair = fair;
  }

  /** Is it held at this moment? Python: locked(). */
  get locked(): boolean {
    return this.#shared === undefined ? this.#holder !== undefined : this.#shared.locked;
  }

  /** Has the thread that held it died? Then nobody can take it but by `recover`. */
  get abandoned(): boolean {
    return this.#shared?.abandoned === true;
  }

  /** Is it in shared memory, because it was handed to another thread? */
  get shared(): boolean {
    return this.#shared !== undefined;
  }

  /**
   * Waits until the lock is free and takes it.
   * @throws TimeoutError, `signal.reason`; DeadlockError if it would never end; AbandonedLockError if the thread that held
   * it has died; InvalidArgumentError.
   * Python: acquire().
   */
  acquire(options?: WaitOptions): Operation<Guard> {
    const who = currentHolder() ?? thisThread;
    if (options === undefined) return this._takeNow(who) ?? this._enter(who);
    return beginChoice(options, this._choice(who));
  }

  /** In a `select` the lock itself stands for its `acquire`. @internal */
  _choice(who: Holder = currentHolder() ?? thisThread): Choice<Guard> {
    return {
      describe: () => `acquire of ${this.describe()}`,
      attempt: () => this._takeNow(who),
      enter: () => this._enter(who),
      explain: () => this.explain(),
    };
  }

  /**
   * The same for a thread that may block.
   * @throws BlockingNotAllowedError where that is not allowed; else as `acquire`.
   */
  acquireSync(options?: SyncOptions): Guard {
    return this._acquireSync(currentHolder() ?? thisThread, options);
  }

  /** @internal */
  _acquireSync(who: Holder, options: SyncOptions | undefined): Guard {
    const timeout = options === undefined && mayBlock() ? Infinity : this.#limitOf(options);
    if (asked !== undefined) asked(this, who, true);
    if (this.#take(who, 'acquireSync of')) return this._guard(who);
    if (timeout !== 0 && this.#takeBlocking(who, timeout)) return this._guard(who);
    throw this.#timedOut(timeout);
  }

  // These are apart since a function that makes closures makes them at each call, needed or not.

  #limitOf(options: SyncOptions | undefined): number {
    const action = (): string => `acquireSync of ${this.describe()}`;
    requireBlocking(action);
    return timeoutOf(options, action);
  }

  #timedOut(timeout: number): TimeoutError {
    return timedOut(`acquireSync of ${this.describe()}`, timeout, () => this.explain());
  }

  /** Takes it if it is free at this moment. @throws AbandonedLockError. Python: acquire(blocking=False). */
  tryAcquire(): Guard | undefined {
    return this._tryAcquire(currentHolder() ?? thisThread);
  }

  /** @internal */
  _tryAcquire(who: Holder): Guard | undefined {
    return this.#mayTake() && this.#take(who, 'tryAcquire of') ? this._guard(who) : undefined;
  }

  /**
   * Takes over a lock whose holder has died; what it guards may be half changed. `undefined`: the lock is not abandoned, or
   * somebody else was first.
   * @example const guard = lock.recover() ?? (await lock.acquire());
   */
  recover(): Guard | undefined {
    return this._recover(currentHolder() ?? thisThread);
  }

  /** @internal */
  _recover(who: Holder): Guard | undefined {
    return this.#shared?.recover(who) === true ? this._guard(who) : undefined;
  }

  /**
   * Releases it for its holder; whoever has the guard may use that instead.
   * @throws NotOwnerError if it is free, or somebody else holds it.
   */
  release(): void {
    const who = currentHolder() ?? thisThread;
    this._requireHeldBy(who, 'release');
    this._free(who);
  }

  /** As whom a caller does something, for which `verb` stands in messages. @internal */
  _who(_verb: string, _options?: OwnerOptions): Holder {
    return currentHolder() ?? thisThread;
  }

  /** @internal */
  _isHeldBy(who: Holder): boolean {
    return this.owned ? this.#holder === who : this.locked;
  }

  /** @throws NotOwnerError @internal */
  _requireHeldBy(who: Holder, action: string): void {
    if (this._isHeldBy(who)) return;
    throw new NotOwnerError(
      `cannot ${action} ${this.describe()}: ${this.explain()}; acquire it before`,
    );
  }

  /**
   * Runs `body` while holding the lock: a plain or an async function to await, a generator function to `yield*`.
   * @example await lock.run(() => account.balance++);
   * Python: `with lock:`.
   */
  run<T>(body: () => Coroutine<T>): Coroutine<T>;
  run<T>(body: () => PromiseLike<T> | T): Promise<T>;
  run<T>(body: TaskFunction<[], T>): Coroutine<T> | Promise<T> {
    return runCoroutine(this, body) ?? runFunction(this, body as () => PromiseLike<T> | T);
  }

  /** How messages call one without a name. @internal */
  get _title(): string {
    return 'Lock';
  }

  /** @internal */
  describe(): string {
    return this.name === undefined
      ? `${this._title}#${(this.#id ||= ++count)}`
      : JSON.stringify(this.name);
  }

  /** For the wait-for graph: known only while it is owned and in this thread. @internal */
  get holder(): Holder | undefined {
    return this.owned ? this.#holder : undefined;
  }

  /** @internal */
  holders(): readonly Holder[] {
    const { holder } = this;
    return holder === undefined ? [] : [holder];
  }

  /** @internal */
  waiting(): Iterable<Pending<Guard>> {
    return this.#line ?? [];
  }

  #mayTake(): boolean {
    return this.#line === undefined || this.#line.empty;
  }

  /** @throws AbandonedLockError */
  #take(who: Holder, verb: string): boolean {
    if (this.#shared === undefined) return this.#holder === undefined;
    if (this.#shared.tryTake(who)) return true;
    const refusal = this.#shared.refusal(verb);
    if (refusal !== undefined) throw refusal;
    return false;
  }

  /** `who` has it: the guard of this holding. @internal */
  _guard(who: Holder): Guard {
    this._taken(who);
    return new Guard(this, (this.#token = ++tokens));
  }

  /** @internal */
  _taken(who: Holder): void {
    this.#holder = who;
    if (observe !== undefined) observe('acquired', this, who);
  }

  /** @internal */
  _takeNow(who: Holder): Operation<Guard> | undefined {
    if (asked !== undefined) asked(this, who, false);
    if (!this.#mayTake()) return undefined;
    if (this.#shared === undefined) {
      return this.#holder === undefined ? Operation.resolved(this._guard(who)) : undefined;
    }
    if (this.#shared.tryTake(who)) return Operation.resolved(this._guard(who));
    const refusal = this.#shared.refusal('acquire of');
    return refusal === undefined ? undefined : Operation.rejected(refusal);
  }

  /** @internal */
  _enter(who: Holder): Pending<Guard> {
    const wait = new Pending<Guard>(this, 'acquire', who === thisThread ? undefined : who);
    this.#push(wait, who);
    return wait;
  }

  #push(wait: Pending<Guard>, who: Holder): void {
    this.#shared?.admit(who);
    (this.#line ??= new Line()).push(wait);
    this.#shared?.entered();
    if (!wait._settled) inheritance?.begin(this, wait.owner);
  }

  #takeBlocking(who: Holder, timeout: number): boolean {
    if (this.#shared !== undefined) {
      enterBlocking('acquireSync of', this, who);
      try {
        return this.#shared.takeBlocking(who, timeout);
      } finally {
        leaveBlocking();
      }
    }
    // Whoever holds it is of this thread, and cannot go on while it is blocked.
    if (timeout === Infinity) {
      const me = this.describe();
      throw blockedBy(who, me, this.#holder!, me);
    }
    pause(timeout);
    return false;
  }

  /** @internal */
  _free(holder: Holder, mayPass: boolean = true): void {
    this.#holder = undefined;
    this.#token = 0;
    if (this.lent !== undefined) inheritance!.end(this, holder);
    if (observe !== undefined) observe('released', this, holder);
    if (this.#shared !== undefined) this.#shared.release(holder, mayPass);
    else if (this.#line !== undefined) this._grant();
  }

  /** @internal */
  get within(): true {
    return true;
  }

  /** @internal */
  explain(): string {
    // What anybody may release may be another thread's by now.
    const holder = this.owned || this.#shared === undefined ? this.#holder : undefined;
    if (holder === undefined) return this.#shared?.explain() ?? 'nobody holds it';
    if (holder instanceof Operation && holder._settled) {
      return `${holder.describe()} holds it, and has ended without releasing it`;
    }
    const next = holder.waitsIn?.target;
    return `${holder.describe()} holds it${next === undefined ? '' : ` and waits for ${next.describe()}`}`;
  }

  /** @internal */
  _releaseBy(token: number): boolean {
    if (token !== this.#token || (!this.owned && this.#shared?.stands === false)) return false;
    this._free(this.#holder!);
    return true;
  }

  /**
   * Lets go of it for a while, for its holder: its guards stay good for when it is taken again. `mayPass`: see `SharedHalf`.
   * @internal
   */
  _letGo(mayPass: boolean): Holding {
    const holding = this._holding();
    this._free(this.#holder!, mayPass);
    return holding;
  }

  /** @internal */
  _holding(): Holding {
    return [this.#token];
  }

  /** It was taken again: the guards of before are good again. @internal */
  _restore([token]: Holding): void {
    this.#token = token!;
  }

  /** Lets a wait that was one for something else be one for this lock. @throws AbandonedLockError, MemoryFullError @internal */
  _join(wait: Pending<Guard>): void {
    const who = wait.owner ?? thisThread;
    if (this.#mayTake() && this.#take(who, 'acquire of')) wait._resolve(this._guard(who));
    else this.#push(wait, who);
  }

  /** Blocks until it has the lock back. @throws DeadlockError, AbandonedLockError @internal */
  _takeBack(who: Holder, holding: Holding): void {
    if (!this.#take(who, 'acquireSync of')) this.#takeBlocking(who, Infinity);
    this._guard(who);
    this._restore(holding);
  }

  /** The next of this thread's waiters. @internal */
  get _next(): Pending<Guard> | undefined {
    return this.#line?.first;
  }

  /** Gives the lock, which was taken for it, to the next waiter. @internal */
  _grant(): void {
    const wait = this.#line!.shift();
    if (wait === undefined) return;
    const { owner } = wait;
    const guard = this._guard(owner ?? thisThread);
    if (this.lent !== undefined) inheritance!.again(this);
    wait._resolve(guard);
    // It may have begun this wait and gone on to another: as a holder that waits it can be part of a cycle.
    const other = owner?.blockedOn;
    if (other !== undefined) other.target?.blocked?.(other, owner!);
  }

  /** Nobody of this thread will get it. @internal */
  _failAll(why: () => Error): void {
    for (let wait = this.#line!.first; wait !== undefined; wait = this.#line!.first) {
      Line.remove(wait);
      this.#shared!.left(wait);
      wait._reject(why());
    }
    this.lent = undefined;
  }

  /** @internal */
  withdraw(wait: Pending<Guard>): boolean {
    Line.remove(wait);
    this.#shared?.left(wait);
    if (this.lent !== undefined) inheritance!.again(this);
    return true;
  }

  /** @internal */
  blocked(wait: Pending<Guard>, who: Holder): void {
    if (this.#shared === undefined) shareContended?.(this);
    if (wait._settled) return; // handed over, it closed a cycle
    // Of several of this thread who have something together, shared memory names one only.
    const cycle = findCycle(wait, who);
    if (cycle !== undefined) wait._giveUp(new DeadlockError(cycle));
    else this.#shared?.blocked(wait, who);
  }

  /** @internal */
  unblocked(wait: Wait, who: Holder): void {
    this.#shared?.unblocked(wait, who);
  }

  /** Moves it into shared memory: its holder and its waiters stay as they are. @internal */
  _share(make: () => SharedHalf): void {
    const half = make();
    const waits = [...(this.#line ?? [])];
    for (const wait of waits) half.admit(wait.owner ?? thisThread);
    if (this.#holder !== undefined) half.tryTake(this.#holder);
    this.#shared = half;
    if (waits.length === 0) return;
    half.entered();
    // Who was blocked before could be in no cycle with another thread.
    for (const wait of waits) {
      if (!wait._settled && wait.owner?.blockedOn === wait) half.blocked(wait, wait.owner);
    }
  }
}
