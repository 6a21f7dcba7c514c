import { SpentGuardError } from '../errors.ts';
import { refuseCopy } from '../refuse-copy.ts';

// Safari has no Symbol.dispose yet; `using`, compiled for it, looks for this one.
(Symbol as { dispose?: symbol }).dispose ??= Symbol.for('Symbol.dispose');

/** What a guard gives back, and by which token it knows that it still has it. @internal */
export interface Guarded {
  /** False: the token is spent. */
  _releaseBy(token: number): boolean;
  describe(): string;
}

/**
 * Stands for one acquisition: `using guard = await lock.acquire()` releases at the end of the block.
 * Python: `with lock:`.
 */
export class Guard {
  /** A copy would be dead: structured clone and JSON refuse. */
  readonly toJSON: () => string = refuseCopy;
  readonly #guarded: Guarded;
  readonly #token: number;

  /** @internal */
  constructor(guarded: Guarded, token: number) {
    this.#guarded = guarded;
    this.#token = token;
  }

  /**
   * Releases the lock.
   * @throws SpentGuardError if this guard, or its holder by `lock.release()`, has released it before.
   */
  release(): void {
    if (this.#guarded._releaseBy(this.#token)) return;
    throw new SpentGuardError(
      `cannot release ${this.#guarded.describe()}: this guard is spent, it was released before`,
    );
  }

  /** Releases the lock unless that was done before: the next holder's is never touched. */
  [Symbol.dispose](): void {
    this.#guarded._releaseBy(this.#token);
  }
}
