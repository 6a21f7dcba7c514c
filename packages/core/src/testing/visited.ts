import type { Fingerprint } from './fingerprint.ts';

/** For `last`: whoever ran last cannot go on, so that a switch to any other is free. */
export const nobody = -1;

/** The steps of so many actors, and a death, fit into the bits that are noted of a point, beside `never`. */
export const mostActors = 6;

/** A way to a point that was not gone; all its bits are set. */
const never = 255;

/** Free places in the table of points. */
const empty = -1;

/**
 * The points that a search has been at, and what is gone through from each: all that can follow but what begins with a step
 * that sleeps (a bit each), for that is gone through from elsewhere.
 *
 * In a search with a bound, more can follow from the same point if more preemptions are left: it is noted for each actor that
 * ran last, and for nobody, and for each number of preemptions that were left.
 */
export class Visited {
  /** How many preemptions are left at the start; without a bound there is nothing to count, and it is 0. */
  readonly #most: number;
  readonly #actors: number;
  readonly #each: number;
  /** At the place of each point: what slept there, for nobody and each actor, for each number of preemptions left. */
  #asleep: Uint8Array = new Uint8Array(1 << 12).fill(never);
  /** A table of the points by their fingerprints: the two halves, and the place. */
  #table: Int32Array = new Int32Array(3 << 10).fill(empty);
  #size = 0;

  constructor(actors: number, preemptions: number) {
    const isBounded = preemptions !== Infinity;
    this.#most = isBounded ? preemptions : 0;
    this.#actors = isBounded ? actors : 0;
    this.#each = (this.#actors + 1) * (this.#most + 1);
  }

  get size(): number {
    return this.#size;
  }

  /**
   * Notes that the search goes on from a point. Gives what may be left asleep there, or undefined if all that can follow is
   * gone through. `last`: who has the turn; `left`: how often it may still be taken away.
   */
  enter(point: Fingerprint, last: number, left: number, asleep: number): number | undefined {
    const first = this.#placeOf(point) * this.#each;
    const [turn, spare] = this.#actors === 0 ? [nobody, 0] : [last, left];
    for (let actor = nobody; actor < this.#actors; actor++) {
      // One preemption brings the turn to anybody: with one more left, it does not matter who ran last.
      const needed = actor === nobody || actor === turn ? spare : spare + 1;
      for (let had = needed; had <= this.#most; had++) {
        const slept = this.#asleep[this.#at(first, actor, had)]!;
        if (slept !== never && (slept & ~asleep) === 0) return undefined;
      }
    }
    const at = this.#at(first, turn, spare);
    return (this.#asleep[at]! &= asleep);
  }

  #at(first: number, actor: number, left: number): number {
    return first + (actor + 1) * (this.#most + 1) + left;
  }

  #placeOf({ low, high }: Fingerprint): number {
    const at = find(this.#table, low, high);
    const known = this.#table[at + 2]!;
    if (known !== empty) return known;
    const place = this.#size++;
    this.#table.set([low, high, place], at);
    if (this.#size * 6 > this.#table.length) this.#table = larger(this.#table);
    if (this.#size * this.#each > this.#asleep.length) {
      const before = this.#asleep;
      this.#asleep = new Uint8Array(before.length * 2).fill(never, before.length);
      this.#asleep.set(before);
    }
    return place;
  }
}

/** Where in the table the entry of a point is, or is to be. */
function find(table: Int32Array, low: number, high: number): number {
  const entries = table.length / 3;
  let entry = (low ^ (high << 7)) & (entries - 1);
  while (
    table[entry * 3 + 2] !== empty &&
    (table[entry * 3] !== low || table[entry * 3 + 1] !== high)
  ) {
    entry = (entry + 1) & (entries - 1);
  }
  return entry * 3;
}

function larger(table: Int32Array): Int32Array {
  const twice = new Int32Array(table.length * 2).fill(empty);
  for (let at = 0; at < table.length; at += 3) {
    if (table[at + 2] === empty) continue;
    const entry = table.subarray(at, at + 3);
    twice.set(entry, find(twice, entry[0]!, entry[1]!));
  }
  return twice;
}
