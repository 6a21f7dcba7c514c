/** When the page drew its frames: what freezes a page shows as a long pause between two. */
export class Frames {
  readonly #at: number[] = [];
  readonly #kept: number;

  /** @param kept How many milliseconds back are remembered. */
  constructor(kept: number) {
    this.#kept = kept;
  }

  add(at: number): void {
    this.#at.push(at);
    const gone = this.#at.findIndex((one) => one >= at - this.#kept);
    if (gone > 0) this.#at.splice(0, gone);
  }

  /** The pauses before each frame since `start`, in milliseconds; the one that goes on now is the last. */
  pauses(start: number, now: number): number[] {
    const since = this.#at.filter((at) => at >= start && at <= now);
    const before = this.#at.findLast((at) => at < start) ?? start;
    const moments = [Math.max(before, start), ...since, now];
    return moments.slice(1).map((at, index) => Math.max(0, at - moments[index]!));
  }

  /** How many frames there were from `start` on, and the longest pause without one. */
  since(start: number, now: number): { readonly count: number; readonly longest: number } {
    return {
      count: this.#at.filter((at) => at >= start && at <= now).length,
      longest: Math.max(0, ...this.pauses(start, now)),
    };
  }
}
