import type { Coroutine, WaitOptions } from '@heddle/core';
import {
  begin,
  Line,
  makeReady,
  newTask,
  Operation,
  Pending,
  refuseCopy,
  Ring,
  root,
  type MapCalls,
  type Outcome,
  type Waitable,
} from '@heddle/core/internal';
import { progressOf } from './pool-map.ts';

/**
 * The results of a map as they come: for `for await`, or one by one with `next`. Made by `imap` and `imapUnordered`.
 * @example for await (const area of pool.imap(shapes.area, list)) console.log(area);
 * Python: multiprocessing.pool.IMapIterator.
 */
export class ResultIterator<T> implements AsyncIterableIterator<T, undefined>, Waitable {
  /** A copy would be dead: structured clone and JSON refuse. */
  readonly toJSON: () => never = refuseCopy;
  readonly #title: string;
  readonly #calls: MapCalls<T>;
  /** What has ended and was not asked for yet. */
  readonly #ended = new Ring<Outcome<T>>();
  /** Who waits for the next result. */
  readonly #line = new Line<Pending<IteratorResult<T, undefined>>>();
  #isAsking = false;
  #isOver = false;

  /** @internal */
  constructor(title: string, calls: MapCalls<T>) {
    this.#title = title;
    this.#calls = calls;
  }

  /**
   * The next result, or what its call threw; the one after it can be asked for all the same. Who gives up takes nothing.
   * @throws what the call threw, or the iterable of the items where its next item would be; TimeoutError, `signal.reason`.
   * Python: next(timeout).
   */
  next(options?: WaitOptions): Operation<IteratorResult<T, undefined>> {
    return begin(
      options,
      () => `next of ${this.#title}`,
      () => this.#take(),
      () => {
        const wait = new Pending<IteratorResult<T, undefined>>(this, 'next');
        this.#line.push(wait);
        this.#ask();
        return wait;
      },
      () => progressOf(this.#calls),
    );
  }

  /** No more results are wanted: calls that have not begun are cancelled, those that run go on. */
  return(): Operation<IteratorResult<T, undefined>> {
    this.#calls.stop();
    this.#ended.clear();
    this.#end();
    return Operation.resolved(over);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** What is there; undefined: that is still to come. */
  #take(): Operation<IteratorResult<T, undefined>> | undefined {
    const outcome = this.#ended.shift();
    if (outcome === undefined) return this.#isOver ? Operation.resolved(over) : undefined;
    return 'error' in outcome
      ? Operation.rejected(outcome.error)
      : Operation.resolved({ done: false, value: outcome.value });
  }

  /** Asks for results as long as somebody waits for one: more would hold back nothing of a source that is read as needed. */
  #ask(): void {
    if (this.#isAsking) return;
    this.#isAsking = true;
    makeReady(newTask(() => this.#deliver(), [], this.#title, root));
  }

  *#deliver(): Coroutine<void> {
    while (!this.#line.empty) {
      const outcomes = yield* this.#calls.nextOutcomes();
      if (outcomes === undefined) this.#end();
      else this.#ended.pushAll(outcomes);
      this.#serve();
    }
    this.#isAsking = false;
  }

  #serve(): void {
    while (!this.#line.empty && this.#ended.size > 0) {
      const outcome = this.#ended.shift()!;
      const wait = this.#line.shift()!;
      if ('error' in outcome) wait._reject(outcome.error);
      else wait._resolve({ done: false, value: outcome.value });
    }
  }

  #end(): void {
    this.#isOver = true;
    for (let wait = this.#line.shift(); wait !== undefined; wait = this.#line.shift()) {
      wait._resolve(over);
    }
  }

  /** @internal */
  describe(): string {
    return this.#title;
  }

  /** @internal */
  withdraw(wait: Pending<unknown>): boolean {
    Line.remove(wait);
    return true;
  }
}

const over: IteratorReturnResult<undefined> = { done: true, value: undefined };
