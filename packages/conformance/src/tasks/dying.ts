import {
  Event,
  tasks,
  type Coroutine,
  type Lock,
  type Queue,
  type RLock,
  type RwLock,
  type Semaphore,
  type Value,
} from 'heddle';

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

  /** Has taken the lock twice, and waits for what never comes. */
  *idleAgain(lock: RLock, said: Said): Coroutine<void> {
    yield* lock.acquire();
    yield* lock.acquire();
    yield* said.put('holds');
    yield* new Event().wait({ timeout: 60_000 });
  },

  *idleReading(lock: RwLock, said: Said): Coroutine<void> {
    yield* lock.read.acquire();
    yield* said.put('reads');
    yield* new Event().wait({ timeout: 60_000 });
  },

  *idleWriting(lock: RwLock, said: Said): Coroutine<void> {
    yield* lock.write.acquire();
    yield* said.put('writes');
    yield* new Event().wait({ timeout: 60_000 });
  },

  /** Begins to wait for so many permits, says so, and waits on. */
  *ask(semaphore: Semaphore, permits: number, said: Said): Coroutine<void> {
    const asking = semaphore.acquire({ permits });
    yield* said.put('asks');
    (yield* asking).release();
  },
});
