import { describe, expect, test } from 'vitest';
import { joinAll } from '../coroutine/join-all.ts';
import { select } from '../coroutine/select.ts';
import { spawn } from '../coroutine/spawn.ts';
import type { Coroutine } from '../coroutine/task.ts';
import { withTimeout } from '../coroutine/timeout.ts';
import { yieldNow } from '../coroutine/yield-now.ts';
import { CancelledError, TimeoutError } from '../errors.ts';
import type { Operation } from '../operation/operation.ts';
import { explore } from '../testing/explore.ts';
import { sleep } from '../time/sleep.ts';
import { Event } from './event.ts';
import type { Guard } from './guard.ts';
import { BoundedSemaphore, Semaphore, type PermitOptions } from './semaphore.ts';

/** A semaphore, and what goes on while permits are taken. */
class Hall {
  readonly seats: BoundedSemaphore;
  /** Who asked, in order, and for what. */
  readonly #asked: [name: string, wait: Operation<Guard>][] = [];
  readonly entered: Set<string> = new Set();
  #taken = 0;

  constructor(permits: number) {
    this.seats = new BoundedSemaphore(permits);
  }

  hasAsked(name: string): boolean {
    return this.#asked.some(([one]) => one === name);
  }

  *visit(name: string, options: PermitOptions = {}): Coroutine<void> {
    const { permits = 1 } = options;
    const wait = this.seats.acquire(options);
    this.#asked.push([name, wait]);
    using _ = yield* wait;
    for (const [earlier, its] of this.#asked) {
      if (earlier === name) break;
      if (!its._settled) throw new Error(`${name} has passed ${earlier}`);
    }
    this.entered.add(name);
    this.#taken += permits;
    if (this.#taken > this.seats.permits) throw new Error(`${name} sits on a taken seat`);
    try {
      yield* yieldNow();
    } finally {
      this.#taken -= permits;
    }
  }

  /** All is over: no permit was lost. */
  check(): void {
    const { available, permits } = this.seats;
    if (available !== permits) throw new Error(`${available} of ${permits} are free`);
    if (this.seats._waiting > 0) throw new Error('somebody is still in line');
  }
}

describe('a semaphore, in every order of steps', () => {
  test('227: lets as many in as it has permits, as they asked', async () => {
    const result = await explore(function* () {
      const hall = new Hall(2);
      const tasks = ['a', 'b', 'c', 'd'].map((name) => spawn(() => hall.visit(name)));
      yield* joinAll(tasks, { raiseError: true });
      hall.check();
    });
    expect(result).toMatchObject({ complete: true });
    expect(result.schedules).toBeGreaterThan(20);
  });

  test.each([0, 1, 2])(
    'a visitor (%i) who is cancelled at any step takes no permit along, whatever each asks for',
    async (victim) => {
      const ends = new Set<string>();
      const result = await explore(function* () {
        const hall = new Hall(2);
        const tasks = [2, 1, 2].map((permits, index) =>
          spawn(() => hall.visit(`${index}`, { permits })),
        );
        const canceller = spawn(() => tasks[victim]!.cancel());
        yield* joinAll([canceller, ...tasks]);
        for (const [index, task] of tasks.entries()) if (index !== victim) yield* task;
        const name = `${victim}`;
        hall.check();
        ends.add(
          `${tasks[victim]!.state}, asked: ${hall.hasAsked(name)}, in: ${hall.entered.has(name)}`,
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

  test('who asks for more than there is, and is cancelled at any step, lets the others go', async () => {
    const result = await explore(function* () {
      const semaphore = new Semaphore(1);
      const many = spawn(function* () {
        yield* semaphore.acquire({ permits: 3 });
      });
      const few = spawn(function* () {
        yield* semaphore.acquire();
        semaphore.release();
      });
      const canceller = spawn(() => many.cancel());
      yield* joinAll([many, few, canceller]);
      yield* few;
      if (semaphore.available !== 1) throw new Error('a permit is lost');
    });
    expect(result).toMatchObject({ complete: true });
  });

  test('a wait that times out as a permit is given back loses none', async () => {
    const outcomes = new Set<string>();
    const result = await explore(function* () {
      const hall = new Hall(1);
      const late = spawn(function* () {
        try {
          yield* withTimeout(5, () => hall.visit('late'));
        } catch (error) {
          if (!(error instanceof TimeoutError)) throw error;
          return 'late';
        }
        return 'in time';
      });
      const holder = spawn(function* () {
        using _ = yield* hall.seats.acquire();
        yield* sleep(5);
      });
      const last = spawn(() => hall.visit('last'));
      yield* joinAll([holder, last, late]);
      yield* last;
      outcomes.add(yield* late);
      hall.check();
    });
    expect(result).toMatchObject({ complete: true });
    expect(outcomes).toEqual(new Set(['late', 'in time']));
  });

  test('a wait whose signal is aborted at any step loses none, and lets the next go', async () => {
    const outcomes = new Set<string>();
    const result = await explore(function* () {
      const hall = new Hall(2);
      const controller = new AbortController();
      const { signal } = controller;
      const fickle = spawn(function* () {
        try {
          yield* hall.visit('fickle', { signal, permits: 2 });
        } catch (error) {
          return String(error);
        }
        return 'in';
      });
      const tasks = ['a', 'b'].map((name) => spawn(() => hall.visit(name)));
      const aborter = spawn(() => controller.abort('gone'));
      yield* joinAll([fickle, aborter, ...tasks]);
      for (const task of tasks) yield* task;
      outcomes.add(yield* fickle);
      hall.check();
    });
    expect(result).toMatchObject({ complete: true });
    expect(outcomes).toEqual(new Set(['in', 'gone']));
  });

  test('a select over a semaphore and an event, cancelled at any step, takes a permit or none', async () => {
    const chosen = new Set<string>();
    const result = await explore(function* () {
      const hall = new Hall(1);
      const closing = new Event();
      const chooser = spawn(function* () {
        const { key, value } = yield* select({ seat: hall.seats, closing });
        chosen.add(key);
        if (value === undefined) return;
        using _ = value;
        yield* yieldNow();
      });
      const visitor = spawn(() => hall.visit('visitor'));
      const closer = spawn(() => closing.set());
      const canceller = spawn(() => chooser.cancel());
      yield* joinAll([chooser, visitor, closer, canceller]);
      yield* visitor;
      hall.check();
      if (closing._waiting > 0) throw new Error('somebody still waits for the end');
    });
    expect(result).toMatchObject({ complete: true });
    expect(chosen).toEqual(new Set(['seat', 'closing']));
  });

  test('permits that are given back without guards let as many go on', async () => {
    const result = await explore(function* () {
      const hall = new Hall(2);
      yield* hall.seats.acquire({ permits: 2 });
      const tasks = ['a', 'b'].map((name) => spawn(() => hall.visit(name)));
      const releasers = [1, 2].map(() => spawn(() => hall.seats.release()));
      yield* joinAll([...releasers, ...tasks], { raiseError: true });
      hall.check();
    });
    expect(result).toMatchObject({ complete: true });
  });

  test('async functions, one of them cancelled at any step', async () => {
    const result = await explore(async () => {
      const seats = new BoundedSemaphore(1);
      let inside = 0;
      const visit = async (): Promise<void> => {
        using _ = await seats.acquire();
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
      if (seats.available !== 1) throw new Error('a permit is lost');
    });
    expect(result).toMatchObject({ complete: true });
  });
});
