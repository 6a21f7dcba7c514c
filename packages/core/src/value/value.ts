import { InvalidArgumentError } from '../errors.ts';
import { show } from '../operation/operation.ts';
import { Cells } from './cells.ts';
import {
  isInteger,
  isValueType,
  valueTypes,
  type IntegerType,
  type ValueOf,
  type ValueType,
} from './number-type.ts';
import { SharedNumbers, type ValueOptions } from './shared-numbers.ts';

/**
 * A number that threads share; each change is atomic, `value += 1` (a read and a write) is not: that is `add`.
 * @example const balance = new Value('i32', 0); balance.add(1);
 * Python: multiprocessing.Value.
 */
export class Value<K extends ValueType> extends SharedNumbers {
  readonly type: K;
  #cells: Cells<K>;

  /** @throws InvalidArgumentError for another type, a value that is not of it, or options of the wrong kind. */
  constructor(type: K, value: ValueOf<K>, options?: ValueOptions) {
    if (!isValueType(type)) {
      throw new InvalidArgumentError(
        `new Value: the type must be one of ${valueTypes.join(', ')}, got ${show(type)}`,
      );
    }
    const buffer = new ArrayBuffer(8);
    super(buffer, 'new Value', options);
    this.type = type;
    this.#cells = new Cells(type, buffer, 0, 1);
    this.value = value;
  }

  /** The number; integers wrap around, f32 rounds. @throws InvalidArgumentError when what is assigned is not of its type. Python: .value. */
  get value(): ValueOf<K> {
    return this.#cells.load(0);
  }

  set value(value: ValueOf<K>) {
    this.#cells.store(0, this._checked(this.type, value, 'value'));
  }

  /** Adds and returns what it was before; integers wrap around. @throws InvalidArgumentError */
  add(amount: ValueOf<K>): ValueOf<K> {
    return this.#cells.add(0, this._checked(this.type, amount, 'add'));
  }

  /** Writes and returns what it was before. @throws InvalidArgumentError */
  exchange(value: ValueOf<K>): ValueOf<K> {
    return this.#cells.exchange(0, this._checked(this.type, value, 'exchange'));
  }

  /** Writes `value` if it is `expected` (for floats: the same bits), and returns what it was before. @throws InvalidArgumentError */
  compareExchange(expected: ValueOf<K>, value: ValueOf<K>): ValueOf<K> {
    const from = this._checked(this.type, expected, 'compareExchange');
    return this.#cells.compareExchange(0, from, this._checked(this.type, value, 'compareExchange'));
  }

  /**
   * Writes what `change` makes of it, and returns what it was before. Where another thread writes in between, `change` is
   * called again with what that wrote: it should only compute.
   * @example highest.update((value) => Math.max(value, score));
   * @throws InvalidArgumentError, or what `change` throws; nothing is written then.
   */
  update(change: (value: ValueOf<K>) => ValueOf<K>): ValueOf<K> {
    this._checkedChange(change);
    return this.#cells.update(0, (value) => this._checked(this.type, change(value), 'update'));
  }

  /** Keeps the bits that are also in `bits`, and returns what it was before; for integers. @throws InvalidArgumentError */
  and(this: Value<K & IntegerType>, bits: ValueOf<K & IntegerType>): ValueOf<K & IntegerType> {
    return this.#cells.and(0, this.#bits(bits, 'and'));
  }

  /** Sets the bits that are in `bits`, and returns what it was before; for integers. @throws InvalidArgumentError */
  or(this: Value<K & IntegerType>, bits: ValueOf<K & IntegerType>): ValueOf<K & IntegerType> {
    return this.#cells.or(0, this.#bits(bits, 'or'));
  }

  /** Turns the bits over that are in `bits`, and returns what it was before; for integers. @throws InvalidArgumentError */
  xor(this: Value<K & IntegerType>, bits: ValueOf<K & IntegerType>): ValueOf<K & IntegerType> {
    return this.#cells.xor(0, this.#bits(bits, 'xor'));
  }

  #bits(bits: ValueOf<K>, action: string): ValueOf<K> {
    if (isInteger(this.type)) return this._checked(this.type, bits, action);
    throw new InvalidArgumentError(
      `${action} of ${this.describe()}: only integers have bits; use update()`,
    );
  }

  /** @internal */
  get _size(): number {
    return 8;
  }

  protected _see(buffer: ArrayBufferLike, offset: number): void {
    this.#cells = new Cells(this.type, buffer, offset, 1);
  }

  /** @internal */
  describe(): string {
    const name = this.name === undefined ? 'a Value' : `the Value ${JSON.stringify(this.name)}`;
    return `${name} of ${this.type}`;
  }
}
