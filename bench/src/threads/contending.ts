import { tasks, type Lock, type Queue } from 'heddle';
import { BoundedWordLock } from '../peers/bounded-word-lock.ts';
import { HandOver } from '../peers/hand-over.ts';
import { WordLock } from '../peers/word-lock.ts';

/** What one of two contending threads is to do: `times` acquisitions in one of the ways. */
export interface Bout {
  readonly by: keyof Ways;
  readonly times: number;
}

/** What two threads share: a word each of its own cache line, and the hand-over's two words. */
export const shared = {
  word: 0,
  bounded: 16,
  sum: 32,
  meeting: 48,
  handOver: 64,
  words: 80,
} as const;

/** The ways to take turns; each adds 1 to a number that only the turn keeps the two threads from spoiling. */
interface Ways {
  lockSync(times: number): void;
  lockAwait(times: number): Promise<void>;
  wordSync(times: number): void;
  wordAwait(times: number): Promise<void>;
  boundedSync(times: number): void;
  boundedAwait(times: number): Promise<void>;
  handOver(times: number): void;
}

function waysOf(lock: Lock, words: Int32Array<SharedArrayBuffer>, me: number): Ways {
  const word = new WordLock(words.subarray(shared.word, shared.word + 1));
  const bounded = new BoundedWordLock(words.subarray(shared.bounded, shared.bounded + 1));
  const turn = new HandOver(words.subarray(shared.handOver, shared.handOver + 2), me);
  return {
    lockSync(times) {
      for (let i = 0; i < times; i += 1) {
        const guard = lock.acquireSync();
        words[shared.sum]! += 1;
        guard.release();
      }
    },
    async lockAwait(times) {
      for (let i = 0; i < times; i += 1) {
        const guard = await lock.acquire();
        words[shared.sum]! += 1;
        guard.release();
      }
    },
    wordSync(times) {
      for (let i = 0; i < times; i += 1) {
        word.acquireSync();
        words[shared.sum]! += 1;
        word.release();
      }
    },
    async wordAwait(times) {
      for (let i = 0; i < times; i += 1) {
        await word.acquire();
        words[shared.sum]! += 1;
        word.release();
      }
    },
    boundedSync(times) {
      for (let i = 0; i < times; i += 1) {
        bounded.acquireSync();
        words[shared.sum]! += 1;
        bounded.release();
      }
    },
    async boundedAwait(times) {
      for (let i = 0; i < times; i += 1) {
        await bounded.acquire();
        words[shared.sum]! += 1;
        bounded.release();
      }
    },
    handOver(times) {
      for (let i = 0; i < times; i += 1) {
        turn.park();
        words[shared.sum]! += 1;
        turn.unpark();
      }
    },
  };
}

/** Lets both go on at once, so that neither is through before the other begins. */
function meet(words: Int32Array<SharedArrayBuffer>): void {
  if (Atomics.add(words, shared.meeting, 1) === 0) {
    Atomics.wait(words, shared.meeting, 1);
    return;
  }
  Atomics.store(words, shared.meeting, 0);
  Atomics.notify(words, shared.meeting);
}

/** One of two threads; both have all locks, so that all sides are measured in the same pair of threads. */
export const contending = tasks('contending', import.meta.url, {
  async contend(
    lock: Lock,
    words: Int32Array<SharedArrayBuffer>,
    me: number,
    bouts: Queue<Bout>,
    done: Queue<number>,
  ): Promise<void> {
    const ways = waysOf(lock, words, me);
    for await (const { by, times } of bouts) {
      meet(words);
      await ways[by](times);
      await done.put(times);
    }
  },
});
