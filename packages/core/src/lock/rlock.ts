import { InvalidArgumentError, NoOwnerError } from '../errors.ts';
import { requireBlocking } from '../memory/blocking.ts';
import { Operation, timeoutOf, type SyncOptions } from '../operation/operation.ts';
import type { Choice } from '../operation/selectable.ts';
import type { Coroutine, TaskFunction } from '../coroutine/task.ts';
import { beginChoice } from '../time/limit.ts';
import { currentHolder, thisThread, type Holder } from '../wait/holder.ts';
import { Guard } from './guard.ts';
import { Lock, type Holding, type LockOptions } from './lock.ts';
import {
  doneFor,
  ownerOf,
  type OwnedSyncOptions,
  type OwnedWaitOptions,
  type OwnerOptions,
} from './owner.ts';
import { runCoroutine, runFunction } from './run.ts';

export interface RLockOptions extends Pick<LockOptions, 'name' | 'fair'> {}

let tokens = 0;

/**
 * A lock that its holder may take again: it is free after as many releases. So it has to know who asks: a coroutine, an
 * async function that `spawn` started (where the runtime can tell), or a thread that blocks. Any other flow passes an
 * `owner` along.
 *
 * A guard stands for one acquisition, `release()` for the latest; in which order they come does not matter.
 * @example
 * spawn(function* () {
 *   using outer = yield* lock.acquire();
 *   using inner = yield* lock.acquire();
 * });
 * Python: threading.RLock.
 */
export class RLock extends Lock {
  /** The tokens of the guards of its holding, one for each acquisition. */
  #levels: number[] = [];

  /** @throws InvalidArgumentError for options of the wrong kind. */
  constructor(options?: RLockOptions) {
    super(options);
    if (!this.owned) {
      throw new InvalidArgumentError(
        'new RLock: it cannot do without an owner; use new Lock({ owned: false })',
      );
    }
  }

  /** @internal */
  override get _title(): string {
    return 'RLock';
  }

  /**
   * How often whoever asks has taken it and not released it: 0 if somebody else holds it, or nobody.
   * Python: _recursion_count(), _is_owned().
   */
  get depth(): number {
    return this._isHeldBy(currentHolder() ?? thisThread) ? this.#levels.length : 0;
  }

  /**
   * Waits until nobody else holds it, and takes it.
   * @throws NoOwnerError in a flow that Heddle does not know, without an `owner`; else as that of a Lock.
   * Python: acquire().
   */
  override acquire(options?: OwnedWaitOptions): Operation<Guard> {
    const who = this.#known('acquire of', options);
    if (options === undefined) return this._takeNow(who) ?? this._enter(who);
    return beginChoice(options, this._choice(who));
  }

  /** @internal */
  override _choice(who: Holder = this.#known('acquire of')): Choice<Guard> {
    return super._choice(who);
  }

  /**
   * The same for a thread that may block: outside of all tasks it is the thread that holds it.
   * @throws BlockingNotAllowedError where that is not allowed; else as that of a Lock.
   */
  override acquireSync(options?: OwnedSyncOptions): Guard {
    return this._acquireSync(this._who('acquireSync of', options), options);
  }

  /** @internal */
  override _acquireSync(who: Holder, options: SyncOptions | undefined): Guard {
    if (!this._isHeldBy(who)) return super._acquireSync(who, options);
    const action = (): string => `acquireSync of ${this.describe()}`;
    requireBlocking(action);
    timeoutOf(options, action);
    return this.#another();
  }

