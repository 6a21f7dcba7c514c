import { atomics } from './atomics.ts';
import { agentWords, firstThread, slotWords, threads, threadWords } from './layout.ts';
import type { Memory } from './memory.ts';

/** Has the thread of this holder ended? */
export function isDead(memory: Memory, holder: number): boolean {
  const words = memory.reach(holder);
  const at = holder * slotWords;
  const thread = atomics.load(words, at + agentWords.thread);
  // The slot may be somebody else's by now; whoever asks makes sure that the holder still holds.
  if (thread < firstThread || thread >= firstThread + threads) return false;
  const born = atomics.load(words, thread * slotWords + threadWords.born);
  return atomics.load(words, at + agentWords.born) !== born;
}
