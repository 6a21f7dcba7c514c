import { MemoryFullError } from '../errors.ts';
import { atomics, glance } from './atomics.ts';
import {
  firstUnused,
  freeLists,
  hasHandles,
  header,
  kindOfBlock,
  kindWord,
  kinds,
  programWords,
  sharedWords,
  sizeOfBlock,
  sizes,
  slotBytes,
  slotWords,
  typeWord,
} from './layout.ts';
import type { Memory } from './memory.ts';
import { lockMutex, unlockMutex } from './mutex.ts';

// A thread may be killed between any two steps here. What one of them leaves half done is at worst a block that is never
// used again: no list is broken, and nobody gets what another has.

/** In a free block: the next free one of its size. */
const nextFree = 1;

/** The size class that holds `slots` slots: blocks are powers of two, so that any free one of a class fits. */
function sizeOf(slots: number): number {
  return slots <= 1 ? 0 : 32 - Math.clz32(slots - 1);
}

/**
 * A block of at least `slots` slots; gives the number of the first. All of it is zero, but for names and items, which are
 * written over anyway: of those the first slot is. @throws MemoryFullError
 */
export function allocate(memory: Memory, slots: number, kind: keyof typeof kinds): number {
  const size = sizeOf(slots);
  if (size >= sizes) {
    throw new MemoryFullError(
      `${slots * slotBytes} bytes in one piece are more than shared memory can have; send less at a time`,
    );
  }
  const { slot, used } = takeBlock(memory, size);
  const view = memory.reach(slot + 2 ** size - 1);
  const start = slot * slotWords;
  const shared = hasHandles(kinds[kind]);
  if (used) view.fill(0, start + kindWord + 1, start + slotWords * (shared ? slots : 1));
  if (shared) {
    view[start + sharedWords.generation] = atomics.add(view, programWords.generation, 1) + 1;
  }
  atomics.store(view, start + kindWord, typeWord(kinds[kind], size));
  return slot;
}

function takeBlock(memory: Memory, size: number): { slot: number; used: boolean } {
  const { words } = memory;
  lockMutex(words, header.allocating);
  try {
    const first = atomics.load(words, freeLists + size);
    if (first !== 0) {
      const next = atomics.load(memory.reach(first), first * slotWords + nextFree);
      atomics.store(words, freeLists + size, next);
      return { slot: first, used: true };
    }
    const slot = atomics.load(words, header.unused);
    memory.grow(slot + 2 ** size);
    // Its size stands there before it can be found: whoever walks through all blocks must come to the next.
    memory.words[slot * slotWords + kindWord] = typeWord(kinds.free, size);
    atomics.store(words, header.unused, slot + 2 ** size);
    return { slot, used: false };
  } finally {
    unlockMutex(words, header.allocating);
  }
}

/** Gives a block of this kind back; nobody may know it any more. Of two who do it at once, one does. */
export function free(memory: Memory, slot: number, kind: number): void {
  const words = memory.reach(slot);
  const index = slot * slotWords + kindWord;
  const type = atomics.load(words, index);
  const size = sizeOfBlock(type);
  if (kindOfBlock(type) !== kind || kind === kinds.free) return;
  if (atomics.compareExchange(words, index, type, typeWord(kinds.free, size)) !== type) return;
  lockMutex(words, header.allocating);
  try {
    words[slot * slotWords + nextFree] = atomics.load(words, freeLists + size);
    atomics.store(words, freeLists + size, slot);
  } finally {
    unlockMutex(words, header.allocating);
  }
}

/** What a block is at this moment. */
export function kindAt(memory: Memory, slot: number): number {
  return kindOfBlock(atomics.load(memory.reach(slot), slot * slotWords + kindWord));
}

/** Visits every block, free ones too. Blocks may come and go meanwhile: where one begins and ends never changes. */
export function forEachBlock(memory: Memory, visit: (slot: number, kind: number) => void): void {
  const end = atomics.load(memory.words, header.unused);
  const words = memory.reach(end - 1);
  for (let slot = firstUnused; slot < end;) {
    const type = glance(words, slot * slotWords + kindWord);
    visit(slot, kindOfBlock(type));
    slot += 1 << sizeOfBlock(type);
  }
}
