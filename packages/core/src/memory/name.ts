import { allocate, free, kindAt } from './allocate.ts';
import { atomics } from './atomics.ts';
import { kinds, longestName, namedWords, nameWord, slotBytes, slotWords } from './layout.ts';
import type { Memory } from './memory.ts';

/** Keeps a name where every thread can read it; gives its slot. @throws MemoryFullError */
export function writeName(memory: Memory, name: string): number {
  const length = Math.min(name.length, longestName);
  const slot = allocate(memory, slotsFor(length), 'name');
  memory.reach(slot + slotsFor(length) - 1)[slot * slotWords + namedWords.length] = length;
  const units = unitsOf(memory, slot, length);
  for (let i = 0; i < length; i++) units[i] = name.charCodeAt(i);
  return slot;
}

/** For a message, which may come so late that the slot is given to something else: it is then a wrong name, but no error. */
export function readName(memory: Memory, slot: number): string {
  const words = memory.reach(slot);
  const length = Math.min(words[slot * slotWords + namedWords.length]! >>> 0, longestName);
  if (slot < 0 || (slot + slotsFor(length)) * slotBytes > memory.buffer.byteLength) return '';
  return String.fromCharCode(...unitsOf(memory, slot, length));
}

export function dropName(memory: Memory, slot: number): void {
  free(memory, slot, kinds.name);
}

/** A block of its own for something with a name; takes none if there is not enough for both. @throws MemoryFullError */
export function allocateNamed(
  memory: Memory,
  kind: keyof typeof kinds,
  name: string | undefined,
  slots: number = 1,
): number {
  const named = name === undefined ? 0 : writeName(memory, name);
  try {
    const slot = allocate(memory, slots, kind);
    memory.reach(slot)[slot * slotWords + nameWord] = named;
    return slot;
  } catch (error) {
    if (named !== 0) dropName(memory, named);
    throw error;
  }
}

/** Gives both back. */
export function freeNamed(memory: Memory, slot: number): void {
  const at = slot * slotWords;
  // Forgotten first: were this thread killed in between, nobody may give the name back once more.
  const named = atomics.exchange(memory.reach(slot), at + nameWord, 0);
  if (named !== 0) dropName(memory, named);
  free(memory, slot, kindAt(memory, slot));
}

function slotsFor(length: number): number {
  return Math.ceil((namedWords.units * 4 + length * 2) / slotBytes);
}

function unitsOf(memory: Memory, slot: number, length: number): Uint16Array {
  return new Uint16Array(memory.buffer, slot * slotBytes + namedWords.units * 4, length);
}
