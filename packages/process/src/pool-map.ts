import { Future } from '@heddle/core';
import type { Coroutine } from '@heddle/core';
import { makeReady, newTask, root, type MapCalls } from '@heddle/core/internal';

/** All results of a map, once its last call has ended: or the first failure, in the order of the items. */
export class PoolMap<T> extends Future<T[]> {
  readonly #title: string;
  readonly #calls: MapCalls<T>;
  readonly #isTerminated: () => boolean;

  /** @param isTerminated Whether its pool was: then what fails is known to whoever did that. */
  constructor(title: string, calls: MapCalls<T>, isTerminated: () => boolean) {
    super();
    this.#title = title;
    this.#calls = calls;
    this.#isTerminated = isTerminated;
    makeReady(newTask(() => this.#collect(), [], title, root));
  }

  *#collect(): Coroutine<void> {
    const values: T[] = [];
    let failure: { readonly error: unknown; readonly isKnown: boolean } | undefined;
    for (;;) {
      const outcomes = yield* this.#calls.nextOutcomes();
      if (outcomes === undefined) break;
      for (const outcome of outcomes) {
        if ('error' in outcome) {
          failure ??= { error: outcome.error, isKnown: this.#isTerminated() };
        } else if (failure === undefined) values.push(outcome.value);
      }
    }
    if (failure === undefined) this._resolve(values);
    else {
      this._reject(failure.error);
      if (failure.isKnown) this._looked();
    }
  }

  override describe(): string {
    return this.#title;
  }

  override get _progress(): string {
    return progressOf(this.#calls);
  }
}

/** How far a map has come. */
export function progressOf({ done, total }: MapCalls<unknown>): string {
  return `${done}${total === undefined ? '' : ` of ${total}`} items are done`;
}
