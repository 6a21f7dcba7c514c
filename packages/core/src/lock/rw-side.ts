import type { Coroutine, TaskFunction } from '../coroutine/task.ts';
import type { Operation, SyncOptions, WaitOptions } from '../operation/operation.ts';
import type { Choice, Selectable } from '../operation/selectable.ts';
import { refuseCopy } from '../refuse-copy.ts';
import { Guard } from './guard.ts';
import { runCoroutine, runFunction } from './run.ts';
import type { RwLock } from './rw-lock.ts';

/** One of the two ways into a readers-writer lock, which is used as a `Lock` is. */
abstract class Side<G extends Guard> implements Selectable<G> {
  /** The lock of which it is a side: that is what is handed to other threads. */
  readonly lock: RwLock;
  /** A raw clone or JSON would give a dead copy: both refuse. */
  readonly toJSON: () => never = refuseCopy;

  /** @internal */
  constructor(lock: RwLock) {
    this.lock = lock;
  }

  /** @internal */
  abstract get _writes(): boolean;

  /**
   * Waits until it can be had and takes it.
   * @throws TimeoutError, `signal.reason`; DeadlockError if it would never end; AbandonedLockError if a thread has died that
   * was writing; InvalidArgumentError.
   */
  acquire(options?: WaitOptions): Operation<G> {
    return this.lock._acquire(this._writes, options) as Operation<G>;
  }

  /** In a `select` it stands for its `acquire`. @internal */
  _choice(): Choice<G> {
    return this.lock._choiceFor(this._writes) as Choice<G>;
  }

  /**
   * The same for a thread that may block.
   * @throws BlockingNotAllowedError where that is not allowed; else as `acquire`.
   */
  acquireSync(options?: SyncOptions): G {
    return this.lock._acquireSync(this._writes, options) as G;
  }

  /**
   * Takes it if it can be had at this moment. (Of two threads that try at the very same moment, one to read and one to
   * write, both may be refused.)
   * @throws AbandonedLockError.
   */
  tryAcquire(): G | undefined {
    return this.lock._tryAcquire(this._writes) as G | undefined;
  }

  /**
   * Releases what the caller took last; whoever has the guard may use that instead.
   * @throws NotOwnerError if the caller has nothing of it.
   */
  release(): void {
    this.lock._release(this._writes);
  }

  /**
   * Runs `body` while holding it: a plain or an async function to await, a generator function to `yield*`.
   * @example await settings.read.run(() => settings.get('port'));
   */
  run<T>(body: () => Coroutine<T>): Coroutine<T>;
  run<T>(body: () => PromiseLike<T> | T): Promise<T>;
  run<T>(body: TaskFunction<[], T>): Coroutine<T> | Promise<T> {
    return runCoroutine(this, body) ?? runFunction(this, body as () => PromiseLike<T> | T);
  }

  /** @internal */
  describe(): string {
    return this.lock._describeSide(this._writes);
  }
}

/** The side for those who only look: as many as come. */
export class ReadLock extends Side<Guard> {
  /** @internal */
  get _writes(): boolean {
    return false;
  }

  /** Is anybody writing, so that nobody can read? */
  get locked(): boolean {
    return this.lock.writing;
  }
}

/** The side for the one who changes something: nobody else is in. */
export class WriteLock extends Side<WriteGuard> {
  /** @internal */
  get _writes(): boolean {
    return true;
  }

  /** Is anybody in, so that nobody can begin to write? */
  get locked(): boolean {
    return this.lock.locked;
  }

  /** Has a thread died while it was writing? Then nobody gets in but by `recover`. */
  get abandoned(): boolean {
    return this.lock._abandoned;
  }

  /**
   * Takes over from a writer that has died; what the lock guards may be half changed. `undefined`: it is not abandoned, or
   * somebody else was first.
   */
  recover(): WriteGuard | undefined {
    return this.lock._recover();
  }
}

/** The guard of one who writes, who may go on as a reader. */
export class WriteGuard extends Guard {
  readonly #lock: RwLock;
  readonly #token: number;

  /** @internal */
  constructor(lock: RwLock, token: number) {
    super(lock, token);
    this.#lock = lock;
    this.#token = token;
  }

  /**
   * Goes on as a reader: others may read from now on, and nobody writes in between. This guard is spent by it.
   * (There is no way back: of two readers who both waited to write, each would wait for the other.)
   * @throws SpentGuardError if this guard was released before.
   */
  downgrade(): Guard {
    return this.#lock._downgrade(this.#token);
  }
}
