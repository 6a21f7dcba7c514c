import { Mutex } from 'async-mutex';
import { Lock, TaskGroup, type Coroutine } from 'heddle';
import type { Contest, Side } from '../contest.ts';
import { PromiseLock } from '../peers/promise-lock.ts';

const tasks = 1000;

/** How many of the acquisitions are one task's. */
function shareOf(operations: number, task: number): number {
  return Math.floor((operations + task) / tasks);
}

interface Count {
  value: number;
}

function yieldSide(): Side {
  const lock = new Lock();
  function* contend(times: number, count: Count): Coroutine<void> {
    for (let i = 0; i < times; i += 1) {
      const guard = yield* lock.acquire();
      count.value += 1;
      guard.release();
    }
  }
  return {
    name: 'yield* acquire()',
    async run(operations) {
      const count = { value: 0 };
      await new TaskGroup().run(async (group) => {
        for (let task = 0; task < tasks; task += 1) {
          group.spawn(contend, shareOf(operations, task), count);
        }
      });
      return count.value;
    },
  };
}

/** `contend` takes the lock and adds to the count so many times. */
function promiseSide(name: string, contend: (times: number, count: Count) => Promise<void>): Side {
  return {
    name,
    async run(operations) {
      const count = { value: 0 };
      await Promise.all(
        Array.from({ length: tasks }, (_, task) => contend(shareOf(operations, task), count)),
      );
      return count.value;
    },
  };
}

function awaitSide(): Side {
  const lock = new Lock();
  return promiseSide('await acquire()', async (times, count) => {
    for (let i = 0; i < times; i += 1) {
      const guard = await lock.acquire();
      count.value += 1;
      guard.release();
    }
  });
}

function mutexSide(): Side {
  const mutex = new Mutex();
  return promiseSide('async-mutex', async (times, count) => {
    for (let i = 0; i < times; i += 1) {
      const release = await mutex.acquire();
      count.value += 1;
      release();
    }
  });
}

function chainSide(): Side {
  const lock = new PromiseLock();
  return promiseSide('promise chain', async (times, count) => {
    for (let i = 0; i < times; i += 1) {
      const release = await lock.acquire();
      count.value += 1;
      release();
    }
  });
}

function contest(id: string, title: string, heddle: () => Side): Contest {
  return {
    id,
    title,
    sum: (operations) => operations,
    open: () => [heddle(), mutexSide(), chainSide()],
  };
}

/** A thousand tasks that all want one local lock, all the time: an operation is one hand-over. */
export const lockHandOver: readonly Contest[] = [
  contest('lock-hand-over-yield', '1000 tasks contend for a local lock, yield* acquire', yieldSide),
  contest('lock-hand-over-await', '1000 tasks contend for a local lock, await acquire', awaitSide),
];
