import { describe, expect, test } from 'vitest';
import { CorruptedError } from '../errors.ts';
import { Memory } from '../memory/memory.ts';
import { installPlatform, platform } from '../realm.ts';
import * as record from './record.ts';
import type { Encoded, Item } from './record.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });

const memory = Memory.create();
const { words } = memory;
/** Two places: a check holds for one only. */
const at = 2001;
const elsewhere = 3007;

function bytesOf(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => 255 - (index % 251));
}

function encoded(bytes: Uint8Array, given: Partial<Encoded> = {}): Encoded {
  return { bytes, isArray: false, carries: false, chain: 0, moves: undefined, ...given };
}

/** Writes it between words that it must leave alone; gives its low header. */
function written(item: Item): number {
  const size = record.sizeOf(item);
  words.fill(-1, at - 1, at + size + 1);
  record.write(memory, at, item);
  expect([words[at - 1], words[at + size]]).toEqual([-1, -1]);
  const what = record.read(words, at);
  expect(record.sizeOfRead(what)).toBe(size);
  return what;
}

describe('what is written is read', () => {
  test.each([0, 1, -1, 2 ** 31 - 1, -(2 ** 31)])('the whole number %d, in two words', (value) => {
    const what = written(value);
    expect(record.typeOf(what)).toBe(record.types.whole);
    expect(record.sizeOf(value)).toBe(2);
    expect(words[at + 1]).toBe(value);
  });

  test.each([0.5, -0, 2 ** 31, -(2 ** 31) - 1, NaN, Infinity, -Infinity, 5e-324, Number.MAX_VALUE])(
    'the number %d, in three',
    (value) => {
      const what = written(value);
      expect(record.typeOf(what)).toBe(record.types.float);
      expect(record.sizeOf(value)).toBe(3);
      expect(record.floatAt(words, at)).toBe(value);
    },
  );

  const lengths = [...Array(71).keys(), record.mostBytes - 1, record.mostBytes];
  test.each([
    ['bytes of a value', 'bytes', {}],
    ['bytes of a value with handles', 'handles', { carries: true }],
    ['an array', 'array', { isArray: true }],
  ] as const)('%s, of every length', (_, type, given) => {
    for (const length of lengths) {
      const bytes = bytesOf(length);
      const what = written(encoded(bytes, given));
      expect(record.typeOf(what)).toBe(record.types[type]);
      expect(record.lengthOf(what)).toBe(length);
      expect(record.bytesAt(memory, at, length)).toEqual(bytes);
    }
  });

  test.each([false, true])('a chain, with handles: %s', (carries) => {
    const item = encoded(bytesOf(5000), { chain: 123_456, carries });
    const what = written(item);
    expect(record.typeOf(what)).toBe(record.types.chain);
    expect(record.chainAt(words, at, record.lengthOf(what))).toBe(123_456);
    expect(record.chainCarries(record.lengthOf(what))).toBe(carries);
  });

  test('a jump', () => {
    record.writeJump(words, at, 7_654_321, 478_395);
    const what = record.read(words, at);
    expect(record.typeOf(what)).toBe(record.types.jump);
    expect(record.jumpAt(words, at, record.lengthOf(what))).toEqual({
      to: 7_654_321,
      segment: 478_395,
    });
  });
});

test('bytes are a copy', () => {
  for (const length of [8, 80]) {
    const what = written(encoded(bytesOf(length)));
    const bytes = record.bytesAt(memory, at, record.lengthOf(what));
    words.fill(0, at, at + 30);
    expect(bytes).toEqual(bytesOf(length));
    expect(bytes.buffer).toBeInstanceOf(ArrayBuffer);
  }
});

test('an item is long from one byte more than a record has', () => {
  expect(record.isLong(encoded(bytesOf(record.mostBytes)))).toBe(false);
  expect(record.isLong(encoded(bytesOf(record.mostBytes + 1)))).toBe(true);
  expect(record.isLong(2 ** 40)).toBe(false);
  expect(record.mostWords).toBe(record.sizeOf(encoded(bytesOf(record.mostBytes))));
});

describe('a word that was written over is seen:', () => {
  const items: [string, Item][] = [
    ['a number', 7],
    ['a fraction', 0.5],
    ['bytes', encoded(bytesOf(10))],
    ['an array', encoded(bytesOf(900), { isArray: true })],
    ['a chain', encoded(bytesOf(5000), { chain: 99 })],
  ];

  test.each(items)('the header of %s, any bit of it', (_, item) => {
    written(item);
    const header = words[at]!;
    for (let bit = 0; bit < 32; bit++) {
      words[at] = header ^ (1 << bit);
      expect(() => record.read(words, at)).toThrow(CorruptedError);
    }
  });

  test('a header in another place', () => {
    written(7);
    words[elsewhere] = words[at]!;
    expect(() => record.read(words, elsewhere)).toThrow(
      `its memory was written over (word ${elsewhere} is no item of it)`,
    );
  });

  test.each([0, -1, 1, 0x10000])('%d in its place', (word) => {
    words[at] = word;
    expect(() => record.read(words, at)).toThrow(CorruptedError);
  });

  test('a place outside of the memory', () => {
    for (const place of [words.length, -1, -(2 ** 31), 2 ** 31 - 1]) {
      expect(() => record.read(words, place)).toThrow(CorruptedError);
    }
  });

  test('where a chain begins, and where a jump leads to', () => {
    const chain = written(encoded(bytesOf(5000), { chain: 99 }));
    words[at + 1] = 100;
    expect(() => record.chainAt(words, at, record.lengthOf(chain))).toThrow(CorruptedError);
    for (const word of [at + 1, at + 2]) {
      record.writeJump(words, at, 7_654_321, 478_395);
      const jump = record.read(words, at);
      words[word]! ^= 1;
      expect(() => record.jumpAt(words, at, record.lengthOf(jump))).toThrow(CorruptedError);
    }
  });
});
