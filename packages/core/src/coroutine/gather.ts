import { InvalidArgumentError, type CancelledError } from '../errors.ts';
import { Operation, show, type Observer } from '../operation/operation.ts';
import { leftBehind } from '../operation/left-behind.ts';
import { operationsOf, type Awaitable } from '../operation/from.ts';
import { failAs } from '../operation/pass-on.ts';
import { current } from '../wait/current.ts';

/** What each of a list of operations gives, in their order. */
export type Results<L extends readonly unknown[]> = { -readonly [K in keyof L]: Awaited<L[K]> };

export interface GatherOptions {
  /** Errors come as values, each in its place. @default false */
  returnExceptions?: boolean;
}

/**
 * The results of all, in the order of the list. The first failure is passed on at once, and the others go on; cancelling
 * whoever waits for it cancels those that have not ended.
 * @example const [a, b] = yield* gather([spawn(f), spawn(g)]);
 * @throws what the first to fail threw; InvalidArgumentError if something is nothing to wait for.
 * Python: asyncio.gather.
 */
export function gather<const L extends readonly Awaitable<unknown>[]>(
  sources: L,
  options: GatherOptions & { returnExceptions: true },
): Operation<{ -readonly [K in keyof L]: Awaited<L[K]> | Error }>;
export function gather<const L extends readonly Awaitable<unknown>[]>(
  sources: L,
  options?: GatherOptions,
): Operation<Results<L>>;
export function gather<T>(sources: Iterable<Awaitable<T>>, options?: GatherOptions): Operation<T[]>;
export function gather(
  sources: Iterable<Awaitable<unknown>>,
  options?: GatherOptions,
): Operation<unknown> {
  const returnExceptions = options === undefined ? false : options?.returnExceptions;
  if (returnExceptions !== undefined && typeof returnExceptions !== 'boolean') {
    throw new InvalidArgumentError(
      `gather: returnExceptions must be true or false, got ${show(returnExceptions)}`,
    );
  }
  return new Gather(operationsOf(sources, 'gather'), returnExceptions ?? false);
}

class Gather extends Operation<unknown[]> implements Observer {
  readonly #all: readonly Operation<unknown>[];
  readonly #returnExceptions: boolean;
  #left = 0;
  #cancelled: CancelledError | undefined;

  constructor(all: readonly Operation<unknown>[], returnExceptions: boolean) {
    super();
    this.#all = all;
    this.#returnExceptions = returnExceptions;
    for (const operation of all) {
      if (operation._settled) continue;
      this.#left++;
      operation._observe(this);
    }
    for (const operation of all) if (operation._settled) this.#look(operation);
    if (this.#left === 0) this.#finish();
    if (!this._settled) current?.began(this);
  }

  settled(operation: Operation<unknown>): void {
    this.#left--;
    this.#look(operation);
    if (this.#left === 0) this.#finish();
  }

  #look(operation: Operation<unknown>): void {
    if (operation._state !== 2) return;
    operation._looked();
    // While it is being cancelled it ends only when the last of them has.
    if (this.#returnExceptions || this.#cancelled !== undefined || this._settled) return;
    failAs(this, operation._value);
  }

  #finish(): void {
    if (this._settled) return;
    if (this.#cancelled !== undefined) this._failQuietly(this.#cancelled);
    else this._resolve(this.#all.map((operation) => operation._value));
  }

  override _cancelWith(error: CancelledError): boolean {
    if (this._settled) return false;
    this.#cancelled = error;
    for (const operation of this.#all) {
      if (operation._settled || operation._cancelWith(error) || operation._giveUp(error)) continue;
      this.#left--; // nothing here can end it, so nobody waits for it
      operation._unobserve(this);
    }
    if (this.#left <= 0) this.#finish();
    return true;
  }

  override _leave(): boolean {
    if (this._settled || this._observers !== undefined) return true;
    for (const operation of this.#all) operation._unobserve(this);
    return this._failQuietly(leftBehind(this._describe()));
  }

  override _bound(): void {
    for (const operation of this.#all) if (!operation._settled) operation._bound();
  }

  needs(): readonly Operation<unknown>[] {
    return this.#all.filter((operation) => !operation._settled);
  }

  override _describe(): string {
    return `end of ${this.#left} operations`;
  }
}
