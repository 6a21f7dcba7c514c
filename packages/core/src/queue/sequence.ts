import { Operation } from '../operation/operation.ts';
import { Pending } from '../operation/pending.ts';
import type { Waitable } from '../wait/wait.ts';

/** Lets those who took a place go on in the order of their places. */
export class Sequence implements Waitable {
  readonly within = true;
  readonly #name: string;
  #taken = 0;
  #due = 0;
  readonly #waiting = new Map<number, Pending<void>>();

  constructor(name: string) {
    this.#name = name;
  }

  /** The next place. */
  take(): number {
    return this.#taken++;
  }

  /** Ends when all before it have passed. */
  reach(place: number): Operation<void> {
    if (place === this.#due) return Operation.resolved<void>(undefined);
    const wait = new Pending<void>(this, 'turn');
    this.#waiting.set(place, wait);
    return wait;
  }

  /** Whose turn it was is done. */
  pass(): void {
    this.#due++;
    const next = this.#waiting.get(this.#due);
    this.#waiting.delete(this.#due);
    next?._resolve();
  }

  describe(): string {
    return `the results of stage ${JSON.stringify(this.#name)}`;
  }

  explain(): string {
    return 'the result of an earlier item is not there yet';
  }

  withdraw(wait: Pending<void>): boolean {
    for (const [place, one] of this.#waiting) if (one === wait) this.#waiting.delete(place);
    return true;
  }
}
