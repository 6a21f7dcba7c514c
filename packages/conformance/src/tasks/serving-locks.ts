import {
  Barrier,
  BoundedSemaphore,
  Condition,
  Event,
  Latch,
  Lock,
  RLock,
  RwLock,
  select,
  Semaphore,
  spawn,
  tasks,
  WriteGuard,
  yieldNow,
  type Coroutine,
  type Value,
} from 'heddle';
import { seen, seenAtOnce, soon } from './seen.ts';

type Facts = Promise<Record<string, unknown>>;

/** What somebody sees of locks that another one has made: the same in a thread and in a process. */
export const servingLocks = tasks('serving-locks', import.meta.url, {
  /** `held`: by whoever has made it. */
  async lock(lock: Lock, held: Lock): Facts {
    const is = [lock instanceof Lock, lock.name, lock.owned, lock.fair, lock.shared, lock.locked];
    const guard = await lock.acquire();
    const whileHeld = [lock.locked, lock.tryAcquire() === undefined];
    guard.release();
    const spent = seenAtOnce(() => guard.release());
    guard[Symbol.dispose]();
    const blocking = lock.acquireSync();
    const whileBlocking = lock.locked;
    blocking[Symbol.dispose]();
    const inTask = await spawn(function* () {
      const got = yield* lock.acquire();
      const isLocked = lock.locked;
      got.release();
      return isLocked;
    });
    const run = await lock.run(() => lock.locked);
    lock.acquireSync();
    lock.release();
    const tried = lock.tryAcquire();
    tried?.release();
    const ended = [
      await seen(() => held.acquire({ timeout: soon })),
      await seen(() => held.acquire({ timeout: 0 })),
      await seen(() => held.acquire({ signal: AbortSignal.abort(new RangeError('before')) })),
    ];
    const abort = new AbortController();
    const waiting = held.acquire({ signal: abort.signal });
    abort.abort(new RangeError('meanwhile'));
    ended.push(await seen(() => waiting));
    const chosen = await select({ free: lock, held });
    (chosen.value as typeof guard).release();
    return {
      is,
      whileHeld,
      spent,
      whileBlocking,
      inTask,
      run,
      tried: tried !== undefined,
      ended,
      inTime: seenAtOnce(() => held.acquireSync({ timeout: soon })).slice(0, 12),
      bad: [
        await seen(() => held.acquire(100 as never)),
        await seen(() => held.acquire({ timeout: -1 })),
      ],
      notOwner: seenAtOnce(() => held.release()),
      notHeld: seenAtOnce(() => lock.release()),
      nothingToRecover: lock.recover() === undefined,
      chosen: chosen.key,
      left: lock.locked,
    };
  },

  async rlock(lock: RLock): Facts {
    const levels = await spawn(function* (): Coroutine<unknown[]> {
      const first = yield* lock.acquire();
      const second = lock.acquireSync();
      const third = lock.tryAcquire();
      const deep = lock.depth;
      lock.release();
      const spent = seenAtOnce(() => third?.release());
      second.release();
      const stillLocked = lock.locked;
      first.release();
      return [deep, spent, stillLocked, lock.depth, lock.locked];
    });
    const owner = { name: 'a flow of its own' };
    const mine = await lock.acquire({ owner });
    const again = lock.acquireSync({ owner });
    const others = await spawn(() => seen(() => lock.acquire({ timeout: soon })));
    again.release();
    lock.release({ owner });
    const recursion = await spawn(function* (): Coroutine<number> {
      return yield* lock.run(function* () {
        return yield* lock.run(function* () {
          yield* yieldNow();
          return lock.depth;
        });
      });
    });
    return {
      is: lock instanceof RLock,
      levels,
      spent: seenAtOnce(() => mine.release()),
      others: others.replace(/ms: .*/, 'ms'),
      run: [recursion, await lock.run(async () => lock.depth, { owner: {} })],
      notOwner: await spawn(() => seenAtOnce(() => lock.release())),
      left: lock.locked,
    };
  },

  async rwLock(lock: RwLock): Facts {
    const first = await lock.read.acquire();
    const second = lock.read.acquireSync();
    const reading = [lock.readers, lock.writing, lock.locked];
    const noWriter = [
      lock.write.tryAcquire() === undefined,
      (await seen(() => lock.write.acquire({ timeout: soon }))).slice(0, 12),
      seenAtOnce(() => lock.write.acquireSync({ timeout: soon })).slice(0, 12),
    ];
    first.release();
    const spent = seenAtOnce(() => first.release());
    lock.read.release();
    const twice = seenAtOnce(() => second.release());
    const writer = await lock.write.acquire();
    const writing = [lock.writing, lock.readers, writer instanceof WriteGuard];
    const downgraded = writer.downgrade();
    const after = [lock.writing, lock.readers];
    const spentWriter = [seenAtOnce(() => writer.release()), seenAtOnce(() => writer.downgrade())];
    downgraded.release();
    const run = [
      await lock.write.run(() => lock.writing),
      await spawn(function* (): Coroutine<number> {
        return yield* lock.read.run(function* () {
          yield* yieldNow();
          return lock.readers;
        });
      }),
    ];
    const chosen = await select({ read: lock.read });
    chosen.value.release();
    return {
      is: [lock instanceof RwLock, lock.name, lock.shared],
      reading,
      noWriter,
      spent,
      twice,
      writing,
      after,
      spentWriter,
      run,
      notOwner: seenAtOnce(() => lock.write.release()),
      left: [lock.locked, lock.write.abandoned, lock.write.recover() === undefined],
    };
  },

  /** Tells by `turn` when it is the turn of whoever has made them. */
  async condition(condition: Condition, turn: Value<'i32'>): Facts {
    const without = [await seen(() => condition.wait()), seenAtOnce(() => condition.notify())];
    const notified = await spawn(function* (): Coroutine<unknown[]> {
      const guard = yield* condition.acquire();
      turn.value = 1;
      condition.notifyAll();
      while (turn.value === 1) yield* condition.wait();
      const value = yield* condition.waitFor(() => turn.value * 10);
      const isHeld = condition.locked;
      guard.release();
      return [turn.value, value, isHeld, condition.locked];
    });
    const late = await spawn(function* (): Coroutine<unknown[]> {
      const guard = yield* condition.acquire();
      const failures: unknown[] = [];
      const abort = new AbortController();
      const limits = [{ timeout: soon }, { signal: abort.signal }];
      for (const limit of limits) {
        const waiting = condition.wait(limit);
        if (limit.signal !== undefined) abort.abort(new RangeError('enough'));
        try {
          yield* waiting;
        } catch (error) {
          failures.push((error as Error).message, condition.locked);
        }
      }
      guard.release();
      return failures;
    });
    const cancelled: unknown[] = [];
    const task = spawn(function* (): Coroutine<void> {
      const guard = yield* condition.acquire();
      try {
        turn.value = 3;
        yield* condition.wait();
      } finally {
        cancelled.push(condition.locked);
        guard.release();
      }
    });
    await spawn(function* (): Coroutine<void> {
      // The lock is free once the other waits.
      for (let waits = false; !waits;) {
        const guard = yield* condition.acquire();
        waits = turn.value === 3;
        guard.release();
      }
      task.cancel();
    });
    cancelled.push((await seen(() => task)).split(' ')[0], condition.locked);
    const guard = condition.acquireSync();
    const blocking = seenAtOnce(() => condition.waitSync({ timeout: soon })).slice(0, 12);
    const atOnce = condition.waitForSync(() => 'holds');
    guard.release();
    return {
      is: [condition instanceof Condition, condition.lock instanceof Lock, condition.name],
      without,
      notified,
      late,
      cancelled,
      blocking,
      atOnce,
      left: condition.locked,
    };
  },

  async semaphores(semaphore: Semaphore, bounded: BoundedSemaphore): Facts {
    const first = await semaphore.acquire();
    const second = semaphore.acquireSync();
    const taken = [semaphore.available, semaphore.locked, semaphore.tryAcquire() === undefined];
    const late = [
      await seen(() => semaphore.acquire({ timeout: soon })),
      seenAtOnce(() => semaphore.acquireSync({ timeout: soon })).slice(0, 12),
    ];
    first.release();
    const spent = seenAtOnce(() => first.release());
    semaphore.release();
    const notSpent = seenAtOnce(() => second.release());
    const several = semaphore.tryAcquire({ permits: 2 });
    const left = semaphore.available;
    several?.release();
    const guard = await bounded.acquire();
    bounded.release();
    return {
      is: [
        semaphore instanceof Semaphore,
        semaphore.permits,
        bounded instanceof BoundedSemaphore,
        bounded.permits,
      ],
      taken,
      late,
      spent,
      notSpent,
      left,
      run: await semaphore.run(() => semaphore.available),
      overReleased: [seenAtOnce(() => guard.release()), seenAtOnce(() => bounded.release())],
      bad: [
        seenAtOnce(() => semaphore.release(0)),
        await seen(() => semaphore.acquire({ permits: 0 })),
      ],
      end: [semaphore.available, bounded.available],
    };
  },

  /** The barrier is for two: this one and whoever has made it. */
  async meetings(event: Event, latch: Latch, barrier: Barrier): Facts {
    const unset = [
      event.isSet,
      await seen(() => event.wait({ timeout: soon })),
      seenAtOnce(() => event.waitSync({ timeout: soon })).slice(0, 12),
    ];
    event.set();
    await event.wait();
    event.waitSync();
    const set = event.isSet;
    event.clear();
    const closed = [latch.count, latch.isOpen, await seen(() => latch.wait({ timeout: soon }))];
    latch.countDown();
    const chosen = await select({ event, latch });
    latch.waitSync();
    const rounds = [await barrier.wait(), barrier.waitSync()];
    const late = (await seen(() => barrier.wait({ timeout: soon }))).slice(0, 12);
    const broken = [barrier.broken, await seen(() => barrier.wait())];
    barrier.reset();
    const mended = barrier.broken;
    barrier.abort();
    return {
      is: [event instanceof Event, latch instanceof Latch, barrier instanceof Barrier],
      unset,
      set,
      closed,
      open: [latch.isOpen, chosen.key, seenAtOnce(() => latch.countDown())],
      rounds: rounds.toSorted((a, b) => a - b).length,
      late,
      broken,
      mended,
      aborted: seenAtOnce(() => barrier.waitSync()).split(' ')[0],
      parties: barrier.parties,
    };
  },
});
