/** Choices by chance: the same ones for the same seed. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** A whole number from 0 to before `n`. */
  below(n: number): number {
    const state = (this.#state = (this.#state + 0x6d2b79f5) | 0); // mulberry32
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * n);
  }

  /** One of them. */
  of<T>(all: readonly T[]): T {
    return all[this.below(all.length)]!;
  }

  /** True once in `n` times. */
  oneIn(n: number): boolean {
    return this.below(n) === 0;
  }
}

/** Works for so many turns: what takes a little while and waits for nothing. */
export function spin(turns: number): void {
  for (let turn = 0; turn < turns; turn++) Math.sqrt(turn);
}
