import { pause } from '../memory/blocking.ts';
import { nothing, type Closed, type Side, type Store } from './store.ts';

/** In which order items come out. */
export interface Order<T> extends Iterable<T> {
  readonly size: number;
  /** If it throws, nothing has changed. */
  push(item: T): void;
  /** All of them; if it throws, nothing has changed. */
  pushAll(items: readonly T[]): void;
  /** The next one; there is one. If it throws, nothing has changed. */
  shift(): T | undefined;
  /** Puts one back that was taken out last; absent where its place is the same as at first. */
  unshift?(item: T): void;
  /** If it throws, nothing has changed. */
  clear(): void;
}

/** Several that are put together. */
export class All<T> {
  readonly items: readonly T[];

  constructor(items: readonly T[]) {
    this.items = items;
  }
}

/** The items of a queue that one thread has for itself: the very objects that were put. */
export class LocalStore<T> implements Store<T, T | All<T>> {
  readonly shared = false;
  readonly maxsize: number;
  readonly #items: Order<T>;
  unfinished = 0;
  closed: Closed = 0;

  constructor(items: Order<T>, maxsize: number) {
    this.#items = items;
    this.maxsize = maxsize;
  }

  get size(): number {
    return this.#items.size;
  }

  items(): readonly T[] {
    return [...this.#items];
  }

  wrap(item: T): T {
    return item;
  }

  wrapAll(items: readonly T[]): All<T> {
    return new All(items);
  }

  keep(wrapped: T | All<T>): T | All<T> {
    return wrapped;
  }

  drop(): void {}

  tryPut(wrapped: T | All<T>): boolean {
    if (wrapped instanceof All) return this.#tryPutAll(wrapped.items);
    if (this.closed !== 0 || !this.#hasRoom(1)) return false;
    this.#items.push(wrapped);
    this.unfinished++;
    return true;
  }

  #tryPutAll(items: readonly T[]): boolean {
    if (this.closed !== 0 || !this.#hasRoom(items.length)) return false;
    this.#items.pushAll(items);
    this.unfinished += items.length;
    return true;
  }

  #hasRoom(count: number): boolean {
    return this.maxsize === 0 || this.#items.size + count <= this.maxsize;
  }

  admit(): boolean {
    return false;
  }

  tryGet(): T | typeof nothing {
    return this.#items.size === 0 ? nothing : (this.#items.shift() as T);
  }

  tryGetMany(most: number): T[] | typeof nothing {
    const count = Math.min(most, this.#items.size);
    if (count === 0) return nothing;
    const taken: T[] = [];
    try {
      while (taken.length < count) taken.push(this.#items.shift() as T);
    } catch (error) {
      // What is out already is not lost: the next get meets the error.
      if (taken.length === 0) throw error;
    }
    return taken;
  }

  putBack(items: readonly T[]): void {
    if (this.closed === 2) this.unfinished -= items.length;
    else {
      for (const item of items.toReversed()) {
        if (this.#items.unshift === undefined) this.#items.push(item);
        else this.#items.unshift(item);
      }
    }
  }

  taskDone(): boolean {
    if (this.unfinished === 0) return false;
    this.unfinished--;
    return true;
  }

  shutdown(immediate: boolean): void {
    if (!immediate && this.closed !== 2) {
      this.closed = 1;
      return;
    }
    const { size } = this.#items;
    this.#items.clear();
    this.unfinished -= size;
    this.closed = 2;
  }

  waiting(): void {}

  /** Nobody but this thread knows the queue, so nothing changes while it is blocked. */
  block(_side: Side, _attempt: () => boolean, remaining: () => number): 'late' | 'never' {
    const ms = remaining();
    if (ms === Infinity) return 'never';
    if (ms > 0) pause(ms);
    return 'late';
  }
}
