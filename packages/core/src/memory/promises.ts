import { atomics } from './atomics.ts';
import { queueWords } from './layout.ts';

/**
 * At a rendezvous, what is on its way to certain threads is for whoever looks first: of one of them nobody knows any more
 * whether it was still there. Those who were promised one, and are, only may have to wait for the next.
 */
export function revokePromises(words: Int32Array, queue: number): void {
  for (let half = 0; half < 2; half++) atomics.store(words, queue + queueWords.promised + half, 0);
  atomics.store(words, queue + queueWords.promising, 0);
}
