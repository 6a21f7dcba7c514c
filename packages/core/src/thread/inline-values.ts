import { glance } from '../memory/atomics.ts';

// Values that stand in a record as they are: what most calls have, at a tenth of what it costs to make a message of them.

const tags = { int: 1, float: 2, undefined: 3, null: 4, false: 5, true: 6, string: 7 } as const;
/** Characters that a text may have. */
const mostChars = 64;

const float = /* @__PURE__ */ new Float64Array(1);
const halves = /* @__PURE__ */ new Int32Array(/* @__PURE__ */ float.buffer);

/** How many words it takes; 0: it is no such value. */
export function wordsOf(value: unknown): number {
  switch (typeof value) {
    case 'number':
      return isWhole(value) ? 2 : 3;
    case 'string':
      return value.length > mostChars ? 0 : 1 + ((value.length + 1) >> 1);
    case 'boolean':
    case 'undefined':
      return 1;
    default:
      return value === null ? 1 : 0;
  }
}

/** Words that such values may have together. */
const mostWords = 256;

/** Can all of them stand in one record as they are? */
export function areInline(values: readonly unknown[]): boolean {
  let words = 0;
  for (let i = 0; i < values.length; i++) {
    const size = wordsOf(values[i]);
    if (size === 0) return false;
    words += size;
  }
  return words <= mostWords;
}

/** Writes it; gives the place behind it. */
export function writeInline(words: Int32Array, at: number, value: unknown): number {
  if (typeof value === 'number') return writeNumber(words, at, value);
  if (typeof value === 'string') return writeText(words, at, value);
  if (value === undefined) words[at] = tags.undefined;
  else if (value === null) words[at] = tags.null;
  else words[at] = value === true ? tags.true : tags.false;
  return at + 1;
}

function isWhole(value: number): boolean {
  return (value | 0) === value && (value !== 0 || Object.is(value, 0));
}

function writeNumber(words: Int32Array, at: number, value: number): number {
  if (isWhole(value)) {
    words[at] = tags.int;
    words[at + 1] = value;
    return at + 2;
  }
  float[0] = value;
  words[at] = tags.float;
  words[at + 1] = halves[0]!;
  words[at + 2] = halves[1]!;
  return at + 3;
}

function writeText(words: Int32Array, at: number, text: string): number {
  const { length } = text;
  words[at] = tags.string | (length << 4);
  let place = at + 1;
  // Two at a time; behind the last one NaN, which is 0.
  for (let i = 0; i < length; i += 2) {
    words[place++] = text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16);
  }
  return place;
}

/** Where `readInline` has come to. */
export let readTo = 0;

/** The value that stands there; `readTo` is the place behind it. */
export function readInline(words: Int32Array, at: number): unknown {
  const tag = glance(words, at);
  readTo = at + 1;
  switch (tag & 15) {
    case tags.int:
      readTo = at + 2;
      return glance(words, at + 1);
    case tags.float:
      readTo = at + 3;
      halves[0] = glance(words, at + 1);
      halves[1] = glance(words, at + 2);
      return float[0];
    case tags.string:
      return readText(words, tag >>> 4);
    case tags.undefined:
      return undefined;
    case tags.null:
      return null;
    default:
      return tag === tags.true;
  }
}

function readText(words: Int32Array, length: number): string {
  let text = '';
  for (let left = length; left > 0; left -= 2) {
    const two = glance(words, readTo++);
    text += String.fromCharCode(two & 0xffff);
    if (left > 1) text += String.fromCharCode(two >>> 16);
  }
  return text;
}
