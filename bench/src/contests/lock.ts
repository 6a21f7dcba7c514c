import { Mutex } from 'async-mutex';
import { Lock, spawn, toHandle, type Coroutine } from 'heddle';
import { Mutex as ThreadsMutex } from '../peers/multithreading.ts';
import type { Contest, Side } from '../contest.ts';
import { WordLock } from '../peers/word-lock.ts';

function shared(): Lock {
  const lock = new Lock();
  toHandle(lock);
  if (!lock.shared) throw new Error('the lock was not moved into shared memory');
  return lock;
}

function heddleSync(lock: Lock): Side {
  return {
    name: 'acquireSync()',
    run(operations) {
      let count = 0;
      for (let i = 0; i < operations; i += 1) {
        const guard = lock.acquireSync();
        count += 1;
        guard.release();
      }
      return count;
    },
  };
}

function heddleAwait(lock: Lock): Side {
  return {
    name: 'await acquire()',
    async run(operations) {
      let count = 0;
      for (let i = 0; i < operations; i += 1) {
        const guard = await lock.acquire();
        count += 1;
        guard.release();
      }
      return count;
    },
  };
}

function heddleYield(lock: Lock): Side {
  return {
    name: 'yield* acquire()',
    run: (operations) =>
      spawn(function* (): Coroutine<number> {
        let count = 0;
        for (let i = 0; i < operations; i += 1) {
          const guard = yield* lock.acquire();
          count += 1;
          guard.release();
        }
        return count;
      }).toPromise(),
  };
}

function asyncMutex(): Side {
  const mutex = new Mutex();
  return {
    name: 'async-mutex',
    async run(operations) {
      let count = 0;
      for (let i = 0; i < operations; i += 1) {
        const release = await mutex.acquire();
        count += 1;
        release();
      }
      return count;
    },
  };
}

function threadsMutexAwait(): Side {
  const mutex = new ThreadsMutex();
  return {
    name: 'multithreading',
    async run(operations) {
      let count = 0;
      for (let i = 0; i < operations; i += 1) {
        const guard = await mutex.lock();
        count += 1;
        guard.dispose();
      }
      return count;
    },
  };
}

function threadsMutexSync(): Side {
  const mutex = new ThreadsMutex();
  return {
    name: 'multithreading',
    run(operations) {
      let count = 0;
      for (let i = 0; i < operations; i += 1) {
        const guard = mutex.blockingLock();
        count += 1;
        guard.dispose();
      }
      return count;
    },
  };
}

function wordSync(): Side {
  const lock = new WordLock();
  return {
    name: 'bare word',
    run(operations) {
      let count = 0;
      for (let i = 0; i < operations; i += 1) {
        lock.acquireSync();
        count += 1;
        lock.release();
      }
      return count;
    },
  };
}

function wordAwait(): Side {
  const lock = new WordLock();
  return {
    name: 'bare word, await',
    async run(operations) {
      let count = 0;
      for (let i = 0; i < operations; i += 1) {
        await lock.acquire();
        count += 1;
        lock.release();
      }
      return count;
    },
  };
}

function contest(id: string, title: string, open: () => readonly Side[]): Contest {
  return { id, title, sum: (operations) => operations, open };
}

/** A lock that nobody else wants. */
export const lockContests: readonly Contest[] = [
  contest('lock-local-await', 'local lock, await acquire and release', () => [
    heddleAwait(new Lock()),
    asyncMutex(),
    wordAwait(),
  ]),
  contest('lock-local-yield', 'local lock, yield* acquire and release', () => [
    heddleYield(new Lock()),
    asyncMutex(),
  ]),
  contest('lock-shared-await', 'shared lock, await acquire and release', () => [
    heddleAwait(shared()),
    asyncMutex(),
    threadsMutexAwait(),
    wordAwait(),
  ]),
];

/** The same, where a thread may block. */
export const lockSyncContests: readonly Contest[] = [
  contest('lock-local-sync', 'local lock, acquireSync and release', () => [
    heddleSync(new Lock()),
    threadsMutexSync(),
    wordSync(),
  ]),
  contest('lock-shared-sync', 'shared lock, acquireSync and release', () => [
    heddleSync(shared()),
    threadsMutexSync(),
    wordSync(),
  ]),
];
