import type { Link } from './wait.ts';

/** Waits in the order in which they came; any of them leaves in constant time. */
export class Line<W extends Link> {
  readonly #head: Link = { before: undefined, after: undefined };

  constructor() {
    this.#head.before = this.#head.after = this.#head;
  }

  get empty(): boolean {
    return this.#head.after === this.#head;
  }

  get first(): W | undefined {
    return this.empty ? undefined : (this.#head.after as W);
  }

  push(wait: W): void {
    const last = this.#head.before!;
    wait.before = last;
    wait.after = this.#head;
    last.after = this.#head.before = wait;
  }

  shift(): W | undefined {
    const wait = this.first;
    if (wait !== undefined) Line.remove(wait);
    return wait;
  }

  /** Takes a wait out of whichever line it stands in; does nothing if it stands in none. */
  static remove(wait: Link): void {
    if (wait.after === undefined) return;
    wait.before!.after = wait.after;
    wait.after.before = wait.before;
    wait.before = wait.after = undefined;
  }

  *[Symbol.iterator](): Generator<W, void, void> {
    for (let link = this.#head.after!; link !== this.#head; link = link.after!) yield link as W;
  }
}
