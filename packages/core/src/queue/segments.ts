import { allocate, free } from '../memory/allocate.ts';
import { atomics } from '../memory/atomics.ts';
import { kinds, queueWords, slotWords } from '../memory/layout.ts';
import type { Memory } from '../memory/memory.ts';
import { jumpWords } from './record.ts';

// The records of a queue stand in segments, one after the other. Who puts goes on in the next when one is full, who gets
// leaves one when it is empty; that is kept for whoever needs the next, so that a queue that is used goes around in two or
// three of them.

/** Slots of a segment: 8 kB. */
let slots = 128;

/** For tests, which want to come to its end. */
export function setSegment(count: number): void {
  slots = count;
}

/** The first word of a segment says that it is one, the second which was added before it. */
const head = 2;
const before = 1;

/** @throws MemoryFullError */
export function newSegment(memory: Memory): number {
  const segment = allocate(memory, slots, 'segment');
  memory.reach(segment + slots - 1);
  return segment;
}

/** The one that was left, or a new one. @throws MemoryFullError */
export function nextSegment(memory: Memory, queue: number): number {
  const spare = atomics.exchange(memory.words, queue * slotWords + queueWords.spare, 0);
  if (spare === 0) return newSegment(memory);
  memory.reach(spare + slots - 1);
  return spare;
}

/** All that was in it is read, and whoever puts has left it before. */
export function leaveSegment(memory: Memory, queue: number, segment: number): void {
  const spare = atomics.exchange(memory.words, queue * slotWords + queueWords.spare, segment);
  if (spare !== 0) free(memory, spare, kinds.segment);
}

/** It is written to, for items that count together later on: whoever is killed till then has not lost it. */
export function noteAdded(memory: Memory, queue: number, segment: number): void {
  const { words } = memory;
  const at = queue * slotWords;
  words[segment * slotWords + before] = atomics.load(words, at + queueWords.adding);
  words[at + queueWords.addingSince] = atomics.load(words, at + queueWords.puts);
  atomics.store(words, at + queueWords.adding, segment);
}

/** What was noted is part of the queue if its items count; else it is given back. */
export function settleAdded(memory: Memory, queue: number): void {
  const { words } = memory;
  const at = queue * slotWords;
  const since = atomics.load(words, at + queueWords.addingSince);
  if (atomics.load(words, at + queueWords.puts) !== since) {
    atomics.store(words, at + queueWords.adding, 0);
    return;
  }
  for (let segment = atomics.load(words, at + queueWords.adding); segment !== 0;) {
    const next = atomics.load(memory.reach(segment), segment * slotWords + before);
    atomics.store(words, at + queueWords.adding, next); // first: once it is free, it may be another's at any moment
    free(memory, segment, kinds.segment);
    segment = next;
  }
}

/** Where its first record stands. */
export function startOf(segment: number): number {
  return segment * slotWords + head;
}

/** Where no record begins any more: a jump fits in behind. */
export function endOf(segment: number): number {
  return (segment + slots) * slotWords - jumpWords;
}

export function segmentOf(end: number): number {
  return (end + jumpWords) / slotWords - slots;
}
