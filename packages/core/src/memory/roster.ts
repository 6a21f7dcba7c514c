import { atomics } from './atomics.ts';
import {
  agentWords,
  firstThread,
  longestName,
  nameWord,
  slotWords,
  threads,
  threadState,
  threadWords,
} from './layout.ts';
import type { Memory } from './memory.ts';
import { dropName, readName, writeName } from './name.ts';

// What threads know of each other by their slots. These words are no part of the algorithms that are explored step by step.

/** Which thread a slot is about: its number, and which of those that had it one after another. */
interface Which {
  readonly thread: number;
  readonly born: number;
}

/** A thread that has a number, as every thread sees it. */
export interface Listed extends Which {
  readonly ident: number;
  readonly daemon: boolean;
}

const flags = { daemon: 1, ended: 2 } as const;

function at(thread: number, word: number): number {
  return (firstThread + thread) * slotWords + word;
}

/** What others are to know of a new thread. `before`: so much of its text stands before its name; see `nameOf`. */
export function list(
  { words }: Memory,
  { thread }: Which,
  { ident, daemon }: Pick<Listed, 'ident' | 'daemon'>,
  before: number = 0,
): void {
  words[at(thread, threadWords.before)] = before;
  words[at(thread, threadWords.flags)] = daemon ? flags.daemon : 0;
  atomics.store(words, at(thread, threadWords.ident), ident);
}

/** Its target has ended, though it may stay for threads that it has started. */
export function noteEnded({ words }: Memory, { thread }: Which): void {
  atomics.or(words, at(thread, threadWords.flags), flags.ended);
}

/** Those that are alive and have not ended, by their numbers. */
export function listed(memory: Memory): Listed[] {
  const found: Listed[] = [];
  for (let thread = 0; thread < threads; thread++) {
    const born = birthOf(memory, thread);
    const ident = atomics.load(memory.words, at(thread, threadWords.ident));
    if (ident === 0 || !isRunning(memory, { thread, born })) continue;
    const word = atomics.load(memory.words, at(thread, threadWords.flags));
    found.push({ thread, born, ident, daemon: (word & flags.daemon) !== 0 });
  }
  return found;
}

/** Is it alive, and has not ended? */
export function isRunning(memory: Memory, { thread, born }: Which): boolean {
  const { words } = memory;
  return (
    atomics.load(words, at(thread, threadWords.state)) === threadState.alive &&
    atomics.load(words, at(thread, threadWords.born)) === born &&
    birthOf(memory, thread) === born &&
    (atomics.load(words, at(thread, threadWords.flags)) & flags.ended) === 0
  );
}

/** Of the one that has the number now, be it alive or dead. */
function birthOf(memory: Memory, thread: number): number {
  const self = selfOf(memory, thread);
  return memory.reach(self)[self * slotWords + agentWords.born]!;
}

function selfOf({ words }: Memory, thread: number): number {
  return words[at(thread, threadWords.self)]!;
}

function textOf(memory: Memory, thread: number): string {
  const self = selfOf(memory, thread);
  return readName(memory, atomics.load(memory.reach(self), self * slotWords + nameWord));
}

/** The thread's name, out of a text such as `bank.deposit (thread-1)`. */
export function nameOf(memory: Memory, { thread }: Which): string {
  const before = memory.words[at(thread, threadWords.before)]!;
  const text = textOf(memory, thread);
  if (before === 0) return text;
  return text.slice(before, text.length < longestName ? -1 : undefined);
}

/** How often it was given another name. */
export function renamings({ words }: Memory, { thread }: Which): number {
  return atomics.load(words, at(thread, threadWords.renamings));
}

/** Gives it another name; only for itself, and for who started it while that has not dismissed it. @throws MemoryFullError */
export function rename(memory: Memory, { thread }: Which, name: string): void {
  const before = memory.words[at(thread, threadWords.before)]!;
  const text = before === 0 ? name : `${textOf(memory, thread).slice(0, before)}${name})`;
  const next = writeName(memory, text);
  const self = selfOf(memory, thread);
  const old = atomics.exchange(memory.reach(self), self * slotWords + nameWord, next);
  if (old !== 0) dropName(memory, old);
  atomics.add(memory.words, at(thread, threadWords.renamings), 1);
}
