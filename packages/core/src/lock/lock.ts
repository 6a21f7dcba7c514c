import { DeadlockError, InvalidArgumentError, NotOwnerError } from '../errors.ts';
import { pause, requireBlocking } from '../memory/blocking.ts';
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
import { enterBlocking, leaveBlocking } from '../wait/blocked.ts';
import { findCycle } from '../wait/graph.ts';
import { currentHolder, thisThread, type Holder } from '../wait/holder.ts';
import { Line } from '../wait/line.ts';
import { observe } from '../wait/observe.ts';
import type { Wait, Waitable } from '../wait/wait.ts';
import type { Shareable } from '../wire/kind.ts';
import { refuseCopy } from '../refuse-copy.ts';
import { Guard, type Guarded } from './guard.ts';
import { runCoroutine, runFunction } from './run.ts';
import type { Coroutine, TaskFunction } from '../coroutine/task.ts';

export interface LockOptions {
  /** How messages call it. */
  name?: string;
  /** False: anybody may release it, as Python's Lock; it then stands outside deadlock detection. @default true */
  owned?: boolean;
}

/** What a lock does in place of its own books once it is in shared memory; see share.ts. @internal */
export interface SharedHalf {
  readonly locked: boolean;
  /** What a message says of the holder, wherever it is, and of what that one waits for; undefined if it is free. */
  explain(): string | undefined;
  tryTake(who: Holder): boolean;
  takeBlocking(who: Holder, timeout: number): boolean;
  release(who: Holder): void;
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

/**
 * Lets one holder in at a time: a coroutine, an async task, or a thread that blocks.
 * A plain object in its own thread; handed to another thread, both work on the same lock.
 * Waiters of one thread come in the order in which they asked.
 * @example using guard = await lock.acquire();
 * Python: threading.Lock, asyncio.Lock.
 */
export class Lock implements Waitable, Guarded, Shareable, Selectable<Guard> {
  readonly name: string | undefined;
  readonly owned: boolean;
  /** A raw clone or JSON would give a dead copy: both refuse. */
  readonly toJSON: () => never = refuseCopy;
  #id = 0;
  /** Who of this thread holds it. */
  #holder: Holder | undefined = undefined;
  /** Of the guard of that holding; 0 if nobody of this thread holds it. */
  #token = 0;
  #line: Line<Pending<Guard>> | undefined = undefined;
  #shared: SharedHalf | undefined = undefined;

  /** @throws InvalidArgumentError for options of the wrong kind. */
  constructor(options?: LockOptions) {
    if (options === undefined) {
      this.name = undefined;
      this.owned = true;
      return;
    }
    if (typeof options !== 'object' || options === null) {
      throw new InvalidArgumentError(`new Lock: options must be an object, got ${show(options)}`);
    }
    const { name, owned = true } = options;
    if ((name !== undefined && typeof name !== 'string') || typeof owned !== 'boolean') {
      throw new InvalidArgumentError(
        `new Lock: name must be a string and owned a boolean, got ${show(name)} and ${show(owned)}`,
      );
    }
    this.name = name;
    this.owned = owned;
  }

  /** Is it held at this moment? Python: locked(). */
  get locked(): boolean {
    return this.#shared === undefined ? this.#holder !== undefined : this.#shared.locked;
  }

  /** Is it in shared memory, because it was handed to another thread? */
  get shared(): boolean {
    return this.#shared !== undefined;
  }

  /**
   * Waits until the lock is free and takes it.
   * @throws TimeoutError, `signal.reason`; DeadlockError if it would never end; InvalidArgumentError.
   * Python: acquire().
   */
  acquire(options?: WaitOptions): Operation<Guard> {
    if (options === undefined) return this.#takeNow() ?? this.#enter();
    return beginChoice(options, this._choice());
  }

  /** In a `select` the lock itself stands for its `acquire`. @internal */
  _choice(): Choice<Guard> {
    return {
      describe: () => `acquire of ${this.describe()}`,
      attempt: () => this.#takeNow(),
      enter: () => this.#enter(),
      explain: () => this.explain(),
    };
  }

