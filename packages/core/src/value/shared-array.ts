import { InvalidArgumentError, MemoryFullError } from '../errors.ts';
import { show } from '../operation/operation.ts';
import { Cells, sizeOf } from './cells.ts';
import {
  fits,
  isInteger,
  isValueType,
  valueTypes,
  views,
  wanted,
  type IntegerType,
  type ValueOf,
  type ValueType,
  type ViewOf,
} from './number-type.ts';
import { SharedNumbers, type ValueOptions } from './shared-numbers.ts';

/** A view shows memory that is given back with its array, so it keeps that. */
const arrayOfView: WeakMap<object, object> = /* @__PURE__ */ new WeakMap();

/**
 * Numbers of one type that threads share; each change of one is atomic. For changes of several there is its lock.
 * @example const counts = new SharedArray('u32', 10); counts.add(3, 1);
 * Python: multiprocessing.Array.
 */
export class SharedArray<K extends ValueType> extends SharedNumbers {
  readonly type: K;
  #cells: Cells<K>;
  #view: ViewOf<K>;
  /** A view of shared memory was given out. */
  #viewed = false;

  /**
   * @param content How many zeros, or the numbers themselves.
   * @throws InvalidArgumentError for another type, a bad length, a number that is not of the type, or bad options; MemoryFullError.
   */
  constructor(type: K, content: number | Iterable<ValueOf<K>>, options?: ValueOptions) {
    if (!isValueType(type)) {
      throw new InvalidArgumentError(
        `new SharedArray: the type must be one of ${valueTypes.join(', ')}, got ${show(type)}`,
      );
    }
    const numbers = typeof content === 'number' ? undefined : numbersOf(type, content);
    const length = numbers?.length ?? checkedLength(content as number);
    const buffer = reserve(type, length);
    super(buffer, 'new SharedArray', options);
    this.type = type;
    this.#cells = new Cells(type, buffer, 0, length);
    this.#view = new views[type](buffer, 0, length);
    if (numbers !== undefined) this.#view.set(numbers as never);
  }

  /** How many numbers it has, the same for ever. Python: len(). */
  get length(): number {
    return this.#cells.length;
  }

  /** The number at `index`, counted from 0. @throws InvalidArgumentError outside of the array. */
  get(index: number): ValueOf<K> {
    return this.#cells.load(this.#index(index, 'get'));
  }

  /** The number at `index`, from the end if that is negative; undefined outside of the array, as of any array. */
  at(index: number): ValueOf<K> | undefined {
    const whole = Math.trunc(index) || 0;
    const from = whole < 0 ? whole + this.length : whole;
    return from >= 0 && from < this.length ? this.#cells.load(from) : undefined;
  }

  /** Writes one; integers wrap around, f32 rounds. @throws InvalidArgumentError */
  set(index: number, value: ValueOf<K>): void {
    this.#cells.store(this.#index(index, 'set'), this._checked(this.type, value, 'set'));
  }

  /** Adds to one and returns what it was before; integers wrap around. @throws InvalidArgumentError */
  add(index: number, amount: ValueOf<K>): ValueOf<K> {
    return this.#cells.add(this.#index(index, 'add'), this._checked(this.type, amount, 'add'));
  }

  /** Writes one and returns what it was before. @throws InvalidArgumentError */
  exchange(index: number, value: ValueOf<K>): ValueOf<K> {
    const at = this.#index(index, 'exchange');
    return this.#cells.exchange(at, this._checked(this.type, value, 'exchange'));
  }

  /** Writes `value` if `expected` is there (for floats: the same bits), and returns what it was before. @throws InvalidArgumentError */
  compareExchange(index: number, expected: ValueOf<K>, value: ValueOf<K>): ValueOf<K> {
    const at = this.#index(index, 'compareExchange');
    const from = this._checked(this.type, expected, 'compareExchange');
    const to = this._checked(this.type, value, 'compareExchange');
    return this.#cells.compareExchange(at, from, to);
  }

  /**
   * Writes what `change` makes of one, and returns what it was before. Where another thread writes in between, `change`
   * is called again with what that wrote: it should only compute.
   * @example highest.update(player, (value) => Math.max(value, score));
   * @throws InvalidArgumentError, or what `change` throws; nothing is written then.
   */
  update(index: number, change: (value: ValueOf<K>) => ValueOf<K>): ValueOf<K> {
    const at = this.#index(index, 'update');
    this._checkedChange(change);
    return this.#cells.update(at, (value) => this._checked(this.type, change(value), 'update'));
  }

  /** Keeps the bits of one that are also in `bits`, and returns what it was before; for integers. @throws InvalidArgumentError */
  and(
    this: SharedArray<K & IntegerType>,
    index: number,
    bits: ValueOf<K & IntegerType>,
  ): ValueOf<K & IntegerType> {
    return this.#cells.and(this.#index(index, 'and'), this.#bits(bits, 'and'));
  }

