import { describe, expect, it } from 'vitest';
import { AbandonedLockError, CancelledError, SpentGuardError, TimeoutError } from '../errors.ts';
import { Agent, thisAgent } from '../memory/agent.ts';
import { generationOf } from '../memory/shares.ts';
import type { Operation } from '../operation/operation.ts';
import {
  exploreThreads,
  mainTasks,
  otherTasks,
  task,
  type Threads,
} from '../testing/explored-threads.ts';
import { fromHandleOf, kindOf } from '../wire/kind.ts';
import { Condition } from './condition.ts';
import type { Guard } from './guard.ts';
import { granted } from './handed.fixture.ts';
import { Lock } from './lock.ts';
import { shareConditions } from './share-condition.ts';
import { shareLocks } from './share.ts';

shareLocks();
shareConditions();

interface Handle {
  readonly slot: number;
  readonly parts: readonly { readonly kind: string; readonly data: { readonly slot: number } }[];
}

/** Hands a condition with its lock over, as a message would. */
function send(threads: Threads, condition: Condition, times = 1): void {
  for (let box = 0; box < times; box++) {
    const { slot, parts } = kindOf(condition)!.toHandle(condition) as Handle;
    threads.send(slot * 256 + parts[0]!.data.slot, box);
  }
}

/** Waits for the message and makes the condition of it. */
function receive(threads: Threads, kind: 'lock' | 'rlock' = 'lock', box: number = 0): Condition {
  const both = threads.receive(box);
  const { memory } = thisAgent();
  const at = (slot: number): object => ({
    slot,
    generation: generationOf(memory, slot),
    parts: [],
    name: undefined,
  });
  const lock = { ...at(both & 255), owned: true, fair: false };
  const handle = { ...at(both >> 8), parts: [{ kind, data: lock }] };
  const condition = fromHandleOf('condition', handle) as Condition;
  threads.mark();
  return condition;
}

/** Has the lock in the end, also if it has to be recovered. */
function take(lock: Lock): Guard {
  for (;;) {
    try {
      return lock.acquireSync();
    } catch (error) {
      if (!(error instanceof AbandonedLockError)) throw error;
      const guard = lock.recover();
      if (guard !== undefined) return guard;
    }
  }
}

/** Notifies, with the lock alone. */
function notify(threads: Threads, condition: Condition, count: number = 1): void {
  using _ = take(condition.lock);
  threads.mark();
  threads.critical();
  condition.notify(count);
}

/** Goes on in the event loop until it has settled, however. */
function ended(threads: Threads, wait: Operation<void>): void {
  wait._looked();
  while (!wait._settled) threads.turn();
}

/** A task that begins to wait. */
class Waiter {
  readonly #threads: Threads;
  readonly guard: Guard;
  readonly wait: Operation<void>;

  constructor(threads: Threads, condition: Condition, slot: number) {
    const who = task(`task ${slot}`, slot);
    this.#threads = threads;
    this.guard = threads.as(who, () => condition.acquireSync());
    this.wait = threads.as(who, () => condition.wait());
    this.wait.catch(() => {});
    threads.mark();
  }

