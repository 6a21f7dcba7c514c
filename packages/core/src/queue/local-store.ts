import { pause } from '../memory/blocking.ts';
import { Ring } from '../scheduler/ring.ts';
import { nothing, type Closed, type Side, type Store } from './store.ts';

/** The items of a queue that one thread has for itself: the very objects that were put. */
export class LocalStore<T> implements Store<T, T> {
  readonly shared = false;
  readonly #items = new Ring<T>();
  readonly #maxsize: number;
  unfinished = 0;
  closed: Closed = 0;

  constructor(maxsize: number) {
    this.#maxsize = maxsize;
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

  drop(): void {}

  tryPut(item: T): boolean {
    if (this.closed !== 0 || (this.#maxsize > 0 && this.#items.size >= this.#maxsize)) return false;
    this.#items.push(item);
    this.unfinished++;
    return true;
  }

  tryGet(): T | typeof nothing {
    return this.#items.size === 0 ? nothing : (this.#items.shift() as T);
  }

  taskDone(): boolean {
    if (this.unfinished === 0) return false;
    this.unfinished--;
    return true;
  }

  shutdown(immediate: boolean): void {
    this.closed = immediate || this.closed === 2 ? 2 : 1;
    while (this.closed === 2 && this.tryGet() !== nothing) this.taskDone();
  }

  waiting(): void {}

  /** Nobody but this thread knows the queue, so nothing changes while it is blocked. */
  block(_side: Side, attempt: () => boolean, remaining: () => number): 'done' | 'late' | 'never' {
    if (attempt()) return 'done';
    const ms = remaining();
    if (ms === Infinity) return 'never';
    if (ms > 0) pause(ms);
    return 'late';
  }
}
