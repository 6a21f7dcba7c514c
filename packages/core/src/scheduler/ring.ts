/** A first-in first-out buffer that grows by doubling: no array shift, no allocation per item. */
export class Ring<T> {
  #items: (T | undefined)[] = new Array<T | undefined>(64).fill(undefined);
  #first = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get first(): T | undefined {
    return this.#items[this.#first];
  }

  push(item: T): void {
    if (this.#size === this.#items.length) this.#grow();
    this.#items[(this.#first + this.#size) & (this.#items.length - 1)] = item;
    this.#size++;
  }

  pushAll(items: readonly T[]): void {
    for (const item of items) this.push(item);
  }

  shift(): T | undefined {
    if (this.#size === 0) return undefined;
    const item = this.#items[this.#first];
    this.#items[this.#first] = undefined;
    this.#first = (this.#first + 1) & (this.#items.length - 1);
    this.#size--;
    return item;
  }

  unshift(item: T): void {
    if (this.#size === this.#items.length) this.#grow();
    this.#first = (this.#first - 1) & (this.#items.length - 1);
    this.#items[this.#first] = item;
    this.#size++;
  }

  clear(): void {
    this.#items = new Array<T | undefined>(64).fill(undefined);
    this.#first = this.#size = 0;
  }

  *[Symbol.iterator](): Generator<T, void, void> {
    for (let i = 0; i < this.#size; i++) {
      yield this.#items[(this.#first + i) & (this.#items.length - 1)] as T;
    }
  }

  #grow(): void {
    const items = new Array<T | undefined>(this.#items.length * 2).fill(undefined);
    let i = 0;
    for (const item of this) items[i++] = item;
    this.#items = items;
    this.#first = 0;
  }
}
