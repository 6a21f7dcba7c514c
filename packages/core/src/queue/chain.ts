import { CorruptedError } from '../errors.ts';
import { allocate, free } from '../memory/allocate.ts';
import { atomics } from '../memory/atomics.ts';
import {
  itemWords,
  kindOfBlock,
  kinds,
  kindWord,
  sizeOfBlock,
  slotBytes,
  slotWords,
} from '../memory/layout.ts';
import type { Memory } from '../memory/memory.ts';

// A value that is too long for a record stands in blocks of its own, each with the slot of the next: so its length is bounded
// by nothing but the memory, and what it leaves free serves values of other lengths.

/** Bytes of the longest block. */
const longest = 2 ** 18;

/** @throws MemoryFullError; nothing is left then. */
export function writeChain(memory: Memory, bytes: Uint8Array): number {
  const start = itemWords.data * 4;
  let first = 0;
  try {
    // From its end, so that each block knows the next.
    for (let end = bytes.length; end > 0;) {
      const from = Math.max(0, end - (longest - start));
      const block = allocate(memory, Math.ceil((start + end - from) / slotBytes), 'item');
      const words = memory.reach(block);
      words[block * slotWords + itemWords.next] = first;
      words[block * slotWords + itemWords.bytes] = end - from;
      memory.bytes.set(bytes.subarray(from, end), block * slotBytes + start);
      first = block;
      end = from;
    }
  } catch (error) {
    freeChain(memory, first);
    throw error;
  }
  return first;
}

/** All its bytes, in memory of this thread. */
export function readChain(memory: Memory, first: number): Uint8Array {
  let length = 0;
  forEach(memory, first, (_, size) => (length += size));
  const bytes = new Uint8Array(length);
  let at = 0;
  forEach(memory, first, (block, size) => {
    const start = block * slotBytes + itemWords.data * 4;
    memory.reach(block + Math.ceil((itemWords.data * 4 + size) / slotBytes) - 1);
    bytes.set(memory.bytes.subarray(start, start + size), at);
    at += size;
  });
  return bytes;
}

export function freeChain(memory: Memory, first: number): void {
  forEach(memory, first, (block) => free(memory, block, kinds.item));
}

/** @throws CorruptedError if a block is no part of a chain. */
function forEach(
  memory: Memory,
  first: number,
  visit: (block: number, size: number) => void,
): void {
  let length = 0;
  for (let block = first; block !== 0;) {
    const size = sizeAt(memory, block);
    length += size;
    if (size <= 0 || length > memory.buffer.byteLength) throw corrupted(block); // too long: it leads back to itself
    const next = atomics.load(memory.words, block * slotWords + itemWords.next);
    visit(block, size);
    block = next;
  }
}

/** How many bytes the block has; 0 if it is none. */
function sizeAt(memory: Memory, block: number): number {
  if (block < 0 || block * slotBytes >= memory.buffer.byteLength) return 0;
  const words = memory.reach(block);
  const type = atomics.load(words, block * slotWords + kindWord);
  if (kindOfBlock(type) !== kinds.item) return 0;
  const size = atomics.load(words, block * slotWords + itemWords.bytes);
  return size > slotBytes * 2 ** sizeOfBlock(type) ? 0 : size;
}

function corrupted(block: number): CorruptedError {
  return new CorruptedError(
    `cannot read an item of a queue: its memory was written over (block ${block} is no part of it); ` +
      'nothing but Heddle may write to the memory that Heddle shares',
  );
}
