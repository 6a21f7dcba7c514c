import { atomicViews, isInteger, views, type ValueOf, type ValueType } from './number-type.ts';

/** Turns floats into their bits and back. */
const doubles = /* @__PURE__ */ new Float64Array(1);
const doubleBits = /* @__PURE__ */ new BigInt64Array(/* @__PURE__ */ doubles.buffer);
const singles = /* @__PURE__ */ new Float32Array(1);
const singleBits = /* @__PURE__ */ new Int32Array(/* @__PURE__ */ singles.buffer);

/** What atomics take and give: a bigint for 64 bits, else a number, which these types do not tell apart. */
type Raw = bigint;

/** Numbers of one type side by side in memory; each access is atomic. What comes in was checked to be of the type. */
export class Cells<K extends ValueType> {
  readonly type: K;
  readonly length: number;
  readonly #cells: BigInt64Array;

  constructor(type: K, buffer: ArrayBufferLike, offset: number, length: number) {
    this.type = type;
    this.length = length;
    this.#cells = new atomicViews[type](buffer, offset, length) as BigInt64Array;
  }

  load(index: number): ValueOf<K> {
    return this.#out(Atomics.load(this.#cells, index));
  }

  store(index: number, value: ValueOf<K>): void {
    Atomics.store(this.#cells, index, this.#in(value));
  }

  /** This and all that follow give what was there before. */
  exchange(index: number, value: ValueOf<K>): ValueOf<K> {
    return this.#out(Atomics.exchange(this.#cells, index, this.#in(value)));
  }

  compareExchange(index: number, expected: ValueOf<K>, value: ValueOf<K>): ValueOf<K> {
    const [from, to] = [this.#in(expected), this.#in(value)];
    return this.#out(Atomics.compareExchange(this.#cells, index, from, to));
  }

  add(index: number, amount: ValueOf<K>): ValueOf<K> {
    if (isInteger(this.type)) return Atomics.add(this.#cells, index, amount as Raw) as ValueOf<K>;
    return this.update(index, (value) => (Number(value) + Number(amount)) as ValueOf<K>);
  }

  and(index: number, bits: ValueOf<K>): ValueOf<K> {
    return Atomics.and(this.#cells, index, bits as Raw) as ValueOf<K>;
  }

  or(index: number, bits: ValueOf<K>): ValueOf<K> {
    return Atomics.or(this.#cells, index, bits as Raw) as ValueOf<K>;
  }

  xor(index: number, bits: ValueOf<K>): ValueOf<K> {
    return Atomics.xor(this.#cells, index, bits as Raw) as ValueOf<K>;
  }

  /** Calls `change` again until nobody has written in between. Compares bits, so that NaN and -0 are told from others. */
  update(index: number, change: (value: ValueOf<K>) => ValueOf<K>): ValueOf<K> {
    let before = Atomics.load(this.#cells, index);
    for (;;) {
      const after = this.#in(change(this.#out(before)));
      const found = Atomics.compareExchange(this.#cells, index, before, after);
      if (found === before) return this.#out(before);
      before = found;
    }
  }

  fill(value: ValueOf<K>, start?: number, end?: number): void {
    this.#cells.fill(this.#in(value), start, end);
  }

  #in(value: ValueOf<K>): Raw {
    if (this.type === 'f64') {
      doubles[0] = value as number;
      return doubleBits[0] as Raw;
    }
    if (this.type === 'f32') {
      singles[0] = value as number;
      return singleBits[0] as number as never;
    }
    return value as Raw;
  }

  #out(raw: Raw): ValueOf<K> {
    if (this.type === 'f64') {
      doubleBits[0] = raw;
      return doubles[0] as ValueOf<K>;
    }
    if (this.type === 'f32') {
      singleBits[0] = raw as never;
      return singles[0] as ValueOf<K>;
    }
    return raw as ValueOf<K>;
  }
}

/** How many bytes a number of this type takes. */
export function sizeOf(type: ValueType): number {
  return views[type].BYTES_PER_ELEMENT;
}
