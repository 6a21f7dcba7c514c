import { MemoryFullError } from '../errors.ts';
import { atomics } from './atomics.ts';
import { freeLists, header, kindWord, kinds, sizes, slotBytes, slotWords } from './layout.ts';
import type { Memory } from './memory.ts';
import { lockMutex, unlockMutex } from './mutex.ts';

/** In a free block: the next free one of its size. */
const nextFree = 1;

/** The size class that holds `slots` slots: blocks are powers of two, so that any free one of a class fits. */
function sizeOf(slots: number): number {
  return slots <= 1 ? 0 : 32 - Math.clz32(slots - 1);
}

/** A block of at least `slots` slots, the first two of them zeroed; gives the number of the first. @throws MemoryFullError */
export function allocate(memory: Memory, slots: number, kind: keyof typeof kinds): number {
  const size = sizeOf(slots);
  if (size >= sizes) {
    throw new MemoryFullError(
      `${slots * slotBytes} bytes in one piece are more than shared memory can have; send less at a time`,
    );
  }
  const { words } = memory;
  lockMutex(words, header.allocating);
  let slot: number;
  let used = false;
  try {
    slot = atomics.load(words, freeLists + size);
    if (slot !== 0) {
      used = true;
      words[freeLists + size] = atomics.load(memory.reach(slot), slot * slotWords + nextFree);
    } else {
      slot = atomics.load(words, header.unused);
      memory.grow(slot + 2 ** size);
      words[header.unused] = slot + 2 ** size;
    }
  } finally {
    unlockMutex(words, header.allocating);
  }
  const view = memory.reach(slot + 2 ** size - 1);
  const start = slot * slotWords;
  if (used) view.fill(0, start, start + slotWords * Math.min(slots, 2));
  atomics.store(view, start + kindWord, kinds[kind]);
  return slot;
}

/** Gives a block of `slots` slots back; nobody may know it any more. */
export function free(memory: Memory, slot: number, slots: number): void {
  const size = sizeOf(slots);
  const words = memory.reach(slot);
  atomics.store(words, slot * slotWords + kindWord, kinds.free);
  lockMutex(words, header.allocating);
  words[slot * slotWords + nextFree] = words[freeLists + size]!;
  words[freeLists + size] = slot;
  unlockMutex(words, header.allocating);
}
