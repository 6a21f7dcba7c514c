import { describe, expect, test } from 'vitest';
import { joinAll } from '../coroutine/join-all.ts';
import { spawn } from '../coroutine/spawn.ts';
import type { Coroutine } from '../coroutine/task.ts';
import { withTimeout } from '../coroutine/timeout.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import { CancelledError, TimeoutError } from '../errors.ts';
import { explore } from '../testing/explore.ts';
import { sleep } from '../time/sleep.ts';
import { Condition } from './condition.ts';
import { Lock } from './lock.ts';
import { RLock } from './rlock.ts';

/** Tells whoever waits, and whether that has the lock alone. */
class Place {
  readonly condition: Condition;
  readonly log: string[] = [];
  #inside = 0;

  constructor(lock?: Lock) {
    this.condition = new Condition(lock);
  }

  *stay(): Coroutine<void> {
    if (++this.#inside > 1) throw new Error('two have the lock');
    try {
      yield* yieldNow();
    } finally {
      this.#inside--;
    }
  }

  *wait(name: string): Coroutine<void> {
    using _ = yield* this.condition.acquire();
    try {
      yield* this.condition.wait();
      this.log.push(name);
    } finally {
      yield* this.stay();
    }
  }

  *notify(count: number = 1): Coroutine<void> {
    using _ = yield* this.condition.acquire();
    this.condition.notify(count);
    yield* this.stay();
  }

  check(): void {
    if (this.condition.locked) throw new Error('the lock is still held');
    if (this.condition._busy !== undefined) throw new Error('somebody is still in line');
  }
}

describe('a condition, in every order of steps', () => {
  test.each(['Lock', 'RLock'])(
    'producers and consumers come to an end, with a %s',
    async (kind) => {
      const result = await explore(function* () {
        const condition = new Condition(kind === 'Lock' ? new Lock() : new RLock());
        const items: number[] = [];
        const take = function* (): Coroutine<number> {
          using _ = yield* condition.acquire();
          while (items.length === 0) yield* condition.wait();
          return items.pop()!;
        };
        const give = function* (item: number): Coroutine<void> {
          using _ = yield* condition.acquire();
          items.push(item);
          condition.notify();
        };
        const takers = [spawn(take), spawn(take)];
        yield* joinAll([spawn(give, 1), spawn(give, 2)], { raiseError: true });
        const taken: number[] = [];
        for (const taker of takers) taken.push(yield* taker);
        if (taken.toSorted().join() !== '1,2') throw new Error(`taken: ${taken.join()}`);
        if (condition.locked) throw new Error('the lock is still held');
      });
      expect(result).toMatchObject({ complete: true });
    },
  );

  test('waitFor lets everybody through whose predicate holds', async () => {
    const result = await explore(function* () {
      const condition = new Condition(new Lock());
      let stage = 0;
      const pass = function* (from: number): Coroutine<void> {
        using _ = yield* condition.acquire();
        yield* condition.waitFor(() => stage === from);
        stage++;
        condition.notifyAll();
      };
      yield* joinAll([spawn(pass, 1), spawn(pass, 0)], { raiseError: true });
      if (stage !== 2 || condition.locked) throw new Error('not all through');
    });
    expect(result).toMatchObject({ complete: true });
  });

  test('a notification goes to somebody who waited before, and to one only', async () => {
    const logs = new Set<string>();
    const result = await explore(function* () {
      const place = new Place(new Lock());
      const waiters = ['a', 'b'].map((name) => spawn(() => place.wait(name)));
      yield* spawn(() => place.notify());
      logs.add(place.log.join());
      yield* spawn(() => place.notify(2));
      yield* spawn(() => place.notify(2));
      for (let left = 2; left > 0; left--) yield* yieldNow();
      for (const waiter of waiters) waiter.cancel();
      yield* joinAll(waiters);
      place.check();
    });
    expect(result).toMatchObject({ complete: true });
    expect(logs.has('a,b')).toBe(false);
  });

  test.each([0, 1])(
    'a waiter (%i) who is cancelled at any step has the lock then',
    async (victim) => {
      const ends = new Set<string>();
      const result = await explore(function* () {
        const place = new Place();
        const waiters = ['a', 'b'].map((name) => spawn(() => place.wait(name)));
        const notifier = spawn(() => place.notify());
        const canceller = spawn(() => waiters[victim]!.cancel());
        yield* joinAll([canceller, notifier]);
        for (const waiter of waiters) waiter.cancel();
        yield* joinAll(waiters);
        ends.add(place.log.join());
        place.check();
      });
      expect(result).toMatchObject({ complete: true });
      expect(ends).toEqual(new Set(['', 'a', 'b']));
    },
  );

  test.each([0, 1])(
    'a notification that races with the cancellation of a waiter (%i) reaches the other one',
    async (victim) => {
      const ends = new Set<string>();
      const result = await explore(function* () {
        const place = new Place(new Lock());
        // Both are in line before anything else happens.
        const waiters = ['a', 'b'].map((name) => {
          return spawn({ target: () => place.wait(name), eager: true });
        });
        const notifier = spawn(() => place.notify());
        const canceller = spawn(() => waiters[victim]!.cancel());
        yield* joinAll([notifier, canceller, waiters[victim]!]);
        ends.add(`${place.log.join()} ${waiters[victim]!.state}`);
        if (!place.log.includes(victim === 0 ? 'b' : 'a')) {
          if (place.log.length > 0) yield* spawn(() => place.notify());
        }
        yield* waiters[1 - victim]!; // else without another notification
        place.check();
      });
      expect(result).toMatchObject({ complete: true });
      // Cancelled while it waits; where it waits next; too late.
      expect([...ends].toSorted()).toEqual(
        victim === 0
          ? [' cancelled', 'a cancelled', 'a done', 'b cancelled']
          : [' cancelled', 'a cancelled'],
      );
    },
  );

  test('a limit that is over while it is notified: it is late or in time, and the other one is told then', async () => {
    const outcomes = new Set<string>();
    const result = await explore(function* () {
      const place = new Place();
      const notifier = spawn({
        eager: true,
        target: function* () {
          yield* sleep(4);
          yield* place.notify();
        },
      });
      // Has the lock when the limit is over: before the notification, or after.
      const between = spawn({
        eager: true,
        target: function* () {
          yield* sleep(4);
          using _ = yield* place.condition.acquire();
          yield* sleep(2);
        },
      });
      const late = spawn({
        target: function* () {
          using _ = yield* place.condition.acquire();
          try {
            yield* place.condition.wait({ timeout: 5 });
            return 'in time';
          } catch (error) {
            if (!(error instanceof TimeoutError)) throw error;
            return 'late';
          } finally {
            yield* place.stay();
          }
        },
        eager: true,
      });
      const other = spawn({ target: () => place.wait('b'), eager: true });
      yield* notifier;
      yield* between;
      const outcome = yield* late;
      outcomes.add(outcome);
      if (outcome === 'in time') yield* spawn(() => place.notify());
      yield* other;
      place.check();
    });
    expect(result).toMatchObject({ complete: true });
    expect(outcomes).toEqual(new Set(['late', 'in time']));
  });

  test('in a block with a time limit', async () => {
    const outcomes = new Set<string>();
    const result = await explore(function* () {
      const place = new Place(new Lock());
      const notifier = spawn({
        eager: true,
        target: function* () {
          yield* sleep(4);
          yield* place.notify();
        },
      });
      // Has the lock when the limit is over: before the notification, or after.
      const between = spawn({
        eager: true,
        target: function* () {
          yield* sleep(4);
          using _ = yield* place.condition.acquire();
          yield* sleep(2);
        },
      });
      const late = spawn({
        eager: true,
        target: function* () {
          using _ = yield* place.condition.acquire();
          try {
            yield* withTimeout(5, function* () {
              yield* place.condition.wait();
            });
            return 'in time';
          } catch (error) {
            if (!(error instanceof TimeoutError)) throw error;
            return 'late';
          } finally {
            yield* place.stay();
          }
        },
      });
      yield* notifier;
      yield* between;
      outcomes.add(yield* late);
      place.check();
    });
    expect(result).toMatchObject({ complete: true });
    expect(outcomes).toEqual(new Set(['late', 'in time']));
  });

  test('async functions, one of them cancelled at any step', async () => {
    const result = await explore(async () => {
      const condition = new Condition(new Lock());
      let open = false;
      const pass = async (): Promise<void> => {
        const guard = await condition.acquire();
        try {
          await condition.waitFor(() => open);
        } finally {
          guard.release();
        }
      };
      const tasks = [spawn(pass), spawn(pass)];
      const opener = spawn(async () => {
        using _ = await condition.acquire();
        open = true;
        condition.notifyAll();
      });
      const canceller = spawn(() => tasks[0]!.cancel());
      await joinAll([canceller, opener, ...tasks]);
      await tasks[1];
      await tasks[0]!.catch((error: unknown) => {
        if (!(error instanceof CancelledError)) throw error;
      });
      if (condition.locked) throw new Error('the lock is still held');
    });
    expect(result).toMatchObject({ complete: true });
  });
});

describe('an RLock, in every order of steps', () => {
  test('lets one in at a time, who may come in again, and one who is cancelled takes nothing along', async () => {
    const result = await explore(function* () {
      const lock = new RLock();
      let inside = 0;
      const visit = function* (): Coroutine<void> {
        const outer = yield* lock.acquire();
        try {
          if (++inside > 1) throw new Error('two are inside');
          yield* yieldNow();
          using _ = yield* lock.acquire();
          if (lock.depth !== 2) throw new Error(`depth ${lock.depth}`);
        } finally {
          inside--;
          outer.release();
        }
      };
      const tasks = [spawn(visit), spawn(visit), spawn(visit)];
      const canceller = spawn(() => tasks[1]!.cancel());
      yield* joinAll([canceller, ...tasks]);
      yield* tasks[0]!;
      yield* tasks[2]!;
      if (lock.locked) throw new Error('the lock is still held');
    });
    expect(result).toMatchObject({ complete: true });
  });
});
