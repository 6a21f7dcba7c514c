import { allocate, free } from './allocate.ts';
import { namedWords, slotBytes, slotWords } from './layout.ts';
import type { Memory } from './memory.ts';

/** Keeps a name where every thread can read it; gives its slot. */
export function writeName(memory: Memory, name: string): number {
  const slot = allocate(memory, slotsFor(name.length), 'name');
  memory.reach(slot + slotsFor(name.length) - 1)[slot * slotWords + namedWords.length] =
    name.length;
  const units = unitsOf(memory, slot, name.length);
  for (let i = 0; i < name.length; i++) units[i] = name.charCodeAt(i);
  return slot;
}

export function readName(memory: Memory, slot: number): string {
  const length = memory.reach(slot)[slot * slotWords + namedWords.length]!;
  memory.reach(slot + slotsFor(length) - 1);
  return String.fromCharCode(...unitsOf(memory, slot, length));
}

export function dropName(memory: Memory, slot: number): void {
  free(memory, slot, slotsFor(memory.reach(slot)[slot * slotWords + namedWords.length]!));
}

function slotsFor(length: number): number {
  return Math.ceil((namedWords.units * 4 + length * 2) / slotBytes);
}

function unitsOf(memory: Memory, slot: number, length: number): Uint16Array {
  return new Uint16Array(memory.buffer, slot * slotBytes + namedWords.units * 4, length);
}
