import type { Draft, Entry } from './draft.ts';

/** Which item of a table comes out next. */
export interface Ordering {
  /** Does it call code of the user's? */
  readonly calls: boolean;
  /** Puts one more in. If it throws, nothing has changed. */
  put(draft: Draft, entry: Entry): void;
  /** Takes the next out; there is one. If it throws, nothing has changed. */
  take(draft: Draft): Entry;
}

/** The last first. */
export const lastFirst: Ordering = {
  calls: false,
  put(draft, entry) {
    draft.set(draft.size++, entry);
  },
  take: (draft) => draft.get(--draft.size),
};

/** The least first, and of equals the one that came first: a heap. */
export class LeastFirst implements Ordering {
  readonly calls = true;
  readonly #compare: (a: unknown, b: unknown) => number;

  constructor(compare: (a: unknown, b: unknown) => number) {
    this.#compare = compare;
  }

  put(draft: Draft, entry: Entry): void {
    let place = draft.size;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (!this.#isBefore(draft, entry, draft.get(above))) break;
      place = above;
    }
    for (let index = draft.size; index > place;) {
      const above = (index - 1) >> 1;
      draft.set(index, draft.get(above));
      index = above;
    }
    draft.set(place, entry);
    draft.size++;
  }

  take(draft: Draft): Entry {
    const first = draft.get(0);
    const left = draft.size - 1;
    const last = draft.get(left);
    const path: number[] = [];
    for (let place = 0; ;) {
      let child = 2 * place + 1;
      if (child >= left) break;
      if (child + 1 < left && this.#isBefore(draft, draft.get(child + 1), draft.get(child)))
        child++;
      if (!this.#isBefore(draft, draft.get(child), last)) break;
      path.push(child);
      place = child;
    }
    let place = 0;
    for (const child of path) {
      draft.set(place, draft.get(child));
      place = child;
    }
    draft.set(place, last);
    draft.size = left;
    return first;
  }

  #isBefore(draft: Draft, a: Entry, b: Entry): boolean {
    const order = this.#compare(draft.value(a), draft.value(b));
    // The count of arrivals has 31 bits and goes round.
    return order < 0 || (order === 0 && (a.arrival - b.arrival) << 1 < 0);
  }
}
