import { InvalidArgumentError } from '../errors.ts';
import { pause, requireBlocking } from '../memory/blocking.ts';
import { Operation, show, timeoutOf } from '../operation/operation.ts';
import { platform } from '../realm.ts';
import { refuseCopy } from '../refuse-copy.ts';
import { begin, timedOut } from '../time/limit.ts';
import { blockedByItself, enterBlocking, leaveBlocking } from '../wait/blocked.ts';
import type { Holder } from '../wait/holder.ts';
import { Line } from '../wait/line.ts';
import type { Wait } from '../wait/wait.ts';
import type { Coroutine, TaskFunction } from '../coroutine/task.ts';
import type { Shareable } from '../wire/kind.ts';
import { ConditionWait, type Conditional } from './condition-wait.ts';
import type { Guard } from './guard.ts';
import { Lock } from './lock.ts';
import type { OwnedSyncOptions, OwnedWaitOptions, OwnerOptions } from './owner.ts';
import { RLock } from './rlock.ts';
import type { Signals } from './signals.ts';

export interface ConditionOptions {
  /** How messages call it. */
  name?: string;
}

let unnamed = 0;

/**
 * Tasks and threads that hold a lock wait until another one who holds it has changed something, and says so. `wait` lets go
 * of the lock, and has it again when it ends, in whatever way it does; the guard of before stays good.
 *
 * Without a lock it makes an `RLock`, as Python does, which has to know who asks. Flows that are no tasks (in a browser,
 * every async function after its first `await`) give it a plain one: `new Condition(new Lock())`.
 * @example
 * using guard = await condition.acquire();
 * const item = await condition.waitFor(() => items.shift());
 * Python: threading.Condition, asyncio.Condition.
 */
export class Condition implements Conditional, Shareable {
  readonly name: string | undefined;
  /** Whoever waits or notifies holds it; several conditions may have the same one. */
  readonly lock: Lock;
  /** A raw clone or JSON would give a dead copy: both refuse. */
  readonly toJSON: () => never = refuseCopy;
  #id = 0;
  readonly #line: Line<ConditionWait> = new Line();
  #signals: Signals | undefined = undefined;

  /** @throws InvalidArgumentError for what is no lock, and options of the wrong kind. */
  constructor(lock?: Lock, options: ConditionOptions = {}) {
    if (lock !== undefined && !(lock instanceof Lock)) {
      throw new InvalidArgumentError(
        `new Condition: the first argument must be a Lock or an RLock, got ${show(lock)}`,
      );
    }
    if (typeof options !== 'object' || options === null) {
      throw new InvalidArgumentError(
        `new Condition: options must be an object, got ${show(options)}`,
      );
    }
    const { name } = options;
    if (name !== undefined && typeof name !== 'string') {
      throw new InvalidArgumentError(`new Condition: name must be a string, got ${show(name)}`);
    }
    this.name = name;
    this.lock = lock ?? new RLock(name === undefined ? undefined : { name });
  }

  /** Is its lock held at this moment? */
  get locked(): boolean {
    return this.lock.locked;
  }

  /** Is it in shared memory, because it was handed to another thread? */
  get shared(): boolean {
    return this.#signals !== undefined;
  }

  /** Takes its lock. */
  acquire(options?: OwnedWaitOptions): Operation<Guard> {
    return this.lock.acquire(options);
  }

  /** Takes its lock. */
  acquireSync(options?: OwnedSyncOptions): Guard {
    return this.lock.acquireSync(options);
  }

  /** Takes its lock if nobody else holds it. */
  tryAcquire(options?: OwnerOptions): Guard | undefined {
    return (this.lock as RLock).tryAcquire(options);
  }

  /** Releases its lock. */
  release(options?: OwnerOptions): void {
    (this.lock as RLock).release(options);
  }

  /** Runs `body` while holding its lock. Python: `with condition:`. */
  run<T>(body: () => Coroutine<T>, options?: OwnerOptions): Coroutine<T>;
  run<T>(body: () => PromiseLike<T> | T, options?: OwnerOptions): Promise<T>;
  run<T>(body: TaskFunction<[], T>, options?: OwnerOptions): Coroutine<T> | Promise<T> {
    return (this.lock as RLock).run(body as () => PromiseLike<T> | T, options);
  }

