/** What came last comes out first. */
export class Stack<T> implements Iterable<T> {
  #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  pushAll(items: readonly T[]): void {
    for (const item of items) this.#items.push(item);
  }

  shift(): T | undefined {
    return this.#items.pop();
  }

  clear(): void {
    this.#items = [];
  }

  /** The bottom first: the order in which they would have to be put again. */
  [Symbol.iterator](): IterableIterator<T> {
    return this.#items.values();
  }
}
