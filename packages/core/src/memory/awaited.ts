import type { Agent } from './agent.ts';
import {
  agentWords,
  firstThread,
  holderShift,
  kindOfBlock,
  kindWord,
  kinds,
  lockWords,
  pendingWriter,
  rwLockWords,
  stateWords,
  threads,
  threadWords,
} from './layout.ts';

/** One who has to act before a wait can end, and why. */
export interface Awaited {
  readonly holder: number;
  /** The lock that leads to this holder; 0: it is reached because it blocks its thread. */
  readonly lock: number;
  /** Of a readers-writer lock: it reads, it writes, or it comes before the one who waits. */
  readonly as?: 'reading' | 'writing' | 'next' | undefined;
}

/** Reads a word of a slot; the words of all blocks of several slots are counted from the first. */
export type ReadWord = (slot: number, word: number) => number;

/** Who has to act before `holder`, who waits for `lock`, can go on: each of them, as far as shared memory tells. */
export function awaitedFor(agent: Agent, holder: number, lock: number, read: ReadWord): Awaited[] {
  if (read(lock, lockWords.unowned) !== 0) return [];
  const state = read(lock, lockWords.state);
  const named = state >>> holderShift;
  const isRw = kindOfBlock(read(lock, kindWord)) === kinds.rwLock;
  if (named === 0 || agent.isDead(named)) return [];
  if (!isRw) return [{ holder: named, lock }];
  if ((state & pendingWriter) === 0) return [{ holder: named, lock, as: 'writing' }];
  if (named === holder) return readersOf(agent, lock, read);
  // Who is to write next may give it up, if it only began to wait; not if it can do nothing else.
  if (read(named, agentWords.waitsFor) === lock) return [{ holder: named, lock, as: 'next' }];
  return blockerOf(read(named, agentWords.thread), read);
}

function blockerOf(thread: number, read: ReadWord): Awaited[] {
  const blocker = read(thread, threadWords.blocked);
  return blocker === 0 ? [] : [{ holder: blocker, lock: 0 }];
}

/**
 * Of each thread that reads: the reader who is named, and whoever stops the thread as a whole. (Not by the tally: one who
 * counts itself and then sees the writer never was in.)
 */
function readersOf(agent: Agent, lock: number, read: ReadWord): Awaited[] {
  const readers: Awaited[] = [];
  const there = [read(lock, stateWords[3]!), read(lock, stateWords[4]!)] as const;
  for (let thread = 0; thread < threads; thread++) {
    if ((there[thread >> 5]! & (1 << (thread & 31))) === 0) continue;
    const reader = read(lock, rwLockWords.named + thread);
    if (reader === 0 || agent.isDead(reader)) continue;
    readers.push({ holder: reader, lock, as: 'reading' });
    const blocker = read(firstThread + thread, threadWords.blocked);
    if (blocker !== 0 && blocker !== reader) {
      readers.push({ holder: blocker, lock, as: 'reading' });
    }
  }
  return readers;
}
