import { tasks, type Condition, type SharedArray, type Value } from 'heddle';

/** A buffer of a few places; `full` and `empty` are conditions over one lock. */
export interface Buffer {
  readonly items: SharedArray<'i32'>;
  readonly count: Value<'i32'>;
  readonly filled: Condition;
  readonly emptied: Condition;
}

export const buffering = tasks('buffering', import.meta.url, {
  produce({ items, count, filled, emptied }: Buffer, from: number, to: number): void {
    for (let item = from; item <= to; item += 1) {
      using _ = emptied.acquireSync();
      emptied.waitForSync(() => count.value < items.length);
      items.set(count.add(1), item);
      filled.notify();
    }
  },

  /** Takes so many; gives them, and how many were there at most. */
  consume({ items, count, filled, emptied }: Buffer, times: number) {
    const taken: number[] = [];
    let most = 0;
    while (taken.length < times) {
      using _ = filled.acquireSync();
      filled.waitForSync(() => count.value > 0);
      most = Math.max(most, count.value);
      taken.push(items.get(count.add(-1) - 1));
      emptied.notify();
    }
    return { taken, most };
  },
});
