import { tasks, type Lock, type Queue } from 'heddle';
import { WordLock } from '../peers/word-lock.ts';

/** What one of two contending threads is to do: `times` acquisitions of one of the locks. */
export interface Bout {
  readonly lock: 'heddle' | 'word';
  readonly wait: 'sync' | 'await';
  readonly times: number;
}

/** Lets both go on at once, so that neither is through before the other begins. */
function meet(shared: Int32Array<SharedArrayBuffer>): void {
  if (Atomics.add(shared, 2, 1) === 0) {
    Atomics.wait(shared, 2, 1);
    return;
  }
  Atomics.store(shared, 2, 0);
  Atomics.notify(shared, 2);
}

/** One of two threads; both have all locks, so that all sides are measured in the same pair of threads. */
export const contending = tasks('contending', import.meta.url, {
  async contend(
    lock: Lock,
    shared: Int32Array<SharedArrayBuffer>,
    bouts: Queue<Bout>,
    done: Queue<number>,
  ): Promise<void> {
    const word = new WordLock(shared.subarray(0, 1));
    for await (const { lock: which, wait, times } of bouts) {
      meet(shared);
      // A plain read and write each time: only the lock keeps the two threads apart.
      for (let i = 0; i < times; i += 1) {
        if (which === 'heddle') {
          const guard = wait === 'sync' ? lock.acquireSync() : await lock.acquire();
          shared[1]! += 1;
          guard.release();
        } else {
          if (wait === 'sync') word.acquireSync();
          else await word.acquire();
          shared[1]! += 1;
          word.release();
        }
      }
      await done.put(times);
    }
  },
});