  /** Takes it unless somebody else holds it. @throws NoOwnerError, AbandonedLockError. Python: acquire(blocking=False). */
  override tryAcquire(options?: OwnerOptions): Guard | undefined {
    return this._tryAcquire(this.#known('tryAcquire of', options));
  }

  /** @internal */
  override _tryAcquire(who: Holder): Guard | undefined {
    return this._isHeldBy(who) ? this.#another() : super._tryAcquire(who);
  }

  /** Takes it over from a holder who has died, as that of a Lock: outside of all tasks it is the thread that holds it. */
  override recover(options?: OwnerOptions): Guard | undefined {
    return this._recover(this._who('recover of', options));
  }

  /**
   * Releases what its holder took last.
   * @throws NotOwnerError if it is free, or somebody else holds it; NoOwnerError if who asks is unknown, and may hold it.
   */
  override release(options?: OwnerOptions): void {
    this._requireHeldBy(this._who('release of', options), 'release');
    this.#levels.pop();
    if (this.#levels.length === 0) this._free(this.holder!);
  }

  /** @internal */
  override _requireHeldBy(who: Holder, action: string): void {
    const isUnknown = who === thisThread && currentHolder() === undefined;
    if (isUnknown && this.holder !== undefined && this.holder !== thisThread) {
      throw unknown(`cannot ${action} ${this.describe()}, which ${this.holder.describe()} holds`);
    }
    super._requireHeldBy(who, action);
  }

  /**
   * Runs `body` while holding the lock: a plain or an async function to await, a generator function to `yield*`. All of
   * them hold it as who called, so that one who holds it already does not wait for itself.
   * @throws NoOwnerError in a flow that Heddle does not know, without an `owner`.
   * Python: `with lock:`.
   */
  override run<T>(body: () => Coroutine<T>, options?: OwnerOptions): Coroutine<T>;
  override run<T>(body: () => PromiseLike<T> | T, options?: OwnerOptions): Promise<T>;
  override run<T>(body: TaskFunction<[], T>, options?: OwnerOptions): Coroutine<T> | Promise<T> {
    const describe = (): string => this.describe();
    const coroutine = runCoroutine({ acquire: () => this.acquire(options), describe }, body);
    if (coroutine !== undefined) return coroutine;
    const caller = currentHolder();
    const acquire = (): Operation<Guard> => {
      const who = options?.owner === undefined ? caller : this._who('run with', options);
      if (who === undefined) throw unknown(`run with ${this.describe()}`);
      // A coroutine goes on while a function that it has called awaits something.
      doneFor(who, currentHolder());
      return this._takeNow(who) ?? this._enter(who);
    };
    return runFunction({ acquire, describe }, body as () => PromiseLike<T> | T);
  }

  /** @internal */
  override _who(verb: string, options?: OwnerOptions): Holder {
    const running = currentHolder();
    if (options?.owner === undefined) return running ?? thisThread;
    const who = ownerOf(options.owner, () => `${verb} ${this.describe()}`);
    doneFor(who, running);
    return who;
  }

  #known(verb: string, options?: OwnedWaitOptions): Holder {
    timeoutOf(options, () => `${verb} ${this.describe()}`);
    const who = this._who(verb, options);
    if (who !== thisThread) return who;
    throw unknown(`${verb} ${this.describe()}`);
  }

  /** @internal */
  override _takeNow(who: Holder): Operation<Guard> | undefined {
    return this._isHeldBy(who) ? Operation.resolved(this.#another()) : super._takeNow(who);
  }

  /** @internal */
  override _guard(who: Holder): Guard {
    this._taken(who);
    return this.#another();
  }

  #another(): Guard {
    this.#levels.push(++tokens);
    return new Guard(this, tokens);
  }

  /** @internal */
  override _releaseBy(token: number): boolean {
    const level = this.#levels.lastIndexOf(token);
    if (level < 0) return false;
    this.#levels.splice(level, 1);
    if (this.#levels.length === 0) this._free(this.holder!);
    return true;
  }

  /** All levels of it. @internal */
  override _holding(): Holding {
    const holding = this.#levels;
    this.#levels = [];
    return holding;
  }

  /** @internal */
  override _restore(holding: Holding): void {
    this.#levels = [...holding];
  }
}

function unknown(action: string): NoOwnerError {
  return new NoOwnerError(
    `${action}: it has to know who asks, and this flow is no task that Heddle knows; ` +
      'run it with spawn(), pass { owner } along, or use a Lock in its place',
  );
}
