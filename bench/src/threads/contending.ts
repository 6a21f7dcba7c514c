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
  /** Whose turn the last one was. */
  last: 80,
  words: 96,
} as const;

/** The ways to take turns; each adds 1 to a number that only the turn keeps the two threads from spoiling. */
interface Ways {
  lockSync(times: number): void;
  lockAwait(times: number): Promise<void>;
  wordSync(times: number): void;
  wordAwait(times: number): Promise<void>;
  boundedSync(times: number): void;
  boundedAwait(times: number): Promise<void>;
  /** Until the turn has gone from one to the other `times` times for each of the two. */
  fairSync(times: number): void;
  handOver(times: number): void;
}

function waysOf(lock: Lock, words: Int32Array<SharedArrayBuffer>, me: number): Ways {
  const word = new WordLock(words.subarray(shared.word, shared.word + 1));
  const bounded = new BoundedWordLock(words.subarray(shared.bounded, shared.bounded + 1));
  /** Counts a turn if the last one was the other's. False: there were as many as there should be. */
  const takeTurn = (all: number): boolean => {
    const count = words[shared.sum]!;
    if (count === all) return false;
    if (words[shared.last] === me) return true;
    words[shared.last] = me;
    words[shared.sum] = count + 1;
    return true;
  };
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
    fairSync(times) {
      for (let isOn = true; isOn;) {
        const guard = lock.acquireSync();
        isOn = takeTurn(2 * times);
        guard.release();
      }
    },
    handOver(times) {
      for (let isOn = true; isOn;) {
        turn.park();
        isOn = takeTurn(2 * times);
        turn.unpark();
      }
    },
  };
}

/**
 * Lets both go on at once, so that neither is through before the other begins. It does not sleep: to be woken can take longer
 * than what is measured.
 */
function meet(words: Int32Array<SharedArrayBuffer>): void {
  const before = Atomics.add(words, shared.meeting, 1);
  const both = before - (before % 2) + 2;
  while (Atomics.load(words, shared.meeting) < both);
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
