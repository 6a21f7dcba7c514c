import { kindAt } from './allocate.ts';
import { atomics } from './atomics.ts';
import { isDead } from './dead.ts';
import {
  holderShift,
  agentWords,
  header,
  kinds,
  lockWords,
  sharedWords,
  slotWords,
} from './layout.ts';
import type { Memory } from './memory.ts';
import { lockMutex, unlockMutex } from './mutex.ts';
import { freeNamed } from './name.ts';
import { forgetAllTakenAt } from './taken-at.ts';

// Who knows a slot: threads that have it as an object, and handles on their way. One word counts them all, so that whoever
// brings it to 0 is alone with the slot and gives it back: no other order of two words would tell that for certain. The bits
// only say which threads are counted, for the day when one of them dies.
// Gaining counts first, losing counts last: a thread that is killed in between leaves the count too high. The slot is then
// never used again, which is better than used twice.

/** Takes out what a kind's slot leads to, before it is given back. */
export type Emptying = (memory: Memory, slot: number) => void;

const emptyings: Map<number, Emptying> = /* @__PURE__ */ new Map();

/** @internal */
export function emptyBeforeFree(kind: keyof typeof kinds, emptying: Emptying): void {
  emptyings.set(kinds[kind], emptying);
}

/** A thread has an object for the slot, which it had not. */
export function gain(memory: Memory, slot: number, thread: number): void {
  countIn(memory, slot);
  const { index, bit } = userBit(slot, thread);
  atomics.or(memory.reach(slot), index, bit);
}

/** A thread has none any more. */
export function lose(memory: Memory, slot: number, thread: number): void {
  const { index, bit } = userBit(slot, thread);
  const before = atomics.and(memory.reach(slot), index, ~bit);
  if ((before & bit) !== 0) countOut(memory, slot);
}

function userBit(slot: number, thread: number): { index: number; bit: number } {
  const word = thread < 32 ? sharedWords.usersLow : sharedWords.usersHigh;
  return { index: slot * slotWords + word, bit: 1 << (thread & 31) };
}

/** A handle goes on its way, or somebody else begins to know the slot. Whoever calls this knows it for certain. */
export function countIn(memory: Memory, slot: number): void {
  atomics.add(memory.reach(slot), slot * slotWords + sharedWords.refs, 1);
}

/** Somebody is done with it; the last one gives it back. */
export function countOut(memory: Memory, slot: number): void {
  const before = atomics.add(memory.reach(slot), slot * slotWords + sharedWords.refs, -1);
  if (before === 1) giveBack(memory, slot);
}

/**
 * Counts one more for a handle that nobody has counted. False: what it stood for is gone.
 * Nothing else keeps the slot from being given away meanwhile, but that needs the mutex.
 */
export function countInIfThere(memory: Memory, slot: number, generation: number): boolean {
  lockMutex(memory.words, header.allocating);
  try {
    if (generationOf(memory, slot) !== generation) return false;
    const words = memory.reach(slot);
    const index = slot * slotWords + sharedWords.refs;
    for (;;) {
      const refs = atomics.load(words, index);
      if (refs <= 0) return false;
      if (atomics.compareExchange(words, index, refs, refs + 1) === refs) return true;
    }
  } finally {
    unlockMutex(memory.words, header.allocating);
  }
}

export function generationOf(memory: Memory, slot: number): number {
  return atomics.load(memory.reach(slot), slot * slotWords + sharedWords.generation);
}

function giveBack(memory: Memory, slot: number): void {
  const kind = kindAt(memory, slot);
  if ((kind === kinds.lock || kind === kinds.rwLock) && !emptyLock(memory, slot, kind)) return;
  emptyings.get(kind)?.(memory, slot);
  freeNamed(memory, slot);
}

/** False: it is held, and its holder, who counts it, could not be told that it is gone. */
function emptyLock(memory: Memory, slot: number, kind: number): boolean {
  const words = memory.reach(slot);
  const at = slot * slotWords;
  const holder = atomics.load(words, at + lockWords.state) >>> holderShift;
  if (holder !== 0) {
    if (!isDead(memory, holder)) return false;
    // It is abandoned, and nobody is left who could recover it.
    atomics.add(words, holder * slotWords + agentWords.holds, -1);
  }
  forgetAllTakenAt(memory, slot, kind);
  return true;
}
