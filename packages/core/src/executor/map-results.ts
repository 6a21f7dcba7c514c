import { Ring } from '../scheduler/ring.ts';
import type { Future } from './future.ts';

/** The calls of a `map` whose results nobody has taken: in the order of their items, or as they end. */
export class MapResults<R> {
  readonly #ordered: boolean;
  /** All of them, in their order; a set only where they are taken in another. */
  readonly #line = new Ring<Future<R>>();
  readonly #set = new Set<Future<R>>();
  /** Those that have ended, where their order does not matter. */
  readonly #ended = new Ring<Future<R>>();
  /** Of those with several items, how many. */
  readonly #sizes = new Map<Future<R>, number>();
  /** How many items went into calls, and how many of those have ended. */
  items = 0;
  done = 0;

  constructor(ordered: boolean) {
    this.#ordered = ordered;
  }

  get size(): number {
    return this.#line.size + this.#set.size;
  }

  add(future: Future<R>, items: number): void {
    this.items += items;
    if (items > 1) this.#sizes.set(future, items);
    if (this.#ordered) this.#line.push(future);
    else this.#set.add(future);
  }

  ended(future: Future<R>): void {
    this.done += this.#sizes.get(future) ?? 1;
    if (!this.#ordered) this.#ended.push(future);
  }

  /** The next one to be taken has ended. */
  get hasNext(): boolean {
    return this.#ordered ? this.#line.first?._settled === true : this.#ended.size > 0;
  }

  take(): Future<R> | undefined {
    if (!this.hasNext) return undefined;
    const future = (this.#ordered ? this.#line : this.#ended).shift()!;
    this.#set.delete(future);
    this.#sizes.delete(future);
    return future;
  }

  *[Symbol.iterator](): Generator<Future<R>> {
    yield* this.#line;
    yield* this.#set;
  }
}
