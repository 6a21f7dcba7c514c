import { InvalidArgumentError } from '../errors.ts';
import { show } from '../operation/operation.ts';
import type { Shareable } from '../wire/kind.ts';
import { refuseCopy } from '../refuse-copy.ts';

/** What a `Value` can hold: integers of 32 and 64 bits, and doubles. */
export type ValueType = 'i32' | 'u32' | 'i64' | 'u64' | 'f64';
/** 64-bit integers are bigints, as in a BigInt64Array. */
export type ValueOf<K extends ValueType> = K extends 'i64' | 'u64' ? bigint : number;

/** How the eight bytes of a value are seen. */
const views = {
  i32: Int32Array,
  u32: Uint32Array,
  i64: BigInt64Array,
  u64: BigUint64Array,
  f64: BigInt64Array,
} as const;

interface ValueKind {
  readonly wanted: string;
  readonly fits: (value: unknown) => boolean;
}

const whole: ValueKind = { wanted: 'whole number', fits: Number.isInteger };
const big: ValueKind = { wanted: 'bigint', fits: (value) => typeof value === 'bigint' };
const double: ValueKind = { wanted: 'number', fits: (value) => typeof value === 'number' };
/** What each type takes; a fraction would be cut off in silence by a typed array of integers. */
const kinds: Record<ValueType, ValueKind> = {
  i32: whole,
  u32: whole,
  i64: big,
  u64: big,
  f64: double,
};

/** Turns a double into its bits and back. */
const doubles = /* @__PURE__ */ new Float64Array(1);
const bits = /* @__PURE__ */ new BigInt64Array(/* @__PURE__ */ doubles.buffer);

type Cell = Int32Array & BigInt64Array;

/**
 * A number that threads share; each change is atomic, `value += 1` (a read and a write) is not: that is `add`.
 * @example const balance = new Value('i32', 0); balance.add(1);
 * Python: multiprocessing.Value.
 */
export class Value<K extends ValueType> implements Shareable {
  readonly type: K;
  /** A raw clone or JSON would give a dead copy: both refuse. */
  readonly toJSON: () => never = refuseCopy;
  #cell: Cell;

  /** @throws InvalidArgumentError for another type, or a value that is not of it. */
  constructor(type: K, value: ValueOf<K>) {
    if (!Object.hasOwn(views, type)) {
      throw new InvalidArgumentError(
        `new Value: the type must be one of ${Object.keys(views).join(', ')}, got ${show(type)}`,
      );
    }
    this.type = type;
    this.#cell = cellOf(type, new ArrayBuffer(8), 0);
    this.value = value;
  }

  /** The number. @throws InvalidArgumentError when what is assigned is not of its type. Python: .value. */
  get value(): ValueOf<K> {
    return this.#out(Atomics.load(this.#cell, 0));
  }

  set value(value: ValueOf<K>) {
    Atomics.store(this.#cell, 0, this.#in(value, 'value'));
  }

  /** Adds and returns what it was before; integers wrap around. @throws InvalidArgumentError */
  add(amount: ValueOf<K>): ValueOf<K> {
    const change = this.#in(amount, 'add');
    if (this.type !== 'f64') return this.#out(Atomics.add(this.#cell, 0, change));
    for (;;) {
      const before = this.value;
      if (
        Object.is(
          this.compareExchange(before, (Number(before) + Number(amount)) as ValueOf<K>),
          before,
        )
      ) {
        return before;
      }
    }
  }

  /** Writes and returns what it was before. @throws InvalidArgumentError */
  exchange(value: ValueOf<K>): ValueOf<K> {
    return this.#out(Atomics.exchange(this.#cell, 0, this.#in(value, 'exchange')));
  }

  /** Writes `value` if it is `expected` (for doubles: the same bits), and returns what it was before. */
  compareExchange(expected: ValueOf<K>, value: ValueOf<K>): ValueOf<K> {
    const from = this.#in(expected, 'compareExchange');
    const to = this.#in(value, 'compareExchange');
    return this.#out(Atomics.compareExchange(this.#cell, 0, from, to));
  }

  /** As the cell keeps it. */
  #in(value: ValueOf<K>, action: string): never {
    const { fits, wanted } = kinds[this.type];
    if (!fits(value)) {
      throw new InvalidArgumentError(
        `${action} of a Value of ${this.type}: needs a ${wanted}, got ${show(value)}`,
      );
    }
    if (this.type !== 'f64') return value as never;
    doubles[0] = value as number;
    return bits[0] as never;
  }

  #out(kept: number | bigint): ValueOf<K> {
    if (this.type !== 'f64') return kept as ValueOf<K>;
    bits[0] = kept as bigint;
    return doubles[0] as ValueOf<K>;
  }

  /** Moves the number to eight bytes of a buffer: with what it holds, or to what is there. @internal */
  _move(buffer: SharedArrayBuffer, offset: number, keep: boolean): void {
    const cell = cellOf(this.type, buffer, offset);
    if (keep) Atomics.store(cell, 0, Atomics.load(this.#cell, 0) as never);
    this.#cell = cell;
  }
}

function cellOf(type: ValueType, buffer: ArrayBufferLike, offset: number): Cell {
  return new views[type](buffer as ArrayBuffer, offset, 1) as never;
}
