import { call } from '../coroutine/call.ts';
import { spawn } from '../coroutine/spawn.ts';
import type { Coroutine, Task, TaskFunction } from '../coroutine/task.ts';
import { withTimeout } from '../coroutine/timeout.ts';
import { InvalidStateError, TimeoutError } from '../errors.ts';
import type { Suspended } from '../operation/operation.ts';
import { refuseCopy } from '../refuse-copy.ts';
import { Ring } from '../scheduler/ring.ts';
import { now } from '../time/timers.ts';
import { MapCalls } from './map-calls.ts';
import { mapSetup, type MapOptions } from './map-options.ts';
import { requireItems, type Items } from './map-source.ts';
import type { How } from './pool-options.ts';
import type { Pool } from './pool.ts';

/**
 * The results of a function for each of many items: `await` it for all of them as an array, iterate it with `for await`, or in
 * a coroutine with `forEach`, once. Who stops before the end cancels the calls that have not begun; those that run go on, unless
 * the `signal` of `with` ends them. Made by `map`.
 */
export class Mapping<T> implements PromiseLike<T[]> {
  /** A copy would be dead: structured clone and JSON refuse. */
  readonly toJSON: () => never = refuseCopy;
  readonly #calls: MapCalls<T>;
  readonly #timeout: number;
  /** When the last result must be there. */
  readonly #end: number;
  #all: Task<T[]> | undefined;
  #isUsed = false;

  /** @internal */
  constructor(
    pool: Pool,
    how: How,
    fn: TaskFunction<readonly unknown[], unknown>,
    items: Items,
    options: MapOptions,
  ) {
    const setup = mapSetup(options);
    requireItems(items, 'map');
    pool.check(fn, 'map');
    this.#timeout = setup.timeout;
    this.#end = now() + setup.timeout;
    this.#calls = new MapCalls(pool, how, fn, items, setup);
  }

  *#results(): Generator<Suspended, T[] | undefined, unknown> {
    const calls = this.#calls;
    try {
      if (this.#timeout === Infinity) return yield* calls.next();
      return yield* withTimeout(Math.max(this.#end - now(), 0), function* () {
        return yield* calls.next();
      });
    } catch (error) {
      calls.stop();
      if (error instanceof TimeoutError && this.#end <= now()) throw this.#late();
      throw error;
    }
  }

  #late(): TimeoutError {
    const { done, total } = this.#calls;
    const of = total === undefined ? '' : ` of ${total}`;
    return new TimeoutError(
      `map timed out after ${this.#timeout} ms: ${done}${of} calls have ended`,
      this.#timeout,
    );
  }

  #use(): void {
    if (this.#isUsed) {
      throw new InvalidStateError(
        'map: its results are taken once; await it to have them as an array',
      );
    }
    this.#isUsed = true;
  }

  /** Calls `body` with each result; a generator function runs as part of the caller. */
  *forEach(body: (result: T) => Coroutine<void> | void): Coroutine<void> {
    this.#use();
    try {
      for (;;) {
        const results = yield* this.#results();
        if (results === undefined) return;
        for (const result of results) yield* call(body, result);
      }
    } finally {
      this.#calls.stop();
    }
  }

  /** All results, as an array. */
  toArray(): Task<T[]> {
    if (this.#all === undefined) {
      this.#use();
      this.#all = spawn(() => this.#collect());
    }
    return this.#all;
  }

  *#collect(): Coroutine<T[]> {
    const all: T[] = [];
    for (;;) {
      const results = yield* this.#results();
      if (results === undefined) return all;
      for (const result of results) all.push(result);
    }
  }

  /** For `await`: all results, as an array. */
  then<A = T[], B = never>(
    onFulfilled?: ((value: T[]) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.toArray().then(onFulfilled, onRejected);
  }

  /** For `yield*` in a coroutine: all results, as an array. */
  [Symbol.iterator](): Iterator<Suspended, T[], unknown> {
    return this.toArray()[Symbol.iterator]();
  }

  [Symbol.asyncIterator](): AsyncIterator<T, void> {
    this.#use();
    const ready = new Ring<T>();
    const next = async (): Promise<IteratorResult<T, void>> => {
      while (ready.size === 0) {
        const results = await spawn(() => this.#results());
        if (results === undefined) return { done: true, value: undefined };
        ready.pushAll(results);
      }
      return { done: false, value: ready.shift()! };
    };
    let last: Promise<unknown> = Promise.resolve();
    return {
      // One after the other, however they are called.
      next: () => {
        const result = last.then(next, next);
        last = result;
        return result;
      },
      return: async () => {
        this.#calls.stop();
        return { done: true, value: undefined };
      },
    };
  }
}
