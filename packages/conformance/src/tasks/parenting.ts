import { bindWorker, tasks, Thread, type Lock, type Queue } from 'heddle';
import { dying } from './dying.ts';

/** A thread that starts another. */
export const parenting = tasks('parenting', import.meta.url, {
  /** Starts one that holds the lock, and stays for it. */
  async beget(lock: Lock, said: Queue<string>): Promise<void> {
    // In a bundle, what its creator has bound is not known here. Node has no global Worker, and no need of it.
    if (typeof Worker === 'function') {
      bindWorker(
        dying,
        () => new Worker(new URL('./dying.ts', import.meta.url), { type: 'module' }),
      );
    }
    await Thread.start({ target: dying.idle, args: [lock, said] }).result();
  },
});
