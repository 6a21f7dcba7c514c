import { InvalidStateError } from '../errors.ts';

/**
 * A binary heap: what is first by `compare` comes out first; in which order equals come out, `compare` has to say.
 * It compares all that it has to before anything moves, so if `compare` throws, nothing has changed.
 */
export class Heap<T> implements Iterable<T> {
  readonly #compare: (a: T, b: T) => number;
  #items: T[] = [];
  /** How often it was changed: `compare` may be a user's, who must not do so. */
  #changes = 0;

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#items.length;
  }

  get first(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    this.#rise(item, this.#items.length);
  }

  /** `item`, which is in here, goes before more of the others than it did. It is looked for among all. */
  risen(item: T): void {
    this.#rise(item, this.#items.indexOf(item));
  }

  #rise(item: T, from: number): void {
    const items = this.#items;
    const compare = this.#compare;
    const changes = this.#changes;
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (compare(item, items[above]!) >= 0) break;
      place = above;
    }
    if (this.#changes !== changes) throw changedMeanwhile();
    this.#changes++;
    let index = from;
    while (index > place) {
      const above = (index - 1) >> 1;
      items[index] = items[above]!;
      index = above;
    }
    items[place] = item;
  }

  /** Undoes the last push, which was that of `item`. Nothing is compared. */
  takeBack(item: T): void {
    const items = this.#items;
    let index = items.length - 1;
    let moved = items.pop()!;
    // It rose along one path, and each above it went one down.
    while (moved !== item) {
      index = (index - 1) >> 1;
      const above = items[index]!;
      items[index] = moved;
      moved = above;
    }
    this.#changes++;
  }

  shift(): T | undefined {
    const items = this.#items;
    const left = items.length - 1;
    if (left <= 0) {
      this.#changes++;
      return items.pop();
    }
    const last = items[left]!;
    const place = this.#placeOf(last, left);
    items.pop();
    // Along the path to its place, each goes one up.
    let moved = last;
    for (let index = place; index > 0; index = (index - 1) >> 1) {
      const next = items[index]!;
      items[index] = moved;
      moved = next;
    }
    const first = items[0]!;
    items[0] = moved;
    return first;
  }

  /**
   * Where the last one belongs once the first is gone: down along the lesser children to the end and a little up again,
   * since the last mostly stays at the bottom. That is half of the comparisons of the way down.
   */
  #placeOf(last: T, left: number): number {
    const items = this.#items;
    const compare = this.#compare;
    const changes = this.#changes;
    let place = 0;
    for (let child = 1; child < left; child = 2 * place + 1) {
      const other = child + 1;
      place = other < left && compare(items[other]!, items[child]!) < 0 ? other : child;
    }
    while (place > 0 && compare(last, items[place]!) < 0) place = (place - 1) >> 1;
    if (this.#changes !== changes) throw changedMeanwhile();
    this.#changes++;
    return place;
  }

  /** Lets go of all but those of which `isKept` is true. */
  keep(isKept: (item: T) => boolean): void {
    // What is sorted is a heap.
    this.#items = this.#items.filter(isKept).sort(this.#compare);
    this.#changes++;
  }

  clear(): void {
    this.#items = [];
    this.#changes++;
  }

  /** All of them, the first one first, and the others in no order. */
  [Symbol.iterator](): IterableIterator<T> {
    return this.#items.values();
  }
}

function changedMeanwhile(): InvalidStateError {
  return new InvalidStateError(
    'compare changed what it is to bring into order: it must only compare its two arguments',
  );
}
