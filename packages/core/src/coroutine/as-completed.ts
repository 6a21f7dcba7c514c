import { TimeoutError } from '../errors.ts';
import { timeoutOf, type Observer, Operation } from '../operation/operation.ts';
import { operationsOf, type Awaitable, type Watched } from '../operation/from.ts';
import { Pending } from '../operation/pending.ts';
import { Ring } from '../scheduler/ring.ts';
import { addTimer, removeTimer, type Timer } from '../time/timers.ts';
import { Line } from '../wait/line.ts';
import type { Waitable } from '../wait/wait.ts';
import { call } from './call.ts';
import type { Coroutine } from './task.ts';

export interface AsCompletedOptions {
  /** Milliseconds for all of them together. @default Infinity */
  timeout?: number;
}

/**
 * The operations themselves, one by one as they end: by `for await`, or in a coroutine by `forEach`.
 * @example for await (const task of asCompleted(tasks)) console.log(task.name, await task);
 * @example yield* asCompleted(tasks).forEach(function* (task) { console.log(yield* task); });
 * @throws TimeoutError when the time is over before all have ended; InvalidArgumentError.
 * Python: asyncio.as_completed, concurrent.futures.as_completed.
 */
export function asCompleted<O extends Awaitable<unknown>>(
  sources: Iterable<O>,
  options?: AsCompletedOptions,
): Completions<Watched<O>> {
  const timeout = timeoutOf(options, () => 'asCompleted');
  return new Completions(operationsOf(sources, 'asCompleted') as never, timeout);
}

/** A promise would wait for an operation that is given to it as its value. */
interface Box<O> {
  readonly operation: O;
}

/** As an `AsyncIterator`, by whose name TypeScript 7 takes what it gives for awaited. */
interface Steps<O> {
  next(): Promise<IteratorResult<O, void>>;
  return(): Promise<IteratorResult<O, void>>;
}

/** Operations in the order in which they end. Made by `asCompleted`. */
export class Completions<O extends Operation<unknown>> implements Observer, Waitable {
  /** Those that have not been given out: from then on they are the caller's alone. */
  readonly #kept: Set<O>;
  readonly #count: number;
  readonly #ended = new Ring<O>();
  readonly #waiting = new Line<Pending<Box<O> | undefined>>();
  readonly #timer: Timer | undefined;
  #late: TimeoutError | undefined;

  /** @internal */
  constructor(sources: readonly O[], timeout: number) {
    this.#kept = new Set(sources);
    this.#count = this.#kept.size;
    for (const operation of this.#kept) {
      if (operation._settled) this.#ended.push(operation);
      else operation._observe(this);
    }
    if (this.#ended.size === this.#count) return;
    if (timeout === 0) this.#expire(timeout);
    else if (timeout !== Infinity) this.#timer = addTimer(timeout, () => this.#expire(timeout));
  }

  /** Calls `body` with each as it ends; a generator function runs as part of the caller. */
  *forEach(body: (operation: O) => Coroutine<void> | void): Coroutine<void> {
    try {
      for (let next = yield* this.#next(); next !== undefined; next = yield* this.#next()) {
        yield* call(body, next.operation);
      }
    } finally {
      this.#stop();
    }
  }

  [Symbol.asyncIterator](): Steps<O> {
    // By hand, for an async generator would await what it yields.
    return {
      next: async () => {
        try {
          const next = await this.#next();
          if (next !== undefined) return { done: false, value: next.operation };
        } catch (error) {
          this.#stop();
          throw error;
        }
        return { done: true, value: undefined };
      },
      return: async () => {
        this.#stop();
        return { done: true, value: undefined };
      },
    };
  }

  /** The next that has ended; undefined: all have been given out. */
  #next(): Operation<Box<O> | undefined> {
    if (this.#kept.size === 0) return Operation.resolved<Box<O> | undefined>(undefined);
    const ended = this.#ended.shift();
    if (ended !== undefined) return Operation.resolved<Box<O> | undefined>(this.#give(ended));
    if (this.#late !== undefined) return Operation.rejected(this.#late);
    const wait = new Pending<Box<O> | undefined>(this, 'next');
    this.#waiting.push(wait);
    return wait;
  }

  #give(operation: O): Box<O> {
    operation._looked();
    this.#kept.delete(operation);
    if (this.#kept.size === 0) this.#stop();
    return { operation };
  }

  settled(operation: O): void {
    const wait = this.#waiting.shift();
    if (wait === undefined) this.#ended.push(operation);
    else wait._resolve(this.#give(operation));
  }

  #expire(timeout: number): void {
    this.#late = new TimeoutError(
      `asCompleted timed out after ${timeout} ms: ${this.#kept.size - this.#ended.size} of ${this.#count} have not ended`,
      timeout,
    );
    this.#forget();
    for (let wait = this.#waiting.shift(); wait !== undefined; wait = this.#waiting.shift()) {
      wait._reject(this.#late);
    }
  }

  /** Nobody watches them here any more: a failure is again for whoever else looks at it. */
  #forget(): void {
    if (this.#timer !== undefined) removeTimer(this.#timer);
    for (const operation of this.#kept) operation._unobserve(this);
  }

  #stop(): void {
    this.#forget();
    this.#kept.clear();
    for (let wait = this.#waiting.shift(); wait !== undefined; wait = this.#waiting.shift()) {
      wait._resolve(undefined);
    }
  }

  /** @internal */
  describe(): string {
    return `the next of ${this.#kept.size} operations`;
  }

  /** @internal */
  withdraw(wait: Pending<unknown>): boolean {
    Line.remove(wait);
    return true;
  }
}
