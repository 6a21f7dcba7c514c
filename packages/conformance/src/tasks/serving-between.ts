import * as heddle from 'heddle';
import {
  spawn,
  tasks,
  type Channel,
  type Coroutine,
  type Latch,
  type Lock,
  type Process,
  type Queue,
  type RwLock,
  type Semaphore,
  type Value,
} from 'heddle';
import type * as nodeProcess from 'node:process';
import { builtin } from '../builtin.ts';
import { seen, soon } from './seen.ts';

/** Not by name: a browser has none, and loads this module too. */
function start<A extends unknown[], T>(target: (...args: A) => T, args: A): Process {
  const { Process: made } = heddle as Partial<typeof heddle> as { Process: typeof Process };
  return made.start({ target, args } as never);
}

function thisProcess(): typeof nodeProcess {
  return builtin<typeof nodeProcess>('node:process')!;
}

/** What several processes have of one another. */
export interface Estate {
  readonly lock: Lock;
  readonly semaphore: Semaphore;
  readonly settings: RwLock;
  readonly queue: Queue<number>;
  readonly told: Queue<string>;
}

/** Waits for ever in every line, with all that it has taken. */
async function takeAll({ lock, semaphore, settings, queue, told }: Estate): Promise<never> {
  await lock.acquire();
  await semaphore.acquire();
  await settings.read.acquire();
  await queue.get();
  await queue.get();
  queue.taskDone();
  const waits = [settings.write.acquire(), semaphore.acquire(), queue.getMany(9)];
  await told.put('has all');
  await Promise.all(waits);
  throw new Error('nobody gives it more');
}

export const servingBetween = tasks('serving-between', import.meta.url, {
  async addAwaiting(lock: Lock, total: Value<'i32'>, times: number): Promise<void> {
    for (let time = 0; time < times; time++) {
      const guard = await lock.acquire();
      total.value += 1;
      guard.release();
    }
  },

  addBlocking(lock: Lock, total: Value<'i32'>, times: number): void {
    for (let time = 0; time < times; time++) {
      const guard = lock.acquireSync();
      total.value += 1;
      guard.release();
    }
  },

  /** Has it until it is told to let go. */
  async hold(lock: Lock, told: Queue<string>, go: Channel<string>): Promise<string> {
    const guard = await lock.acquire();
    await told.put('holds it');
    const word = await go.receive();
    guard.release();
    return word;
  },

  /** Gives back what it got, and hears whether what comes again is the same. */
  async pass(lock: Lock, to: Queue<unknown>, from: Queue<Lock>): Promise<unknown> {
    await to.put({ nested: [lock] });
    const again = await from.get();
    return { isSame: again === lock, lock };
  },

  /** Hands it on to a process of its own. */
  async handOn(lock: Lock, total: Value<'i32'>, times: number): Promise<void> {
    const below = start(servingBetween.addBlocking, [lock, total, times]);
    await servingBetween.addAwaiting(lock, total, times);
    await below.result();
  },

  takeAll,

  /** Has a process of its own that does. */
  async takeAllBelow(estate: Estate): Promise<string> {
    const below = start(servingBetween.takeAll, [estate]);
    const ending = (async (): Promise<void> => {
      await estate.told.get();
      below.kill();
    })();
    const [outcome] = await Promise.all([seen(() => below.result()), ending]);
    return outcome.split(' ')[0]!;
  },

  /** Takes one lock, says so, waits until the other process has too, and takes the other one. */
  cross(first: Lock, second: Lock, both: Latch): unknown {
    return spawn(function* cross(): Coroutine<string> {
      const guard = yield* first.acquire();
      both.countDown();
      yield* both.wait();
      try {
        const other = yield* second.acquire();
        other.release();
        return 'got both';
      } catch (error) {
        return (error as Error).message;
      } finally {
        guard.release();
      }
    });
  },

  /** Takes it twice, as a task and as a thread that blocks. */
  async twice(lock: Lock): Promise<string[]> {
    return [
      await seen(() =>
        spawn(function* awaiting(): Coroutine<void> {
          const guard = yield* lock.acquire();
          try {
            yield* lock.acquire();
          } finally {
            guard.release();
          }
        }),
      ),
      await seen(() =>
        spawn(function* blocking(): Coroutine<void> {
          const guard = yield* lock.acquire();
          try {
            lock.acquireSync();
          } finally {
            guard.release();
          }
        }),
      ),
    ];
  },

  /** Ends without a word, in the middle of its work, when it has got so many items. */
  async die(queue: Queue<number>, items: number): Promise<void> {
    for (let got = 0; got < items; got++) {
      await queue.get();
      if (got === 0) queue.taskDone();
    }
    const { kill, pid } = thisProcess();
    kill(pid, 'SIGKILL');
    await new Promise(() => {});
  },

  /** Gets what cannot cross. */
  async getForeign(queue: Queue<unknown>): Promise<string[]> {
    const failures = [
      await seen(() => queue.get()),
      await seen(() => queue.getSync()),
      await seen(() => queue.tryGet()),
      await seen(() => queue.getMany(2)),
    ];
    return failures.map((failure) => failure.split(' ')[0]!);
  },

  /** Is at the queue before anything that cannot cross comes. */
  async awaitForeign(queue: Queue<unknown>, told: Queue<string>): Promise<string> {
    const waiting = queue.get();
    await told.put('waits');
    return (await seen(() => waiting)).split(' ')[0]!;
  },

  /** Ends in the turn in which it has put the last one. */
  async putAndExit(queue: Queue<number>, items: number): Promise<void> {
    for (let item = 0; item < items; item++) void queue.put(item);
    thisProcess().exit(0);
  },

  /** Releases what whoever has made it has taken. */
  releaseForeign(lock: Lock): boolean {
    lock.release();
    return lock.locked;
  },

  async late(lock: Lock): Promise<string> {
    return seen(() => lock.acquire({ timeout: soon }));
  },
});
