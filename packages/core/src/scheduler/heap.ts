import { InvalidStateError } from '../errors.ts';

/**
 * A binary heap: what is least by `compare` comes out first, and of equals what came first.
 * It compares all that it has to before anything moves, so if `compare` throws, nothing has changed.
 * What compares is a method and no function that is passed in: engines inline that, however many kinds of heaps there are.
 */
export abstract class Heap<T> implements Iterable<T> {
  #items: T[] = [];
  /** When each came. Beside them: a pair for each would cost more than its comparisons. */
  #arrivals: number[] = [];
  #nextArrival = 0;
  /** How often it was changed: `compare` may call a user's function, which must not do so. */
  #changes = 0;

  /** Below 0: `a` comes out before `b`; above 0: after it; 0: as they came. */
  abstract compare(a: T, b: T): number;

  get size(): number {
    return this.#items.length;
  }

  get first(): T | undefined {
    return this.#items[0];
  }

  find(isIt: (item: T) => boolean): T | undefined {
    return this.#items.find(isIt);
  }

  push(item: T): void {
    this.#rise(item, this.#nextArrival, this.#items.length);
    this.#nextArrival++;
  }

  /** `item`, which is in here, now goes before some that it went after. It is looked for among all. */
  risen(item: T): void {
    const index = this.#items.indexOf(item);
    this.#rise(item, this.#arrivals[index]!, index);
  }

  #rise(item: T, arrival: number, from: number): void {
    const items = this.#items;
    const arrivals = this.#arrivals;
    const changes = this.#changes;
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const order = this.compare(item, items[above]!);
      if (this.#changes !== changes) throw changedMeanwhile();
      if (order > 0 || (order === 0 && arrival > arrivals[above]!)) break;
      place = above;
    }
    this.#changes++;
    let index = from;
    while (index > place) {
      const above = (index - 1) >> 1;
      items[index] = items[above]!;
      arrivals[index] = arrivals[above]!;
      index = above;
    }
    items[place] = item;
    arrivals[place] = arrival;
  }

  /** Undoes the last push. Nothing is compared. */
  takeBack(): void {
    const items = this.#items;
    const arrivals = this.#arrivals;
    const pushed = --this.#nextArrival;
    let index = items.length - 1;
    let item = items.pop()!;
    let arrival = arrivals.pop()!;
    // It rose along one path, and each above it went one down.
    while (arrival !== pushed) {
      index = (index - 1) >> 1;
      [item, items[index]] = [items[index]!, item];
      [arrival, arrivals[index]] = [arrivals[index]!, arrival];
    }
    this.#changes++;
  }

  shift(): T | undefined {
    const left = this.#items.length - 1;
    if (left > 0) return this.#shiftTo(this.#placeOfLast(left));
    this.#changes++;
    this.#nextArrival = 0;
    this.#arrivals.pop();
    return this.#items.pop();
  }

  /**
   * Where the last one belongs once the first is gone: down along the lesser children to the end, and a little up again,
   * since it mostly stays at the bottom. That is half of the comparisons of the way down.
   */
  #placeOfLast(left: number): number {
    const items = this.#items;
    const arrivals = this.#arrivals;
    const changes = this.#changes;
    let place = 0;
    for (let child = 1; child < left; child = 2 * place + 1) {
      const other = child + 1;
      place = child;
      if (other === left) break;
      const order = this.compare(items[other]!, items[child]!);
      if (this.#changes !== changes) throw changedMeanwhile();
      if (order < 0 || (order === 0 && arrivals[other]! < arrivals[child]!)) place = other;
    }
    const last = items[left]!;
    const arrival = arrivals[left]!;
    while (place > 0) {
      const order = this.compare(last, items[place]!);
      if (this.#changes !== changes) throw changedMeanwhile();
      if (order > 0 || (order === 0 && arrival > arrivals[place]!)) break;
      place = (place - 1) >> 1;
    }
    this.#changes++;
    return place;
  }

  /** Takes the first one out: the last goes to `place`, and those along the path to it go one up. */
  #shiftTo(place: number): T {
    const items = this.#items;
    const arrivals = this.#arrivals;
    let item = items.pop()!;
    let arrival = arrivals.pop()!;
    for (let index = place; ; index = (index - 1) >> 1) {
      const above = items[index]!;
      const arrivalAbove = arrivals[index]!;
      items[index] = item;
      arrivals[index] = arrival;
      if (index === 0) return above;
      item = above;
      arrival = arrivalAbove;
    }
  }

  /** Lets go of all but those of which `isKept` is true. */
  keep(isKept: (item: T) => boolean): void {
    const items = this.#items;
    const arrivals = this.#arrivals;
    this.#items = [];
    this.#arrivals = [];
    try {
      // In the order of the heap hardly one of them rises.
      for (const [index, item] of items.entries()) {
        if (isKept(item)) this.#rise(item, arrivals[index]!, this.#items.length);
      }
    } catch (error) {
      this.#items = items;
      this.#arrivals = arrivals;
      throw error;
    }
  }

  clear(): void {
    this.#items = [];
    this.#arrivals = [];
    this.#nextArrival = 0;
    this.#changes++;
  }

  /** As they came. */
  *[Symbol.iterator](): Generator<T, void, void> {
    for (const { item } of this.#arrived()) yield item;
  }

  #arrived(): { readonly item: T; readonly arrival: number }[] {
    return this.#items
      .map((item, index) => ({ item, arrival: this.#arrivals[index]! }))
      .toSorted((a, b) => a.arrival - b.arrival);
  }
}

function changedMeanwhile(): InvalidStateError {
  return new InvalidStateError(
    'compare changed what it is to bring into order: it must only compare its two arguments',
  );
}
