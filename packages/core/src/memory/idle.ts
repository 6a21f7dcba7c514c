import {
  threadWords,
  firstThread,
  programWords,
  slotWords,
  threads,
  threadState,
} from './layout.ts';

// Which threads can still do something. A thread marks itself idle when its event loop has nothing left, or when it parks
// without limit; whoever wakes it clears the mark first, and is not idle itself while it does. So once all are marked, no
// thread can wake another any more. These words are no part of the algorithms that are explored step by step.

/** In a thread's word. */
export const rest = {
  /** It can go on. */
  none: 0,
  idle: 1,
  /** It was asked, or is parked: nothing of its own (a timer that does not hold the program open) goes on meanwhile. */
  sure: 2,
  /** It is to look again whether its event loop is empty. */
  asked: 3,
} as const;
const states = 3;
/** It has something that waits for what another task or thread has to bring. */
const stuck = 4;
/** It has something that waits for what nobody here knows. */
const open = 8;
/** It sleeps until an unpark; else until its bell is rung. */
const parked = 16;

/** How a thread rests. */
interface Resting {
  readonly isStuck: boolean;
  readonly isOpen: boolean;
  readonly isParked?: boolean;
}

function at(thread: number): number {
  return (firstThread + thread) * slotWords + threadWords.rest;
}

export function enterRest(
  words: Int32Array,
  thread: number,
  how: number,
  { isStuck, isOpen, isParked = false }: Resting,
): void {
  const marks = (isStuck ? stuck : 0) | (isOpen ? open : 0) | (isParked ? parked : 0);
  Atomics.store(words, at(thread), how | marks);
}

/** It is idle for certain, unless it was woken meanwhile. */
export function makeSure(words: Int32Array, thread: number): void {
  const word = Atomics.load(words, at(thread));
  if ((word & states) !== rest.idle) return;
  Atomics.compareExchange(words, at(thread), word, rest.sure | (word & ~states));
}

/** What its word was. The word goes first: who counts marks and sees the old one sees the count change. */
export function leaveRest(words: Int32Array, thread: number): number {
  if (Atomics.load(words, at(thread)) === rest.none) return rest.none;
  const before = Atomics.exchange(words, at(thread), rest.none);
  if (before !== rest.none) Atomics.add(words, programWords.wakings, 1);
  return before & states;
}

/** `busy`: somebody can go on. `open`: perhaps somebody will. `unsure`: some are to be asked. `stuck`: nobody can any more. */
export type Survey = 'busy' | 'open' | 'unsure' | 'stuck';

/** Looks at all threads as they stood at one moment. */
export function survey(words: Int32Array): Survey {
  const wakings = Atomics.load(words, programWords.wakings);
  let all = 0;
  let isSure = true;
  for (let thread = 0; thread < threads; thread++) {
    if (!isAlive(words, thread)) continue;
    const word = Atomics.load(words, at(thread));
    const state = word & states;
    if (state === rest.none || state === rest.asked || isCalled(words, thread, word)) return 'busy';
    if (state === rest.idle) isSure = false;
    all |= word;
  }
  if (Atomics.load(words, programWords.wakings) !== wakings) return 'busy'; // whoever was woken will look
  if ((all & stuck) === 0 || (all & open) !== 0) return 'open';
  return isSure ? 'stuck' : 'unsure';
}

/** Gives the threads that are to look again, and marks them as asked. */
export function askUnsure(words: Int32Array): number[] {
  const asked: number[] = [];
  for (let thread = 0; thread < threads; thread++) {
    if (!isAlive(words, thread)) continue;
    const word = Atomics.load(words, at(thread));
    if ((word & states) !== rest.idle) continue;
    if (Atomics.compareExchange(words, at(thread), word, rest.asked) !== word) continue;
    Atomics.add(words, programWords.wakings, 1);
    asked.push(thread);
  }
  return asked;
}

/** It was woken while it was about to rest, and has not noticed yet: whoever woke it saw no mark that it could clear. */
function isCalled(words: Int32Array, thread: number, word: number): boolean {
  const call = (word & parked) === 0 ? threadWords.bell : threadWords.permit;
  return Atomics.load(words, (firstThread + thread) * slotWords + call) === 1;
}

function isAlive(words: Int32Array, thread: number): boolean {
  const state = (firstThread + thread) * slotWords + threadWords.state;
  return Atomics.load(words, state) === threadState.alive;
}

/** Who are alive. */
export function alive(words: Int32Array): number[] {
  return Array.from({ length: threads }, (_, thread) => thread).filter((thread) =>
    isAlive(words, thread),
  );
}
