import { platform, realm } from '../realm.ts';
import { atomics, looks, mutexPatience as patience } from './atomics.ts';
import { firstThread, slotWords, stopState, threads, threadWords } from './layout.ts';

const free = 0;
/** Beside the owner: somebody sleeps until it is free. */
const contended = 0x100;
/** Code that is not Heddle's own runs meanwhile, for as long as that takes. */
const lent = 0x200;
/** It did so before: no later state of this hold is one that was seen before. */
const reclaimed = 0x400;
const ownerBits = 0xff;

/** How the word shows this thread: its number + 1, so that whoever finds it dead can free what it held. */
function me(): number {
  // A thread that joins a memory takes its first steps there without a number.
  return ((realm().agent as { readonly thread: number } | undefined)?.thread ?? threads) + 1;
}

/**
 * Guards a few steps on shared memory. It is for Heddle's own books only: never held across a wait, and across the user's
 * code only as `lendMutex` says, so a thread that may not block (a browser's main thread) can spin for it. Its owner may be
 * killed at any step: what it guards must be whole at each, and `freeMutexOf` frees it.
 */
export function lockMutex(words: Int32Array, index: number, owner: number = me()): void {
  for (let look = 0; look < looks; look++) {
    if (atomics.compareExchange(words, index, free, owner) === free) return;
  }
  const { now, missing } = platform();
  const mayBlock = missing.blocking === undefined;
  let since = -1;
  let seen = free;
  // Whoever has slept cannot know whether others still do, and says so.
  for (;;) {
    const state = atomics.compareExchange(words, index, free, owner | contended);
    if (state === free) return;
    if ((state & contended) === 0) {
      const swapped = atomics.compareExchange(words, index, state, state | contended);
      if (swapped !== state) continue;
    }
    if (mayBlock) {
      if (atomics.wait(words, index, state | contended, patience) !== 'timed-out') continue;
      freeIfStopped(words, index, state);
    } else if (since < 0 || (state | contended) !== seen) {
      since = now();
      seen = state | contended;
    } else if (now() - since > patience) {
      since = -1;
      freeIfStopped(words, index, state);
    }
  }
}

/**
 * It was held for as long as nobody alive does: perhaps by a thread that this one has ended by force, and whose death it
 * cannot hear of while it waits here.
 */
function freeIfStopped(words: Int32Array, index: number, state: number): void {
  const thread = (state & ownerBits) - 1;
  if (thread < 0 || thread >= threads) return;
  const stop = (firstThread + thread) * slotWords + threadWords.stop;
  if (atomics.load(words, stop) === stopState.none) return;
  // If it has come further since, it does run on.
  const before = state | contended;
  if (atomics.compareExchange(words, index, before, free) === before) {
    atomics.notify(words, index, 1);
  }
}

/**
 * Its owner is about to run the user's code. If the thread is ended by force meanwhile, that may take so long that the mutex
 * is freed for it: so it may change nothing before `reclaimMutex`.
 */
export function lendMutex(words: Int32Array, index: number, owner: number = me()): void {
  let state = owner;
  for (;;) {
    const before = atomics.compareExchange(words, index, state, owner | lent | (state & contended));
    if (before === state || (before & ownerBits) !== owner) return;
    state = before;
  }
}

/** False: this thread was ended, and does not have it any more. */
export function reclaimMutex(words: Int32Array, index: number, owner: number = me()): boolean {
  let state = owner | lent;
  for (;;) {
    const next = owner | reclaimed | (state & contended);
    const before = atomics.compareExchange(words, index, state, next);
    if (before === state) return true;
    if ((before & ownerBits) !== owner) return false;
    state = before;
  }
}

export function unlockMutex(words: Int32Array, index: number, owner: number = me()): void {
  freeMutexOf(words, index, owner - 1);
}

/** Frees the mutex if `thread` has it: for its owner, and for whoever knows that its owner is dead. */
export function freeMutexOf(words: Int32Array, index: number, thread: number): void {
  const owner = thread + 1;
  let state = atomics.compareExchange(words, index, owner, free);
  if (state === owner) return;
  while ((state & ownerBits) === owner) {
    const before = state;
    state = atomics.compareExchange(words, index, before, free);
    if (state !== before) continue;
    if ((before & contended) !== 0) atomics.notify(words, index, 1);
    return;
  }
}