  /** Sets the bits of one that are in `bits`, and returns what it was before; for integers. @throws InvalidArgumentError */
  or(
    this: SharedArray<K & IntegerType>,
    index: number,
    bits: ValueOf<K & IntegerType>,
  ): ValueOf<K & IntegerType> {
    return this.#cells.or(this.#index(index, 'or'), this.#bits(bits, 'or'));
  }

  /** Turns the bits of one over that are in `bits`, and returns what it was before; for integers. @throws InvalidArgumentError */
  xor(
    this: SharedArray<K & IntegerType>,
    index: number,
    bits: ValueOf<K & IntegerType>,
  ): ValueOf<K & IntegerType> {
    return this.#cells.xor(this.#index(index, 'xor'), this.#bits(bits, 'xor'));
  }

  /** Writes `value` to all, or from `start` to before `end` (negative: from the end), one after the other. @throws InvalidArgumentError */
  fill(value: ValueOf<K>, start?: number, end?: number): this {
    this.#cells.fill(this._checked(this.type, value, 'fill'), start, end);
    return this;
  }

  /** The numbers, each read when its turn comes: hold the lock where they must be of one moment. */
  *[Symbol.iterator](): IterableIterator<ValueOf<K>, undefined> {
    for (let index = 0; index < this.length; index++) yield this.#cells.load(index);
  }

  /** The numbers as a plain array. */
  toArray(): ValueOf<K>[] {
    return Array.from({ length: this.length }, (_, index) => this.#cells.load(index));
  }

  /** A copy from `start` to before `end` (negative: from the end) as a typed array that nobody shares. Python: array[start:end]. */
  slice(start?: number, end?: number): ViewOf<K> {
    return this.#view.slice(start, end) as ViewOf<K>;
  }

  /**
   * The numbers themselves as a typed array, for work on many at the speed of plain memory: its reads and writes are not
   * atomic, so hold the lock. Ask for it anew after the array was handed to another thread: the numbers have moved then,
   * and a view from before is empty. Send the array, not its view: the view's buffer is all that the program shares. Keep
   * the array or its view as long as a part of that (`subarray`) is in use.
   * @example array.view.set([1, 2, 3], 5);
   * Python: get_obj().
   */
  get view(): ViewOf<K> {
    if (!this.#viewed && this.shared) {
      this.#viewed = true;
      arrayOfView.set(this.#view, this);
    }
    return this.#view;
  }

  #index(index: number, action: string): number {
    if (Number.isInteger(index) && index >= 0 && index < this.#cells.length) return index;
    const range =
      this.length === 0 ? 'it has no numbers' : `needs an index from 0 to ${this.length - 1}`;
    throw new InvalidArgumentError(
      `${action} of ${this.describe()} of length ${this.length}: ${range}, got ${show(index)}`,
    );
  }

  #bits(bits: ValueOf<K>, action: string): ValueOf<K> {
    if (isInteger(this.type)) return this._checked(this.type, bits, action);
    throw new InvalidArgumentError(
      `${action} of ${this.describe()}: only integers have bits; use update()`,
    );
  }

  /** @internal */
  override get _busy(): string | undefined {
    return this.#viewed
      ? 'its view was asked for, and would go on to write where others have their own; let go of both instead'
      : undefined;
  }

  /** @internal */
  get _size(): number {
    return this.#cells.length * sizeOf(this.type);
  }

  protected _see(buffer: ArrayBufferLike, offset: number, size: number): void {
    const length = size / sizeOf(this.type);
    this.#cells = new Cells(this.type, buffer, offset, length);
    this.#view = new views[this.type](buffer, offset, length);
  }

  /** @internal */
  describe(): string {
    const { name, type } = this;
    return `${name === undefined ? 'a SharedArray' : `the SharedArray ${JSON.stringify(name)}`} of ${type}`;
  }
}

function checkedLength(length: number): number {
  if (Number.isSafeInteger(length) && length >= 0) return length;
  throw new InvalidArgumentError(
    `new SharedArray: the length must be a whole number from 0 up, got ${show(length)}`,
  );
}

function numbersOf<K extends ValueType>(type: K, content: Iterable<ValueOf<K>>): ValueOf<K>[] {
  if (typeof (content as Partial<Iterable<unknown>> | null)?.[Symbol.iterator] !== 'function') {
    throw new InvalidArgumentError(
      `new SharedArray: needs a length or numbers to iterate over, got ${show(content)}`,
    );
  }
  const numbers = Array.from(content);
  const bad = numbers.findIndex((value) => !fits(type, value));
  if (bad < 0) return numbers;
  throw new InvalidArgumentError(
    `new SharedArray of ${type}: number ${bad} must be ${wanted(type)}, got ${show(numbers[bad])}`,
  );
}

/** @throws MemoryFullError */
function reserve(type: ValueType, length: number): ArrayBuffer {
  try {
    return new ArrayBuffer(length * sizeOf(type));
  } catch (error) {
    throw new MemoryFullError(
      `new SharedArray of ${type}: the engine has no memory for ${length} of them in one piece`,
      { cause: error },
    );
  }
}
