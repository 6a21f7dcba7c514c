import { beforeEach, describe, expect, test, vi } from 'vitest';
import { CorruptedError, MemoryFullError } from '../errors.ts';
import { forEachBlock } from '../memory/allocate.ts';
import { header, itemWords, kinds, slotBytes, slotWords } from '../memory/layout.ts';
import { Memory } from '../memory/memory.ts';
import { installPlatform, platform } from '../realm.ts';
import { freeChain, readChain, writeChain } from './chain.ts';

installPlatform({ ...platform(), name: 'test', missing: {} });

let memory: Memory;
beforeEach(() => {
  memory = Memory.create();
});

/** How many blocks of items are in use. */
function inUse(): number {
  let count = 0;
  forEachBlock(memory, (_, kind) => {
    if (kind === kinds.item) count++;
  });
  return count;
}

function bytesOf(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => index % 251);
}

/** For megabytes, of which a matcher would make a list. */
function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

const head = itemWords.data * 4;
const longest = 2 ** 18 - head;

describe('what is written is read, of a length', () => {
  test.each([
    [1, 1],
    [slotBytes - head - 1, 1],
    [slotBytes - head, 1],
    [slotBytes - head + 1, 1],
    [1001, 1],
    [longest - 1, 1],
    [longest, 1],
    [longest + 1, 2],
    [2 * longest, 2],
    [2 * longest + 1, 3],
    [5_000_000, 20],
  ])('of %d, in %d blocks', (length, blocks) => {
    const bytes = bytesOf(length);
    const first = writeChain(memory, bytes);
    expect(inUse()).toBe(blocks);
    const read = readChain(memory, first);
    expect(read.length).toBe(length);
    expect(same(read, bytes)).toBe(true);
    freeChain(memory, first);
    expect(inUse()).toBe(0);
  });
});

test('blocks that were given back serve the next, of another length as well', () => {
  freeChain(memory, writeChain(memory, bytesOf(3 * longest)));
  const before = memory.words[header.unused];
  for (const length of [2 * longest + 5, 3 * longest, longest - 1]) {
    const first = writeChain(memory, bytesOf(length));
    expect(same(readChain(memory, first), bytesOf(length))).toBe(true);
    freeChain(memory, first);
  }
  expect(memory.words[header.unused]).toBeLessThanOrEqual(before! + 2 ** 12);
});

test('another view of the memory, from before it grew, reads it', () => {
  const older = new Memory(memory.buffer);
  const length = older.bytes.length;
  const first = writeChain(memory, bytesOf(3 * longest));
  expect(older.bytes.length).toBe(length);
  expect(same(readChain(older, first), bytesOf(3 * longest))).toBe(true);
});

test.each([0, 1, 2])('memory that is full after %d blocks has none of them left', (blocks) => {
  const kept = writeChain(memory, bytesOf(10));
  const { grow } = memory;
  let left = blocks;
  vi.spyOn(memory, 'grow').mockImplementation((end) => {
    if (left-- === 0) throw new MemoryFullError('shared memory is full');
    grow.call(memory, end);
  });
  expect(() => writeChain(memory, bytesOf(3 * longest))).toThrow(MemoryFullError);
  expect(inUse()).toBe(1);
  expect(readChain(memory, kept)).toEqual(bytesOf(10));
});

describe('a chain that was written over is seen:', () => {
  const cases: [string, (first: number) => void][] = [
    ['its next block is none', (first) => write(first, itemWords.next, first + 1)],
    ['its next block is outside of the memory', (first) => write(first, itemWords.next, 2 ** 26)],
    ['its next block has a number below 0', (first) => write(first, itemWords.next, -5)],
    ['it leads back to itself', (first) => write(first, itemWords.next, first)],
    ['a block has no bytes', (first) => write(first, itemWords.bytes, 0)],
    ['a block has fewer bytes than none', (first) => write(first, itemWords.bytes, -1)],
    ['a block has more bytes than room', (first) => write(first, itemWords.bytes, 2 ** 18 + 1)],
    ['a block is no block of an item', (first) => write(first, 0, kinds.lock)],
  ];

  function write(block: number, word: number, value: number): void {
    memory.words[block * slotWords + word] = value;
  }

  test.each(cases)('%s', (_, spoil) => {
    const first = writeChain(memory, bytesOf(2 * longest));
    spoil(first);
    expect(() => readChain(memory, first)).toThrow(CorruptedError);
  });
});

test('a chain that is longer than the view of the thread that reads it', () => {
  const reader = new Memory(memory.buffer);
  const chain = writeChain(memory, new Uint8Array(100_000));
  expect(readChain(reader, chain)).toHaveLength(100_000);
});
