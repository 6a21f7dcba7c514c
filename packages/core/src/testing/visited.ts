/** For `last`: whoever ran last cannot go on, so that a switch to any other is free. */
export const nobody = -1;

/** Points that a search has been at. */
export interface Visited {
  readonly size: number;
  /** False if all that can follow was followed before. `left`: how many preemptions may still come. */
  isNew(key: number, last: number, left: number): boolean;
}

/** For a search without a bound: what can follow depends on the point alone. */
export class VisitedAll implements Visited {
  readonly #keys = new Set<number>();

  get size(): number {
    return this.#keys.size;
  }

  isNew(key: number): boolean {
    if (this.#keys.has(key)) return false;
    this.#keys.add(key);
    return true;
  }
}

/** Bits for what is noted of each actor. */
const bits = 4;
const mask = 2 ** bits - 1;

/** More would not fit into a small integer, whose bits hold what is noted of a point. */
export const mostPreemptions: number = mask - 1;
export const mostActors = 6;

/**
 * For a search with a bound: from the same point more can follow if more preemptions are left. For each actor that ran last,
 * and for nobody, the most is noted that were ever left.
 */
export class VisitedBounded implements Visited {
  readonly #best = new Map<number, number>();
  readonly #actors: number;

  constructor(actors: number) {
    this.#actors = actors;
  }

  get size(): number {
    return this.#best.size;
  }

  isNew(key: number, last: number, left: number): boolean {
    const best = this.#best.get(key) ?? 0;
    for (let actor = nobody; actor < this.#actors; actor++) {
      // One preemption brings the turn to anybody: with one more left, it does not matter who ran last.
      const needed = actor === nobody || actor === last ? left : left + 1;
      if (((best >> ((actor + 1) * bits)) & mask) > needed) return false;
    }
    const shift = (last + 1) * bits;
    this.#best.set(key, (best & ~(mask << shift)) | ((left + 1) << shift));
    return true;
  }
}
