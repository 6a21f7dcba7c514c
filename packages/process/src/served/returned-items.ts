import type { Queue } from '@heddle/core';

/** A queue as what is taken out of it can go back to. */
type Returnable = Queue<unknown>;

/** What another process has taken out of queues and not marked as done. */
export class ReturnedItems {
  readonly #isKept: boolean;
  readonly #byQueue = new Map<Returnable, unknown[]>();

  constructor(isKept: boolean) {
    this.#isKept = isKept;
  }

  /** Only queues know when an item is done. */
  took(object: object, items: readonly unknown[]): void {
    if (!this.#isKept || !('taskDone' in object)) return;
    const queue = object as Returnable;
    const taken = this.#byQueue.get(queue);
    if (taken === undefined) this.#byQueue.set(queue, [...items]);
    else taken.push(...items);
  }

  /** One of them is done: the oldest, as far as is known. */
  done(object: object): void {
    const items = this.#byQueue.get(object as Returnable);
    items?.shift();
    if (items?.length === 0) this.#byQueue.delete(object as Returnable);
  }

  /** They go back to where they were. */
  giveBack(): void {
    for (const [queue, items] of this.#byQueue) queue._putBack(items);
    this.#byQueue.clear();
  }
}
