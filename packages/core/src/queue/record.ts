import { CorruptedError } from '../errors.ts';
import { glance } from '../memory/atomics.ts';
import type { Memory } from '../memory/memory.ts';

// A record is a header word (what it is, its length, a check), and what belongs to it. The check depends on where it stands:
// whoever comes to a place that is no record's, or to one that was written over, sees that.

/** What a record is. `array`: the bytes of a Uint8Array; `chain`: its bytes, and `jump`: the next one, stand elsewhere. */
export const types = {
  whole: 1,
  float: 2,
  bytes: 3,
  handles: 4,
  chain: 5,
  jump: 6,
  array: 7,
} as const;

/** Bytes that a record may have: a longer one is a chain of blocks. */
export const mostBytes = 1000;
/** Words that the longest record has. */
export const mostWords: number = 1 + mostBytes / 4;
/** A jump: header, where to, and the segment that is left. */
export const jumpWords = 3;

/** The bytes of a value that is no number. A chain's stand in blocks already. */
export interface Encoded {
  bytes: Uint8Array;
  /** Are they the item itself, a Uint8Array? Else it is encoded in them. */
  isArray: boolean;
  /** Are handles in them? */
  carries: boolean;
  /** The first block of its chain, or 0. */
  chain: number;
  /** Buffers of the item that are empty here once it is in. */
  moves: readonly ArrayBuffer[] | undefined;
}

/** An item as it goes into a record. */
export type Item = number | Encoded;

/** An item, or several that go in together. */
export type Wrapped = Item | readonly Item[];

export function isList(items: Wrapped): items is readonly Item[] {
  return Array.isArray(items);
}

export function listed(items: Wrapped): readonly Item[] {
  return isList(items) ? items : [items];
}

/** Is it too long for a record? */
export function isLong(item: Item): item is Encoded {
  return typeof item !== 'number' && item.bytes.length > mostBytes;
}

/** Up to so many are copied word by word: a call costs more. */
const fewBytes = 64;

const float = /* @__PURE__ */ new Float64Array(1);
const halves = /* @__PURE__ */ new Int32Array(/* @__PURE__ */ float.buffer);

function header(type: number, length: number, at: number): number {
  const what = (type << 16) | length;
  return (checkOf(what, at) << 20) | what;
}

function checkOf(what: number, at: number): number {
  return Math.imul(what ^ at, 0x9e3779b1) >>> 20;
}

/** How many words it takes. */
export function sizeOf(item: Item): number {
  if (typeof item === 'number') return isWhole(item) ? 2 : 3;
  return item.chain === 0 ? 1 + ((item.bytes.length + 3) >> 2) : 2;
}

function isWhole(value: number): boolean {
  return (value | 0) === value && (value !== 0 || Object.is(value, 0));
}

/** Writes it at a place where there is room for it. */
export function write(memory: Memory, at: number, item: Item): void {
  if (typeof item === 'number') writeNumber(memory.words, at, item);
  else if (item.chain !== 0) writeChain(memory.words, at, item);
  else writeBytes(memory, at, typeOfBytes(item), item.bytes);
}

function typeOfBytes({ isArray, carries }: Encoded): number {
  if (isArray) return types.array;
  return carries ? types.handles : types.bytes;
}

function writeBytes({ words, bytes }: Memory, at: number, type: number, data: Uint8Array): void {
  const { length } = data;
  words[at] = header(type, length, at);
  if (length > fewBytes) {
    bytes.set(data, (at + 1) * 4);
    return;
  }
  // Four at a time, the last ones beyond its end as 0.
  for (let i = 0, word = at + 1; i < length; i += 4, word++) {
    words[word] = data[i]! | (data[i + 1]! << 8) | (data[i + 2]! << 16) | (data[i + 3]! << 24);
  }
}

/** The bytes of a record, as an array of their own. */
export function bytesAt({ words, bytes }: Memory, at: number, length: number): Uint8Array {
  if (length > fewBytes) return bytes.slice((at + 1) * 4, (at + 1) * 4 + length);
  const data = new Uint8Array(length);
  for (let i = 0, word = at + 1; i < length; i += 4, word++) {
    const four = words[word]!;
    data[i] = four;
    data[i + 1] = four >> 8;
    data[i + 2] = four >> 16;
    data[i + 3] = four >> 24;
  }
  return data;
}

function writeNumber(words: Int32Array, at: number, value: number): void {
  if (isWhole(value)) {
    words[at] = header(types.whole, 1, at);
    words[at + 1] = value;
    return;
  }
  float[0] = value;
  words[at] = header(types.float, 2, at);
  words[at + 1] = halves[0]!;
  words[at + 2] = halves[1]!;
}

// What a chain and a jump lead to is checked as well: who followed a wrong one would change what is not its own.

function writeChain(words: Int32Array, at: number, { chain, carries }: Encoded): void {
  words[at] = header(types.chain, (checkOf(chain, at) << 1) | (carries ? 1 : 0), at);
  words[at + 1] = chain;
}

/** The first block of a chain. @throws CorruptedError */
export function chainAt(words: Int32Array, at: number, length: number): number {
  const chain = glance(words, at + 1);
  if (checkOf(chain, at) !== length >> 1) throw corrupted(at + 1);
  return chain;
}

/** For a record of a chain, whose length is no length. */
export function chainCarries(length: number): boolean {
  return (length & 1) === 1;
}

export function writeJump(words: Int32Array, at: number, to: number, segment: number): void {
  words[at] = header(types.jump, checkOf(to, at) ^ checkOf(segment, at + 1), at);
  words[at + 1] = to;
  words[at + 2] = segment;
}

/** Where a jump leads to, and the segment that it leaves. @throws CorruptedError */
export function jumpAt(
  words: Int32Array,
  at: number,
  length: number,
): { to: number; segment: number } {
  const to = glance(words, at + 1);
  const segment = glance(words, at + 2);
  if ((checkOf(to, at) ^ checkOf(segment, at + 1)) !== length) throw corrupted(at + 1);
  return { to, segment };
}

/** The low part of the header: type and length. @throws CorruptedError if there is no record. */
export function read(words: Int32Array, at: number): number {
  const head = glance(words, at);
  const what = head & 0xfffff;
  if (head >>> 20 === checkOf(what, at) && what >>> 16 !== 0) return what;
  throw corrupted(at);
}

function corrupted(at: number): CorruptedError {
  return new CorruptedError(
    `cannot get from a queue: its memory was written over (word ${at} is no item of it); ` +
      'nothing but Heddle may write to the memory that Heddle shares',
  );
}

export function typeOf(what: number): number {
  return what >>> 16;
}

/** How many words it takes. */
export function sizeOfRead(what: number): number {
  switch (typeOf(what)) {
    case types.whole:
    case types.chain:
      return 2;
    case types.float:
      return 3;
    default:
      return 1 + ((lengthOf(what) + 3) >> 2);
  }
}

export function lengthOf(what: number): number {
  return what & 0xffff;
}

export function floatAt(words: Int32Array, at: number): number {
  halves[0] = glance(words, at + 1);
  halves[1] = glance(words, at + 2);
  return float[0]!;
}