  /** Has the lock again, whether it was notified or not; gives it back. */
  end(): boolean {
    ended(this.#threads, this.wait);
    this.#threads.mark();
    this.#threads.critical();
    this.guard.release();
    return this.wait._state === 1;
  }
}

describe(
  'a shared condition, every order of the atomic accesses of two threads',
  { timeout: 240_000 },
  () => {
    it('one blocks until it is notified, and has the lock before and after, both levels of it', async () => {
      const seen = await exploreThreads((threads) => ({
        main() {
          const condition = new Condition();
          const [outer, inner] = [condition.acquireSync(), condition.acquireSync()];
          send(threads, condition);
          condition.waitSync();
          threads.mark();
          threads.critical();
          inner.release();
          threads.critical();
          outer.release();
        },
        other() {
          notify(threads, receive(threads, 'rlock'));
        },
      }));
      expect(seen.states).toBeGreaterThan(1000);
    });

    it('a task waits in its event loop, and has the lock when it goes on', async () => {
      await exploreThreads((threads) => ({
        main() {
          const condition = new Condition(new Lock());
          send(threads, condition);
          const waiter = new Waiter(threads, condition, mainTasks[0]!);
          threads.send(1, 1);
          expect(waiter.end()).toBe(true);
        },
        other() {
          const condition = receive(threads);
          threads.receive(1);
          const guard = granted(threads, condition.lock.acquire());
          threads.critical();
          condition.notifyAll();
          guard.release();
        },
      }));
    });

    it('tasks that waited before it was handed over wait on', async () => {
      await exploreThreads((threads) => ({
        main() {
          const condition = new Condition(new Lock());
          const waiters = mainTasks.map((slot) => new Waiter(threads, condition, slot));
          send(threads, condition);
          for (const waiter of waiters) expect(waiter.end()).toBe(true);
        },
        other() {
          notify(threads, receive(threads), 2);
        },
      }));
    });

    it('a task that gives up while it is notified is in time, or the other one of its thread is told', async () => {
      const ends = new Set<string>();
      await exploreThreads((threads) => ({
        main() {
          const condition = new Condition(new Lock());
          const [first, second] = mainTasks.map((slot) => new Waiter(threads, condition, slot));
          send(threads, condition);
          first!.wait._giveUp(new Error('given up'));
          const inTime = first!.end();
          ends.add(inTime ? 'in time' : 'given up');
          if (inTime) second!.wait._giveUp(new Error('not told'));
          expect(second!.end()).toBe(!inTime);
        },
        other() {
          notify(threads, receive(threads));
        },
      }));
      expect([...ends].toSorted()).toEqual(['given up', 'in time']);
    });

    it('a notification is not kept for who comes later', async () => {
      await exploreThreads((threads) => ({
        main() {
          const condition = new Condition(new Lock());
          send(threads, condition);
          notify(threads, condition, 5);
          threads.send(1, 1);
        },
        other() {
          const condition = receive(threads);
          threads.receive(1);
          using _ = condition.acquireSync();
          expect(() => condition.waitSync({ timeout: 10 })).toThrow(TimeoutError);
        },
      }));
    });
  },
);

describe('a shared condition, two threads with up to 4 preemptions', { timeout: 240_000 }, () => {
  const bound = { preemptions: 4 };

  it('a thread that blocks comes before its own tasks, for they could not go on', async () => {
    await exploreThreads(
      (threads) => ({
        main() {
          const condition = new Condition(new Lock());
          const waiter = new Waiter(threads, condition, mainTasks[0]!);
          const guard = condition.acquireSync();
          send(threads, condition);
          condition.waitSync();
          threads.mark();
          expect(waiter.wait._settled).toBe(false);
          condition.notify();
          guard.release();
          expect(waiter.end()).toBe(true);
        },
        other() {
          notify(threads, receive(threads));
        },
      }),
      bound,
    );
  });

  it('a thread that blocks does not leave the lock to its own task, which could not go on', async () => {
    await exploreThreads(
      (threads) => ({
        main() {
          const condition = new Condition(new Lock());
          const guard = condition.acquireSync();
          const next = threads.as(task('next', mainTasks[0]!), () => condition.lock.acquire());
          send(threads, condition);
          condition.waitSync();
          threads.mark();
          threads.critical();
          guard.release();
          granted(threads, next).release();
        },
        other() {
          notify(threads, receive(threads));
        },
      }),
      bound,
    );
  });

  it('a limit that is over while a blocked thread is notified: it has the lock in any case', async () => {
    const ends = new Set<string>();
    await exploreThreads(
      (threads) => ({
        main() {
          const condition = new Condition(new Lock());
          using _ = condition.acquireSync();
          send(threads, condition);
          try {
            condition.waitSync({ timeout: 10 });
            ends.add('notified');
          } catch (error) {
            if (!(error instanceof TimeoutError)) throw error;
            ends.add('late');
          }
          threads.critical();
        },
        other() {
          notify(threads, receive(threads));
        },
      }),
      bound,
    );
    expect([...ends].toSorted()).toEqual(['late', 'notified']);
  });

  it('a task that is cancelled, whether it was notified or not, has the lock, and another one is told', async () => {
    await exploreThreads(
      (threads) => ({
        main() {
          const condition = new Condition(new Lock());
          send(threads, condition);
          const waiter = new Waiter(threads, condition, mainTasks[0]!);
          threads.receive(1);
          notify(threads, condition);
          expect(waiter.end()).toBe(true);
        },
        other() {
          const condition = receive(threads);
          const waiter = new Waiter(threads, condition, otherTasks[0]!);
          threads.send(1, 1);
          waiter.wait._cancelWith(new CancelledError('cancelled'));
          expect(waiter.end()).toBe(false);
        },
      }),
      bound,
    );
  });
});

describe('a shared condition, three threads with up to 2 preemptions', { timeout: 280_000 }, () => {
  /** Takes the lock, says so, and waits. */
  const waits = (threads: Threads, box: number, go: (condition: Condition) => void) => (): void => {
    const condition = receive(threads, 'lock', box);
    using _ = condition.acquireSync();
    threads.send(1, box + 2);
    go(condition);
    threads.critical();
  };

  it('each notification lets one go on', async () => {
    await exploreThreads(
      (threads) => ({
        main() {
          const condition = new Condition(new Lock());
          send(threads, condition, 2);
          threads.receive(2);
          threads.receive(3);
          notify(threads, condition);
          notify(threads, condition);
        },
        other: waits(threads, 0, (condition) => condition.waitSync()),
        third: waits(threads, 1, (condition) => condition.waitSync()),
      }),
      { preemptions: 2 },
    );
  });

  it('one notification lets one go on, and not two', async () => {
    const once = (threads: Threads) => (condition: Condition) => {
      try {
        condition.waitSync({ timeout: 10 });
        threads.send(1, 4); // the box has room for one
      } catch (error) {
        if (!(error instanceof TimeoutError)) throw error;
      }
    };
    await exploreThreads(
      (threads) => ({
        main() {
          const condition = new Condition(new Lock());
          send(threads, condition, 2);
          threads.receive(2);
          threads.receive(3);
          notify(threads, condition);
        },
        other: waits(threads, 0, once(threads)),
        third: waits(threads, 1, once(threads)),
      }),
      { preemptions: 2 },
    );
  });

  it('one that is late takes no notification from the one that waits on', async () => {
    const ends = new Set<string>();
    await exploreThreads(
      (threads) => ({
        main() {
          const condition = new Condition(new Lock());
          send(threads, condition, 2);
          threads.receive(2);
          threads.receive(3);
          notify(threads, condition);
        },
        other: waits(threads, 0, (condition) => {
          try {
            condition.waitSync({ timeout: 10 });
            ends.add('in time');
            condition.notify();
          } catch (error) {
            if (!(error instanceof TimeoutError)) throw error;
            ends.add('late');
          }
        }),
        third: waits(threads, 1, (condition) => condition.waitSync()),
      }),
      { preemptions: 2 },
    );
    expect([...ends].toSorted()).toEqual(['in time', 'late']);
  });

  it('what a thread was told of and has not taken when it dies, or ends, goes to the next one', async () => {
    await exploreThreads(
      (threads) => ({
        main() {
          const condition = new Condition(new Lock());
          send(threads, condition, 2);
          const dismiss = (): void => {
            Agent.dismiss(threads.memory, threads.enlisted('other'));
          };
          const isDead = threads.died();
          if (isDead) dismiss();
          threads.receive(3);
          notify(threads, condition); // it is the turn of the other one, if that waits
          if (!isDead) dismiss();
        },
        other() {
          const condition = receive(threads, 'lock', 0);
          // It begins to wait, and never comes back to its event loop.
          const { wait } = new Waiter(threads, condition, otherTasks[0]!);
          expect(wait._settled).toBe(false);
        },
        third() {
          const condition = receive(threads, 'lock', 1);
          const guard = take(condition.lock);
          threads.send(1, 3);
          try {
            condition.waitSync();
            threads.mark();
          } catch (error) {
            if (!(error instanceof AbandonedLockError)) throw error;
            condition.lock.recover()?.release();
            return;
          }
          threads.critical();
          guard.release();
        },
      }),
      { preemptions: 2, dies: 'other' },
    );
  });

  it('one who dies while it notifies harms nobody: who waits is told by it, or can be told later', async () => {
    const ends = new Set<string>();
    await exploreThreads(
      (threads) => ({
        main() {
          const condition = new Condition(new Lock());
          const guard = condition.acquireSync();
          send(threads, condition, 2);
          try {
            condition.waitSync();
            threads.mark();
            guard.release();
            ends.add('told');
          } catch (error) {
            if (!(error instanceof AbandonedLockError)) throw error;
            ends.add('abandoned');
            expect(() => guard.release()).toThrow(SpentGuardError);
          }
        },
        other() {
          notify(threads, receive(threads, 'lock', 0));
        },
        third() {
          const condition = receive(threads, 'lock', 1);
          threads.died();
          Agent.dismiss(threads.memory, threads.enlisted('other'));
          using _ = take(condition.lock);
          condition.notify();
        },
      }),
      { preemptions: 2, dies: 'other' },
    );
    expect([...ends].toSorted()).toEqual(['abandoned', 'told']);
  });
});
