import { Semaphore as AsyncSemaphore } from 'async-mutex';
import { Event, RwLock, Semaphore, spawn, toHandle, type Coroutine } from 'heddle';
import { RwLock as ThreadsRwLock } from '../peers/multithreading.ts';
import type { Contest, Side } from '../contest.ts';

function shared<T extends Semaphore | Event | RwLock>(object: T): T {
  toHandle(object);
  return object;
}

/** Two permits, of which each side takes one at a time. */
function semaphoreAwait(semaphore: Semaphore): Side {
  return {
    name: 'await acquire()',
    async run(operations) {
      let count = 0;
      for (let i = 0; i < operations; i += 1) {
        await semaphore.acquire();
        count += 1;
        semaphore.release();
      }
      return count;
    },
  };
}

function semaphoreYield(semaphore: Semaphore): Side {
  return {
    name: 'yield* acquire()',
    run: (operations) =>
      spawn(function* (): Coroutine<number> {
        let count = 0;
        for (let i = 0; i < operations; i += 1) {
          yield* semaphore.acquire();
          count += 1;
          semaphore.release();
        }
        return count;
      }).toPromise(),
  };
}

function asyncSemaphore(): Side {
  const semaphore = new AsyncSemaphore(2);
  return {
    name: 'async-mutex',
    async run(operations) {
      let count = 0;
      for (let i = 0; i < operations; i += 1) {
        const [, release] = await semaphore.acquire();
        count += 1;
        release();
      }
      return count;
    },
  };
}

function readYield(lock: RwLock): Side {
  return {
    name: 'yield* read.acquire()',
    run: (operations) =>
      spawn(function* (): Coroutine<number> {
        let count = 0;
        for (let i = 0; i < operations; i += 1) {
          const guard = yield* lock.read.acquire();
          count += 1;
          guard.release();
        }
        return count;
      }).toPromise(),
  };
}

function threadsRead(): Side {
  const lock = new ThreadsRwLock(undefined);
  return {
    name: 'multithreading',
    async run(operations) {
      let count = 0;
      for (let i = 0; i < operations; i += 1) {
        const guard = await lock.read();
        count += 1;
        guard.dispose();
      }
      return count;
    },
  };
}

function eventYield(event: Event): Side {
  event.set();
  return {
    name: 'yield* wait()',
    run: (operations) =>
      spawn(function* (): Coroutine<number> {
        let count = 0;
        for (let i = 0; i < operations; i += 1) {
          yield* event.wait();
          count += 1;
        }
        return count;
      }).toPromise(),
  };
}

function resolvedPromise(): Side {
  const promise = Promise.resolve();
  return {
    name: 'await of a resolved promise',
    async run(operations) {
      let count = 0;
      for (let i = 0; i < operations; i += 1) {
        await promise;
        count += 1;
      }
      return count;
    },
  };
}

function contest(id: string, title: string, open: () => readonly Side[]): Contest {
  return { id, title, sum: (operations) => operations, open };
}

/** What nobody else wants at the moment. */
export const synchronizers: readonly Contest[] = [
  contest('semaphore-local-await', 'local semaphore, await acquire and release', () => [
    semaphoreAwait(new Semaphore(2)),
    asyncSemaphore(),
  ]),
  contest('semaphore-local-yield', 'local semaphore, yield* acquire and release', () => [
    semaphoreYield(new Semaphore(2)),
    asyncSemaphore(),
  ]),
  contest('semaphore-shared-yield', 'shared semaphore, yield* acquire and release', () => [
    semaphoreYield(shared(new Semaphore(2))),
    asyncSemaphore(),
  ]),
  contest('rwlock-local-yield', 'local RwLock, yield* read.acquire and release', () => [
    readYield(new RwLock()),
    threadsRead(),
  ]),
  contest('rwlock-shared-yield', 'shared RwLock, yield* read.acquire and release', () => [
    readYield(shared(new RwLock())),
    threadsRead(),
  ]),
  contest('event-local-yield', 'local event that is set, yield* wait', () => [
    eventYield(new Event()),
    resolvedPromise(),
  ]),
  contest('event-shared-yield', 'shared event that is set, yield* wait', () => [
    eventYield(shared(new Event())),
    resolvedPromise(),
  ]),
];