  /**
   * The same for a thread that may block.
   * @throws BlockingNotAllowedError where that is not allowed; else as `acquire`.
   */
  acquireSync(options?: SyncOptions): Guard {
    const action = (): string => `acquireSync of ${this.describe()}`;
    requireBlocking(action);
    const timeout = timeoutOf(options, action);
    const who = currentHolder() ?? thisThread;
    if (this.#take(who) || (timeout !== 0 && this.#takeBlocking(who, timeout)))
      return this.#guard(who);
    throw timedOut(action(), timeout, () => this.explain());
  }

  /** Takes it if it is free at this moment. Python: acquire(blocking=False). */
  tryAcquire(): Guard | undefined {
    const who = currentHolder() ?? thisThread;
    return this.#mayTake() && this.#take(who) ? this.#guard(who) : undefined;
  }

  /**
   * Releases it for its holder; whoever has the guard may use that instead.
   * @throws NotOwnerError if it is free, or somebody else holds it.
   */
  release(): void {
    const who = currentHolder() ?? thisThread;
    if (this.owned ? this.#holder !== who : !this.locked) {
      throw new NotOwnerError(`cannot release ${this.describe()}: ${this.explain()}`);
    }
    this.#free(who);
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

  /** @internal */
  describe(): string {
    return this.name === undefined ? `Lock#${(this.#id ||= ++count)}` : JSON.stringify(this.name);
  }

  /** For the wait-for graph: known only while it is owned and in this thread. @internal */
  get holder(): Holder | undefined {
    return this.owned ? this.#holder : undefined;
  }

  #mayTake(): boolean {
    return this.#line === undefined || this.#line.empty;
  }

  #take(who: Holder): boolean {
    if (this.#shared !== undefined) return this.#shared.tryTake(who);
    return this.#holder === undefined;
  }

  #guard(who: Holder): Guard {
    this.#holder = who;
    if (observe !== undefined) observe('acquired', this, who);
    return new Guard(this, (this.#token = ++tokens));
  }

  #takeNow(): Operation<Guard> | undefined {
    const who = currentHolder() ?? thisThread;
    return this.#mayTake() && this.#take(who) ? Operation.resolved(this.#guard(who)) : undefined;
  }

  #enter(): Pending<Guard> {
    const wait = new Pending<Guard>(this, 'acquire');
    this.#shared?.admit(wait.owner ?? thisThread);
    (this.#line ??= new Line()).push(wait);
    this.#shared?.entered();
    return wait;
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
    if (timeout === Infinity) throw new DeadlockError(this.#blockedByItself(who));
    pause(timeout);
    return false;
  }

  #blockedByItself(who: Holder): DeadlockError['cycle'] {
    const holder = this.#holder!;
    const [me, lock, thread] = [who.describe(), this.describe(), 'the turn of its thread'];
    if (this.owned && holder === who) return [{ holder: me, holds: lock, waitsFor: lock }];
    return [
      { holder: me, holds: thread, waitsFor: lock },
      { holder: holder.describe(), holds: lock, waitsFor: thread },
    ];
  }

  #free(holder: Holder): void {
    this.#holder = undefined;
    this.#token = 0;
    if (observe !== undefined) observe('released', this, holder);
    if (this.#shared !== undefined) this.#shared.release(holder);
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
    if (token !== this.#token || this.#shared?.stands === false) return false;
    this.#free(this.#holder!);
    return true;
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
    wait._resolve(this.#guard(owner ?? thisThread));
    // It may have begun this wait and gone on to another: as a holder that waits it can be part of a cycle.
    const other = owner?.blockedOn;
    if (other !== undefined) other.target?.blocked?.(other, owner!);
  }

  /** @internal */
  withdraw(wait: Pending<Guard>): boolean {
    Line.remove(wait);
    this.#shared?.left(wait);
    return true;
  }

  /** @internal */
  blocked(wait: Pending<Guard>, who: Holder): void {
    if (this.#shared === undefined) shareContended?.(this);
    if (wait._settled) return; // handed over, it closed a cycle
    if (this.#shared !== undefined) {
      this.#shared.blocked(wait, who);
      return;
    }
    const cycle = findCycle(wait, who);
    if (cycle !== undefined) wait._giveUp(new DeadlockError(cycle));
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
