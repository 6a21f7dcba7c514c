/** A bounded queue as one writes it by hand on promises: no limits, no shutdown, one thread. */
export class PromiseQueue<T> {
  readonly #maxsize: number;
  readonly #items: T[] = [];
  readonly #getting: ((item: T) => void)[] = [];
  readonly #putting: (() => void)[] = [];

  constructor(maxsize: number = Infinity) {
    this.#maxsize = maxsize;
  }

  /** Undefined if there was room. */
  put(item: T): Promise<void> | undefined {
    const getter = this.#getting.shift();
    if (getter !== undefined) {
      getter(item);
      return undefined;
    }
    if (this.#items.length < this.#maxsize) {
      this.#items.push(item);
      return undefined;
    }
    return new Promise((resolve) => {
      this.#putting.push(() => {
        this.#items.push(item);
        resolve();
      });
    });
  }

  get(): T | Promise<T> {
    if (this.#items.length === 0) return new Promise((resolve) => this.#getting.push(resolve));
    const item = this.#items.shift() as T;
    this.#putting.shift()?.();
    return item;
  }
}
