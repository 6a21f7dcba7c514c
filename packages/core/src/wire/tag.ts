/**
 * The first byte of a value in bytes, which says what follows. Our own encoding, since the libraries tried (msgpackr
 * 2.x and cbor-x, in their structured clone modes) both lose -0, lone surrogates, holes and fields of arrays, boxed
 * primitives, `__proto__` keys and the classes of errors, the second also cycles through Map keys and kinds of typed
 * arrays; they recurse, and add 13 kB gzipped to a browser's bundle, three times what this takes.
 *
 * A message is one value. Objects stand where they are met first as a tag; the contents of containers follow behind,
 * in the order in which they were met. So neither side recurses, and a later mention of an object is its number.
 */
export const UNDEFINED = 0;
export const NULL = 1;
export const FALSE = 2;
export const TRUE = 3;
/** Four bytes, the lowest first, as all numbers here. */
export const INT32 = 4;
export const FLOAT64 = 5;
/** Eight bytes; beyond that its hexadecimal text. */
export const BIGINT64 = 6;
export const BIGINT = 7;
/** Four bytes of length, then UTF-8. */
export const UTF8 = 8;
/** The code units: what is not well formed has no UTF-8. */
export const UTF16 = 9;
/** The number of an object that was met before. */
export const SEEN = 11;

export const PLAIN = 12;
/** Length, then that many elements. */
export const ARRAY = 13;
/** Length, then fields by key: with holes, or with fields beside the elements. */
export const SPARSE = 14;
export const MAP = 15;
export const SET = 16;
/** The head at once; the fields are the contents. */
export const ERROR = 17;
/** The id of the kind, then the handle as a message of its own, since the object is made from it. */
export const KIND = 18;

export const DATE = 19;
export const REGEXP = 20;
export const BOXED = 21;
/** Length, the largest length plus one if it can be resized, the bytes. */
export const BUFFER = 22;
/** Type, buffer, offset, length plus one or 0 if it follows the buffer's. */
export const VIEW = 23;
/** Type, length and bytes of a view whose buffer nobody else has: only the part in view crosses. */
export const VIEW_BYTES = 24;

/** Up to 63 characters of one byte each. */
export const SHORT_TEXT = 0x40;
export const SHORT_TEXT_LIMIT = 63;
/** 0 to 127. */
export const SMALL_INT = 0x80;

/** By their number on the wire: never reorder, only add. */
export const viewTypes: readonly string[] = [
  'DataView',
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float16Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
];
