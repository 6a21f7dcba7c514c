import type { ProcessBoundary } from './boundary.ts';

/** What was handed to other processes and has not arrived there. Each hand-over has a number, by which its handle names it. */
export class InTransit<T> {
  readonly #handedOver = new Map<number, { readonly thing: T; readonly by: ProcessBoundary }>();
  readonly #lost: (thing: T) => void;
  #count = 0;

  constructor(lost: (thing: T) => void) {
    this.#lost = lost;
  }

  add(thing: T, by: ProcessBoundary): number {
    const number = ++this.#count;
    this.#handedOver.set(number, { thing, by });
    return number;
  }

  /** It has arrived, or is back. Undefined: it was before, or is lost. */
  take(number: number): T | undefined {
    const one = this.#handedOver.get(number);
    this.#handedOver.delete(number);
    return one?.thing;
  }

  /** It will not arrive. */
  lose(number: number): void {
    const thing = this.take(number);
    if (thing !== undefined) this.#lost(thing);
  }

  /** Nothing that went there will arrive any more. */
  loseAll(there: ProcessBoundary): void {
    for (const [number, { by }] of this.#handedOver) if (by.leadsTo(there)) this.lose(number);
  }
}
