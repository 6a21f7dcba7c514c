import type { Agent } from './agent.ts';
import { atomics } from './atomics.ts';
import type { Awaited } from './awaited.ts';
import {
  agentWords,
  firstThread,
  kindOfBlock,
  kindWord,
  kinds,
  lockWords,
  rwLockWords,
  slotWords,
  threads,
} from './layout.ts';
import type { Memory } from './memory.ts';
import { dropName, readName, writeName } from './name.ts';

// A text says where a shared lock was taken, for messages in other threads, if `captureStacks` asked for that. A lock has a
// word for it, and a readers-writer lock has one more for each thread: where the reader took it who is named there.
// Its first line is the holder's slot, so that nobody is told of another one's line.

/** Keeps where `holder`, who is of this thread, took it. @throws MemoryFullError */
export function writeTakenAt(
  agent: Agent,
  lock: number,
  holder: number,
  frames: readonly string[],
  reads: boolean = false,
): void {
  replace(agent, lock, reads, writeName(agent.memory, [holder, ...frames].join('\n')));
}

/** Forgets it. */
export function forgetTakenAt(agent: Agent, lock: number, reads: boolean = false): void {
  replace(agent, lock, reads, 0);
}

function replace(agent: Agent, lock: number, reads: boolean, text: number): void {
  exchange(agent.memory, lock, reads ? wordOfReader(agent.thread) : lockWords.takenAt, text);
}

function exchange(memory: Memory, lock: number, word: number, text: number): void {
  const before = atomics.exchange(reach(memory, lock, word), lock * slotWords + word, text);
  if (before !== 0) dropName(memory, before);
}

/** Forgets all of a lock that nobody knows any more. */
export function forgetAllTakenAt(memory: Memory, lock: number, kind: number): void {
  exchange(memory, lock, lockWords.takenAt, 0);
  if (kind !== kinds.rwLock) return;
  const words = reach(memory, lock, wordOfReader(threads - 1));
  for (let thread = 0; thread < threads; thread++) {
    const word = wordOfReader(thread);
    if (words[lock * slotWords + word] !== 0) exchange(memory, lock, word, 0);
  }
}

/** The stack of whoever is on a cycle; undefined: it is not known. */
export function readTakenAt(
  { memory }: Agent,
  { holder, lock, as }: Awaited,
): readonly string[] | undefined {
  if (lock === 0 || as === 'next') return undefined;
  const kind = kindOfBlock(memory.reach(lock)[lock * slotWords + kindWord]!);
  if (kind !== kinds.lock && kind !== kinds.rwLock) return undefined;
  const word = as === 'reading' ? wordOfReader(threadOf(memory, holder)) : lockWords.takenAt;
  const text = reach(memory, lock, word)[lock * slotWords + word] ?? 0;
  if (text === 0) return undefined;
  const [whose, ...frames] = readName(memory, text).split('\n');
  return whose === String(holder) ? frames : undefined;
}

function threadOf(memory: Memory, holder: number): number {
  return memory.reach(holder)[holder * slotWords + agentWords.thread]! - firstThread;
}

function wordOfReader(thread: number): number {
  return rwLockWords.takenAt + thread;
}

/** The words, in which this one of the lock lies for certain. */
function reach(memory: Memory, lock: number, word: number): Int32Array<SharedArrayBuffer> {
  return memory.reach(lock + Math.floor(word / slotWords));
}
