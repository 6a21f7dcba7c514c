import { platform } from '../realm.ts';
import { atomics, looks } from './atomics.ts';

const free = 0;
const locked = 1;
const contended = 2;

/**
 * Guards a few steps on shared memory. It is for Heddle's own books only: never held across a wait or the user's code,
 * so a thread that may not block (a browser's main thread) can spin for it.
 */
export function lockMutex(words: Int32Array, index: number): void {
  for (let look = 0; look < looks; look++) {
    if (atomics.compareExchange(words, index, free, locked) === free) return;
  }
  const mayBlock = platform().missing.blocking === undefined;
  while (atomics.exchange(words, index, contended) !== free) {
    if (mayBlock) atomics.wait(words, index, contended);
  }
}

export function unlockMutex(words: Int32Array, index: number): void {
  if (atomics.exchange(words, index, free) === contended) atomics.notify(words, index, 1);
}