  /**
   * Lets go of the lock, all levels of it, waits for a notification, and takes it again. It has the lock also when it fails;
   * only a lock that cannot be had any more fails it without: DeadlockError, AbandonedLockError.
   * @throws NotOwnerError if who calls does not hold the lock; TimeoutError, `signal.reason`; InvalidArgumentError.
   * Python: wait(timeout).
   */
  wait(options?: OwnedWaitOptions): Operation<void> {
    return this.#wait<void>('wait', undefined, options);
  }

  /**
   * Waits until `predicate`, which is asked while the lock is held, gives something truthy, and gives that: at once, or after
   * as many notifications as it takes. When the time is over it is asked once more.
   * @throws what `predicate` throws; else as `wait`.
   * Python: wait_for(predicate, timeout).
   */
  waitFor<T>(predicate: () => T, options?: OwnedWaitOptions): Operation<T> {
    return this.#wait<T>('waitFor', this.#asking('waitFor', predicate), options);
  }

  #wait<T>(
    verb: string,
    predicate: (() => T) | undefined,
    options: OwnedWaitOptions | undefined,
  ): Operation<T> {
    const action = (): string => `${verb} of ${this.describe()}`;
    timeoutOf(options, action);
    const who = this.#holder('wait for', options);
    return begin<unknown>(
      options,
      action,
      () => at(predicate),
      () => new ConditionWait(this, who, verb, predicate),
      () => this.#explain(predicate),
    ) as Operation<T>;
  }

  /**
   * `wait` for a thread that may block.
   * @throws BlockingNotAllowedError; DeadlockError if only this thread could notify it; else as `wait`.
   */
  waitSync(options?: OwnedSyncOptions): void {
    this.#waitSync('waitSync', undefined, options);
  }

  /** `waitFor` for a thread that may block. @throws as `waitSync`, and what `predicate` throws. */
  waitForSync<T>(predicate: () => T, options?: OwnedSyncOptions): T {
    return this.#waitSync('waitForSync', this.#asking('waitForSync', predicate), options)!;
  }

  #waitSync<T>(
    verb: string,
    predicate: (() => T) | undefined,
    options: OwnedSyncOptions | undefined,
  ): T | undefined {
    const action = (): string => `${verb} of ${this.describe()}`;
    requireBlocking(action);
    const timeout = timeoutOf(options, action);
    const who = this.#holder('wait for', options);
    let value = predicate?.();
    if (value) return value;
    const end = platform().now() + timeout;
    for (let left = timeout; left > 0; left = end - platform().now()) {
      const isNotified = this.#block(verb, who, left);
      value = predicate?.();
      if (predicate === undefined ? isNotified : value) return value;
    }
    throw timedOut(action(), timeout, () => this.#explain(predicate));
  }

  /** False: the time is over. */
  #block(verb: string, who: Holder, timeout: number): boolean {
    const signals = this.#signals;
    if (signals === undefined && timeout === Infinity) throw blockedByItself(who, this);
    // Whoever could notify it is of this thread, and cannot go on while it is blocked; nor can whoever waits for the lock.
    if (signals === undefined && !this.lock.shared) {
      pause(timeout);
      return false;
    }
    const end = platform().now() + timeout;
    signals?.enterBlocked();
    const holding = this.lock._letGo(false);
    let isNotified = false;
    enterBlocking(`${verb} of`, this, who);
    try {
      if (signals === undefined) pause(timeout);
      else isNotified = signals.block(() => end - platform().now());
    } finally {
      leaveBlocking();
    }
    try {
      this.lock._takeBack(who, holding);
    } catch (error) {
      if (isNotified) this._passOn();
      throw error;
    }
    return isNotified;
  }

  /**
   * Lets `count` of those go on who wait at this moment, in one thread in the order in which they came, threads in turn: they
   * have the lock one after another, once it is released. If nobody waits it does nothing.
   * @throws NotOwnerError if who calls does not hold the lock; InvalidArgumentError if `count` is no whole number from 0 up.
   * Python: notify(n).
   */
  notify(count: number = 1, options?: OwnerOptions): void {
    if (!Number.isInteger(count) || count < 0) {
      throw new InvalidArgumentError(
        `notify of ${this.describe()}: the count must be a whole number from 0 up, got ${show(count)}`,
      );
    }
    this.#holder('notify', options);
    this.#choose(count);
  }

  /** Lets all of them go on. @throws NotOwnerError. Python: notify_all(). */
  notifyAll(options?: OwnerOptions): void {
    this.#holder('notify', options);
    this.#choose(Infinity);
  }

  #choose(count: number): void {
    if (this.#signals === undefined) this.#serve(count);
    else this.#signals.notify(count);
  }

  #serve(count: number): void {
    // Whoever is chosen may pass it on: not to those who came later.
    const chosen: ConditionWait[] = [];
    while (chosen.length < count && !this.#line.empty) chosen.push(this.#line.shift()!);
    for (const wait of chosen) wait._chosen();
  }

  /** Who calls. @throws NotOwnerError */
  #holder(action: string, options: OwnerOptions | undefined): Holder {
    const who = this.lock._who(`${action} ${this.describe()} with`, options);
    this.lock._requireHeldBy(who, `${action} ${this.describe()} without holding`);
    return who;
  }

  #asking<T>(verb: string, predicate: () => T): () => T {
    if (typeof predicate !== 'function') {
      throw new InvalidArgumentError(
        `${verb} of ${this.describe()}: needs a function to ask, got ${show(predicate)}`,
      );
    }
    return () => {
      const value = predicate();
      // It would be truthy whatever comes of it.
      if (typeof (value as { then?: unknown } | undefined)?.then === 'function') {
        throw new InvalidArgumentError(
          `${verb} of ${this.describe()}: the predicate must answer at once, it gave a promise`,
        );
      }
      return value;
    };
  }

  #explain(predicate: unknown): string {
    return predicate === undefined ? this.explain() : 'its predicate does not hold';
  }

  /** @internal */
  explain(): string {
    return 'nobody has notified it';
  }

  /** @internal */
  describe(): string {
    return this.name === undefined
      ? `condition#${(this.#id ||= ++unnamed)}`
      : `condition ${JSON.stringify(this.name)}`;
  }

  /** @internal */
  get within(): true {
    return true;
  }

  /** Why this thread cannot close it. @internal */
  get _busy(): string | undefined {
    return this.#line.empty ? undefined : 'a task waits for it';
  }

  /** @internal */
  _enter(wait: ConditionWait): void {
    this.#signals?.enter();
    this.#line.push(wait);
  }

  /** @internal */
  _leaves(wait: ConditionWait): boolean {
    // Looks first: it may have been notified, and not told yet.
    while (this.#signals !== undefined) {
      this.#signals.look();
      if (!wait._waits) return false;
      if (this.#signals.leave()) break;
    }
    Line.remove(wait);
    if (this.#line.empty) this.#signals?.quiet();
    return true;
  }

  /** @internal */
  withdraw(wait: Wait): boolean {
    return this._leaves(wait as ConditionWait);
  }

  /** @internal */
  _passOn(): void {
    this.#choose(1);
  }

  /** Moves it into shared memory: those who wait keep waiting. @internal */
  _share(make: (serve: (count: number) => boolean) => Signals): void {
    const signals = make((count) => {
      this.#serve(count);
      return this.#line.empty;
    });
    signals.adopt(Array.from(this.#line).length);
    this.#signals = signals;
  }
}

/** What the predicate gives at this moment, if that is enough. */
function at(predicate: (() => unknown) | undefined): Operation<unknown> | undefined {
  if (predicate === undefined) return undefined;
  try {
    const value = predicate();
    return value ? Operation.resolved(value) : undefined;
  } catch (error) {
    return Operation.rejected(error);
  }
}
