import { describe, expect, test } from 'vitest';
import { joinAll } from '../coroutine/join-all.ts';
import { select } from '../coroutine/select.ts';
import { spawn } from '../coroutine/spawn.ts';
import type { Coroutine, Task } from '../coroutine/task.ts';
import { withTimeout } from '../coroutine/timeout.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import { CancelledError, TimeoutError } from '../errors.ts';
import { explore } from '../testing/explore.ts';
import { sleep } from '../time/sleep.ts';
import { Lock } from './lock.ts';

/** A lock, and what goes on while it is held. */
class Room {
  readonly lock: Lock = new Lock({ name: 'room' });
  /** Who asked, and who was let in, in order. */
  readonly asked: string[] = [];
  readonly entered: string[] = [];
  #inside: string | undefined = undefined;

  *stay(name: string): Coroutine<void> {
    this.entered.push(name);
    if (this.#inside !== undefined) throw new Error(`${name} meets ${this.#inside}`);
    this.#inside = name;
    try {
      yield* yieldNow();
    } finally {
      this.#inside = undefined;
    }
  }

  *visit(name: string): Coroutine<void> {
    this.asked.push(name);
    const guard = yield* this.lock.acquire();
    try {
      yield* this.stay(name);
    } finally {
      guard.release();
    }
  }

  /** All is over: nobody is in, and nobody was passed over. */
  check(cameInVain: readonly string[] = []): void {
    if (this.lock.locked) throw new Error('the lock is still held');
    if (this.lock.tryAcquire() === undefined) throw new Error('somebody is still in line');
    const others = this.asked.filter((name) => !cameInVain.includes(name));
    const entered = this.entered.filter((name) => !cameInVain.includes(name));
    if (entered.join() !== others.join()) throw new Error(`${others.join()}: ${entered.join()}`);
  }
}

describe('a lock, in every order of steps', () => {
  test('lets one in at a time, as they asked', async () => {
    const result = await explore(function* () {
      const room = new Room();
      const names = ['a', 'b', 'c'];
      yield* joinAll(
        names.map((name) => spawn(() => room.visit(name))),
        { raiseError: true },
      );
      room.check();
    });
    expect(result).toMatchObject({ complete: true });
    expect(result.schedules).toBeGreaterThan(20);
  });

  test.each([0, 1, 2])(
    'a visitor (%i) who is cancelled at any step takes nothing along',
    async (victim) => {
      const ends = new Set<string>();
      const result = await explore(function* () {
        const room = new Room();
        const names = ['a', 'b', 'c'];
        const tasks = names.map((name) => spawn(() => room.visit(name)));
        const canceller = spawn(() => tasks[victim]!.cancel());
        yield* joinAll([canceller, ...tasks]);
        for (const [index, task] of tasks.entries()) {
          if (index !== victim) yield* task;
        }
        room.check([names[victim]!]);
        ends.add(
          `${tasks[victim]!.state}, asked: ${room.asked.includes(names[victim]!)}, in: ${room.entered.includes(names[victim]!)}`,
        );
      });
      expect(result).toMatchObject({ complete: true });
      // It never began; it waited; it was inside; it had ended.
      expect(ends).toEqual(
        new Set([
          'cancelled, asked: false, in: false',
          'cancelled, asked: true, in: false',
          'cancelled, asked: true, in: true',
          'done, asked: true, in: true',
        ]),
      );
    },
  );

  test('two who cancel each other at any step', async () => {
    const result = await explore(function* () {
      const room = new Room();
      const tasks: Task<void>[] = [];
      const visitor = function* (name: string, other: number): Coroutine<void> {
        yield* room.visit(name);
        tasks[other]!.cancel();
      };
      tasks.push(
        spawn(visitor, 'a', 1),
        spawn(visitor, 'b', 0),
        spawn(() => room.visit('c')),
      );
      yield* joinAll(tasks);
      yield* tasks[2]!;
      room.check(['a', 'b']);
    });
    expect(result).toMatchObject({ complete: true });
  });

  test('a wait that times out while the lock is handed on loses nothing', async () => {
    const outcomes = new Set<string>();
    const result = await explore(function* () {
      const room = new Room();
      const late = spawn(function* () {
        try {
          yield* withTimeout(5, () => room.visit('late'));
        } catch (error) {
          if (!(error instanceof TimeoutError)) throw error;
          return 'late';
        }
        return 'in time';
      });
      const holder = spawn(function* () {
        using _ = yield* room.lock.acquire();
        yield* sleep(5);
      });
      const last = spawn(() => room.visit('last'));
      yield* joinAll([holder, last, late]);
      yield* last;
      outcomes.add(yield* late);
      room.check(['late']);
    });
    expect(result).toMatchObject({ complete: true });
    expect(outcomes).toEqual(new Set(['late', 'in time']));
  });

  test('a wait whose signal is aborted at any step loses nothing', async () => {
    const outcomes = new Set<string>();
    const result = await explore(function* () {
      const room = new Room();
      const controller = new AbortController();
      const fickle = spawn(function* () {
        try {
          using _ = yield* room.lock.acquire({ signal: controller.signal });
          yield* room.stay('fickle');
        } catch (error) {
          return String(error);
        }
        return 'in';
      });
      const tasks = ['a', 'b'].map((name) => spawn(() => room.visit(name)));
      const aborter = spawn(() => controller.abort('gone'));
      yield* joinAll([fickle, aborter, ...tasks]);
      for (const task of tasks) yield* task;
      outcomes.add(yield* fickle);
      room.check(['fickle']);
    });
    expect(result).toMatchObject({ complete: true });
    expect(outcomes).toEqual(new Set(['in', 'gone']));
  });

  test('a select over two locks takes one, and leaves no place in the line of the other', async () => {
    const chosen = new Set<string>();
    const result = await explore(function* () {
      const [a, b] = [new Room(), new Room()];
      const chooser = spawn(function* () {
        const { key, value } = yield* select({ a: a.lock, b: b.lock });
        chosen.add(key);
        using _ = value;
        yield* yieldNow();
      });
      const tasks = [spawn(() => a.visit('a')), spawn(() => b.visit('b'))];
      const canceller = spawn(() => chooser.cancel());
      yield* joinAll([chooser, canceller, ...tasks]);
      for (const task of tasks) yield* task;
      a.check();
      b.check();
    });
    expect(result).toMatchObject({ complete: true });
    expect(chosen).toEqual(new Set(['a', 'b']));
  });

  test('of two that take two locks crosswise, one is told of the cycle or both get through', async () => {
    const ends = new Set<string>();
    const result = await explore(function* () {
      const [a, b] = [new Lock(), new Lock()];
      const both = function* (first: Lock, second: Lock): Coroutine<string> {
        using _ = yield* first.acquire();
        yield* yieldNow();
        try {
          using __ = yield* second.acquire();
          return 'both';
        } catch (error) {
          return (error as Error).name;
        }
      };
      const [left, right] = [spawn(both, a, b), spawn(both, b, a)];
      ends.add([yield* left, yield* right].toSorted().join());
      for (const lock of [a, b]) if (lock.locked) throw new Error('a lock is still held');
    });
    expect(result).toMatchObject({ complete: true });
    expect(ends).toEqual(new Set(['both,both', 'DeadlockError,both']));
  });

  test('async functions, one of them cancelled at any step', async () => {
    const result = await explore(async () => {
      const lock = new Lock();
      let inside = 0;
      const visit = async (): Promise<void> => {
        using _ = await lock.acquire();
        if (++inside > 1) throw new Error('two are inside');
        await yieldNow();
        inside--;
      };
      const tasks = [spawn(visit), spawn(visit)];
      const canceller = spawn(() => tasks[0]!.cancel());
      await joinAll([canceller, ...tasks]);
      await tasks[1];
      await tasks[0]!.catch((error: unknown) => {
        if (!(error instanceof CancelledError)) throw error;
      });
      if (lock.locked) throw new Error('the lock is still held');
    });
    expect(result).toMatchObject({ complete: true });
  });
});
