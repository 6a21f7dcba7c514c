/**
 * A binary heap: what is least by `compare` comes out first, and of equals what came first.
 * It compares all that it has to before anything moves, so if `compare` throws, nothing has changed.
 * What compares is a method and no function that is passed in: engines inline that, however many kinds of heaps there are.
 */
export abstract class Heap<T> {
  /** Each goes before the two below it, at 2i + 1 and 2i + 2. @internal */
  _items: T[] = [];
  /** When each came. Beside them: a pair for each would cost more than its comparisons. @internal */
  _arrivals: number[] = [];
  /** @internal */
  _nextArrival = 0;

  /** Below 0: `a` comes out before `b`; above 0: after it; 0: as they came. */
  abstract compare(a: T, b: T): number;

  get size(): number {
    return this._items.length;
  }

  get first(): T | undefined {
    return this._items[0];
  }

  push(item: T): void {
    this._rise(item, this._nextArrival, this._items.length);
    this._nextArrival++;
  }

  /** Puts it where it belongs, from `from`, where it is or may be, on upwards. @internal */
  _rise(item: T, arrival: number, from: number): void {
    const items = this._items;
    const arrivals = this._arrivals;
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const order = this.compare(item, items[above]!);
      if (order > 0 || (order === 0 && arrival > arrivals[above]!)) break;
      place = above;
    }
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

  shift(): T | undefined {
    const items = this._items;
    const arrivals = this._arrivals;
    const place = this.#placeOfLast();
    let item = items.pop();
    let arrival = arrivals.pop()!;
    if (items.length === 0) this._nextArrival = 0;
    // The last one goes to its place, and those along the path to it go one up.
    for (let index = place; index >= 0; index = (index - 1) >> 1) {
      const above = items[index]!;
      const arrivalAbove = arrivals[index]!;
      items[index] = item!;
      arrivals[index] = arrival;
      item = above;
      arrival = arrivalAbove;
    }
    return item;
  }

  /**
   * Where the last one belongs once the first is gone: down along the lesser children to the end, and a little up again,
   * since it mostly stays at the bottom. That is half of the comparisons of the way down. Below 0: the last is the first.
   */
  #placeOfLast(): number {
    const items = this._items;
    const arrivals = this._arrivals;
    const last = items.length - 1;
    if (last <= 0) return -1;
    let place = 0;
    for (let child = 1; child < last; child = 2 * place + 1) {
      const other = child + 1;
      place = child;
      if (other === last) break;
      const order = this.compare(items[other]!, items[child]!);
      if (order < 0 || (order === 0 && arrivals[other]! < arrivals[child]!)) place = other;
    }
    while (place > 0) {
      const order = this.compare(items[last]!, items[place]!);
      if (order > 0 || (order === 0 && arrivals[last]! > arrivals[place]!)) break;
      place = (place - 1) >> 1;
    }
    return place;
  }
}

// What only some have a use for is no method, so that the others need not carry it.

/** `item`, which is in there, now goes before some that it went after. It is looked for among all. */
export function risen<T>(heap: Heap<T>, item: T): void {
  const index = heap._items.indexOf(item);
  heap._rise(item, heap._arrivals[index]!, index);
}

/** Undoes the last push. Nothing is compared. */
export function takeBack(heap: Heap<unknown>): void {
  const { _items: items, _arrivals: arrivals } = heap;
  const pushed = --heap._nextArrival;
  let index = items.length - 1;
  let item = items.pop();
  let arrival = arrivals.pop();
  // It rose along one path, and each above it went one down.
  while (arrival !== pushed) {
    index = (index - 1) >> 1;
    [item, items[index]] = [items[index], item];
    [arrival, arrivals[index]] = [arrivals[index], arrival!];
  }
}

/** Lets go of all but those of which `isKept` is true. `compare` must not throw. */
export function keep<T>(heap: Heap<T>, isKept: (item: T) => boolean): void {
  const { _items: items, _arrivals: arrivals } = heap;
  heap._items = [];
  heap._arrivals = [];
  // In the order of the heap hardly one of them rises.
  for (const [index, item] of items.entries()) {
    if (isKept(item)) heap._rise(item, arrivals[index]!, heap._items.length);
  }
}

/** What is in there, as it came. */
export function arrived<T>(heap: Heap<T>): T[] {
  return heap._items
    .map((item, index) => ({ item, arrival: heap._arrivals[index]! }))
    .toSorted((a, b) => a.arrival - b.arrival)
    .map(({ item }) => item);
}
