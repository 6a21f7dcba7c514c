import { InvalidArgumentError } from '../errors.ts';
import { Heap } from '../scheduler/heap.ts';
import { show } from '../show.ts';
import { naturalOrder } from './natural-order.ts';

export type Compare<T> = (a: T, b: T) => number;

interface Entry<T> {
  readonly item: T;
  /** The place in which it came. */
  readonly arrival: number;
}

/** What is least comes out first, and of equals what came first. An item that cannot be compared changes nothing. */
export class Prioritized<T> implements Iterable<T> {
  readonly #heap: Heap<Entry<T>>;
  #arrivals = 0;

  /** `describe` says how messages call the queue. */
  constructor(compare: Compare<T> | undefined, describe: () => string) {
    const order = compare === undefined ? naturalOrderOf(describe) : checked(compare, describe);
    this.#heap = new Heap((a, b) => order(a.item, b.item) || a.arrival - b.arrival);
  }

  get size(): number {
    return this.#heap.size;
  }

  push(item: T): void {
    this.#heap.push({ item, arrival: this.#arrivals++ });
  }

  /** All, or none if one of them cannot be compared. */
  pushAll(items: readonly T[]): void {
    const pushed: Entry<T>[] = [];
    try {
      for (const item of items) {
        const entry = { item, arrival: this.#arrivals++ };
        this.#heap.push(entry);
        pushed.push(entry);
      }
    } catch (error) {
      for (const entry of pushed.toReversed()) this.#heap.takeBack(entry);
      throw error;
    }
  }

  shift(): T | undefined {
    return this.#heap.shift()?.item;
  }

  clear(): void {
    this.#heap.clear();
  }

  /** As they came, which needs no comparison: put again in this order, equals come out as they would have here. */
  *[Symbol.iterator](): Generator<T, void, void> {
    for (const { item } of [...this.#heap].toSorted((a, b) => a.arrival - b.arrival)) yield item;
  }
}

function naturalOrderOf(describe: () => string): Compare<unknown> {
  return (a, b) => {
    const order = naturalOrder(a, b);
    if (order !== undefined) return order;
    throw new InvalidArgumentError(
      `${describe()}: there is no order between ${show(a)} and ${show(b)}; pass { compare: (a, b) => number }`,
    );
  };
}

function checked<T>(compare: Compare<T>, describe: () => string): Compare<T> {
  return (a, b) => {
    const order: unknown = compare(a, b);
    if (typeof order === 'number' && !Number.isNaN(order)) return order;
    throw new InvalidArgumentError(
      `${describe()}: compare must give a number, gave ${show(order)} for ${show(a)} and ${show(b)}`,
    );
  };
}
