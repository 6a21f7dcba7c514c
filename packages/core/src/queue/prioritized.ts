import { InvalidArgumentError, InvalidStateError } from '../errors.ts';
import { arrived, Heap, takeBack } from '../scheduler/heap.ts';
import { show } from '../show.ts';
import { naturalOrder } from './natural-order.ts';

/**
 * What is least comes out first, and of equals what came first. It is iterated as it came, which needs no comparison: put
 * again in this order, equals come out as they would have here.
 */
export class Prioritized<T> extends Heap<T> implements Iterable<T> {
  readonly #compare: (a: T, b: T) => number | undefined;
  readonly #isNatural: boolean;
  readonly #describe: () => string;
  /** A user's code runs, while places are looked for. */
  #isComparing = false;

  /** `describe` says how messages call the queue. */
  constructor(compare: ((a: T, b: T) => number) | undefined, describe: () => string) {
    super();
    this.#compare = compare ?? naturalOrder;
    this.#isNatural = compare === undefined;
    this.#describe = describe;
  }

  /** @throws InvalidArgumentError if there is no order between the two. */
  compare(a: T, b: T): number {
    const compare = this.#compare;
    let order: unknown;
    this.#isComparing = true;
    try {
      order = compare(a, b);
    } finally {
      this.#isComparing = false;
    }
    if (typeof order === 'number' && !Number.isNaN(order)) return order;
    throw new InvalidArgumentError(
      this.#isNatural
        ? `${this.#describe()}: there is no order between ${show(a)} and ${show(b)}; pass { compare: (a, b) => number }`
        : `${this.#describe()}: compare must give a number, gave ${show(order)} for ${show(a)} and ${show(b)}`,
    );
  }

  override push(item: T): void {
    this.#refuseWithinCompare();
    super.push(item);
  }

  override shift(): T | undefined {
    this.#refuseWithinCompare();
    return super.shift();
  }

  /** All, or none if one of them cannot be compared. */
  pushAll(items: readonly T[]): void {
    let count = 0;
    try {
      for (const item of items) {
        this.push(item);
        count++;
      }
    } catch (error) {
      for (; count > 0; count--) takeBack(this);
      throw error;
    }
  }

  clear(): void {
    this.#refuseWithinCompare();
    this._items = [];
    this._arrivals = [];
    this._nextArrival = 0;
  }

  [Symbol.iterator](): IterableIterator<T> {
    return arrived(this).values();
  }

  #refuseWithinCompare(): void {
    if (!this.#isComparing) return;
    throw new InvalidStateError(
      `${this.#describe()}: compare must not change the queue that it compares for`,
    );
  }
}
