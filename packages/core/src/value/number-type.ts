/** What a shared value can hold: integers of 8 to 64 bits, with a sign or without, and floats of 32 and 64 bits. */
export type ValueType = IntegerType | 'f32' | 'f64';
/** The types that have bits to work on. */
export type IntegerType = 'i8' | 'u8' | 'i16' | 'u16' | 'i32' | 'u32' | 'i64' | 'u64';
/** 64-bit integers are bigints, as in a BigInt64Array. */
export type ValueOf<K extends ValueType> = K extends 'i64' | 'u64' ? bigint : number;

/** The typed array of each type. */
export interface Views {
  i8: Int8Array;
  u8: Uint8Array;
  i16: Int16Array;
  u16: Uint16Array;
  i32: Int32Array;
  u32: Uint32Array;
  i64: BigInt64Array;
  u64: BigUint64Array;
  f32: Float32Array;
  f64: Float64Array;
}

export type ViewOf<K extends ValueType> = Views[K];

interface ViewClass<V> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, offset: number, length: number): V;
}

/** Each type as a program sees it. */
export const views: { readonly [K in ValueType]: ViewClass<Views[K]> } = {
  i8: Int8Array,
  u8: Uint8Array,
  i16: Int16Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  i64: BigInt64Array,
  u64: BigUint64Array,
  f32: Float32Array,
  f64: Float64Array,
};

/** Each type as atomics see it: they know no floats, so of those it is the bits. */
export const atomicViews: {
  readonly [K in ValueType]: ViewClass<Views[IntegerType]>;
} = { ...views, f32: Int32Array, f64: BigInt64Array };

export const valueTypes: readonly ValueType[] = /* @__PURE__ */ Object.keys(views) as ValueType[];

export function isValueType(type: unknown): type is ValueType {
  return typeof type === 'string' && Object.hasOwn(views, type);
}

export function isInteger(type: ValueType): type is IntegerType {
  return type !== 'f32' && type !== 'f64';
}

/** Integers refuse a fraction, which a typed array would cut off in silence. */
export function fits(type: ValueType, value: unknown): boolean {
  switch (type) {
    case 'f32':
    case 'f64':
      return typeof value === 'number';
    case 'i64':
    case 'u64':
      return typeof value === 'bigint';
    default:
      return Number.isInteger(value);
  }
}

/** What a message says that a type needs. */
export function wanted(type: ValueType): string {
  if (!isInteger(type)) return 'a number';
  return type === 'i64' || type === 'u64' ? 'a bigint' : 'a whole number';
}
