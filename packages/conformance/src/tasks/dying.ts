import { tasks, type Lock, type Queue, type Value } from 'heddle';

type Said = Queue<string>;

/** Threads that die with a lock in their hands, or are ended while they wait for one. */
export const dying = tasks('dying', import.meta.url, {
  /** Holds the lock and computes, until it is told to stop: not every runtime can end it. */
  compute(lock: Lock, said: Said, stop: Value<'i32'>): void {
    lock.acquireSync();
    said.putSync('holds');
    while (stop.value === 0);
  },

  /** Parks for a lock that somebody else has. */
  park(lock: Lock, said: Said): string {
    said.putSync('waits');
    try {
      lock.acquireSync().release();
      return 'got it';
    } catch (error) {
      return (error as Error).name;
    }
  },

  /** The same in its event loop. */
  async wait(lock: Lock, said: Said): Promise<void> {
    await said.put('waits');
    (await lock.acquire()).release();
  },

  /** Holds the lock, and waits for what never comes. */
  async idle(lock: Lock, said: Said): Promise<void> {
    await lock.acquire();
    await said.put('holds');
    await new Promise(() => {});
  },

  /** Returns with the lock. */
  async keep(lock: Lock, said: Said, go: Said): Promise<string> {
    await lock.acquire();
    await said.put('holds');
    return go.get();
  },

  /** An error that nobody takes ends it with the lock. */
  async fail(lock: Lock, said: Said, go: Said): Promise<void> {
    await dying.keep(lock, said, go);
    setTimeout(() => {
      throw new RangeError('boom');
    });
    await new Promise(() => {});
  },

  async reject(lock: Lock, said: Said, go: Said): Promise<void> {
    await dying.keep(lock, said, go);
    void Promise.reject(new RangeError('boom'));
    await new Promise(() => {});
  },
});
