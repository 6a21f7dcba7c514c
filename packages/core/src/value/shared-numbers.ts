import { InvalidArgumentError } from '../errors.ts';
import { Lock } from '../lock/lock.ts';
import { show } from '../operation/operation.ts';
import { refuseCopy } from '../refuse-copy.ts';
import type { Shareable } from '../wire/kind.ts';
import { fits, wanted, type ValueOf, type ValueType } from './number-type.ts';

export interface ValueOptions {
  /** How messages call it, and its lock. */
  name?: string;
  /** Its lock, where several values have one together. @default one of its own, made when it is first asked for */
  lock?: Lock;
}

/** What a Value, a SharedArray and a record have in common: bytes that move into shared memory, and a lock. */
export abstract class SharedNumbers implements Shareable {
  readonly name: string | undefined;
  /** A raw clone or JSON would give a dead copy: both refuse. */
  readonly toJSON: () => never = refuseCopy;
  #lock: Lock | undefined;
  #buffer: ArrayBufferLike;
  #offset = 0;

  /** @throws InvalidArgumentError for options of the wrong kind. */
  constructor(buffer: ArrayBuffer, action: string, options?: ValueOptions) {
    if (options !== undefined && (typeof options !== 'object' || options === null)) {
      throw new InvalidArgumentError(`${action}: options must be an object, got ${show(options)}`);
    }
    const { name, lock } = options ?? {};
    if (name !== undefined && typeof name !== 'string') {
      throw new InvalidArgumentError(`${action}: name must be a string, got ${show(name)}`);
    }
    if (lock !== undefined && !(lock instanceof Lock)) {
      throw new InvalidArgumentError(`${action}: lock must be a Lock, got ${show(lock)}`);
    }
    this.name = name;
    this.#lock = lock;
    this.#buffer = buffer;
  }

  /**
   * A lock that goes with it to other threads, for changes of more than one step. Reading and writing does not take it.
   * @example await balance.lock.run(() => { if (balance.value >= 10) balance.value -= 10; });
   * Python: get_lock(), which is an RLock.
   */
  get lock(): Lock {
    return (this.#lock ??= new Lock(this.name === undefined ? undefined : { name: this.name }));
  }

  /** Is it in shared memory, because it was handed to another thread? */
  get shared(): boolean {
    return !(this.#buffer instanceof ArrayBuffer);
  }

  /** Why its memory must not be given back, though nobody may use it any more. @internal */
  get _busy(): string | undefined {
    return undefined;
  }

  /** How many bytes it takes. @internal */
  abstract get _size(): number;

  /** Makes its views of bytes that begin at `offset`. @internal */
  protected abstract _see(buffer: ArrayBufferLike, offset: number, size: number): void;

  /** Moves it into shared memory, with what it holds. @internal */
  _moveTo(buffer: SharedArrayBuffer, offset: number): void {
    const size = this._size;
    new Uint8Array(buffer, offset, size).set(new Uint8Array(this.#buffer, this.#offset, size));
    // A view taken before would be of numbers that nobody else sees: it is empty from now on.
    if (this.#buffer instanceof ArrayBuffer) this.#buffer.transfer(0);
    this._joinAt(buffer, offset, size);
  }

  /** Makes it show what is in shared memory already. @internal */
  _joinAt(buffer: SharedArrayBuffer, offset: number, size: number): void {
    this._see(buffer, offset, size);
    this.#buffer = buffer;
    this.#offset = offset;
  }

  /** How a message calls it. @internal */
  abstract describe(): string;

  /** @throws InvalidArgumentError if `value` is not of the type. */
  protected _checked<K extends ValueType>(type: K, value: unknown, action: string): ValueOf<K> {
    if (fits(type, value)) return value as ValueOf<K>;
    throw new InvalidArgumentError(
      `${action} of ${this.describe()}: needs ${wanted(type)}, got ${show(value)}`,
    );
  }

  /** @throws InvalidArgumentError if `change` is no function. */
  protected _checkedChange(change: unknown): void {
    if (typeof change === 'function') return;
    throw new InvalidArgumentError(
      `update of ${this.describe()}: needs a function from the number to the new one, got ${show(change)}`,
    );
  }
}
