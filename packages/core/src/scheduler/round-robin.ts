import { platform } from '../realm.ts';
import type { ReadyOrder, Runnable } from './order.ts';
import { Ring } from './ring.ts';

/** First come, first served; one whose operations all settle at once keeps its turn until its time slice is over. */
export class RoundRobin implements ReadyOrder {
  readonly #waiting = new Ring<Runnable>();
  readonly #slice: number;
  #running: Runnable | undefined;
  #keeps: Runnable | undefined;
  #since = 0;

  constructor(slice: number) {
    this.#slice = slice;
  }

  get size(): number {
    return this.#waiting.size + (this.#keeps === undefined ? 0 : 1);
  }

  push(runnable: Runnable): void {
    this.#waiting.push(runnable);
  }

  pushBack(runnable: Runnable): void {
    if (runnable === this.#running && platform().now() - this.#since < this.#slice) {
      this.#keeps = runnable;
    } else {
      this.#waiting.push(runnable);
    }
  }

  shift(): Runnable | undefined {
    const kept = this.#keeps;
    if (kept !== undefined) {
      this.#keeps = undefined;
      return kept;
    }
    const next = this.#waiting.shift();
    this.#running = next;
    if (next !== undefined) this.#since = platform().now();
    return next;
  }

  *[Symbol.iterator](): Generator<Runnable, void, void> {
    if (this.#keeps !== undefined) yield this.#keeps;
    yield* this.#waiting;
  }
}
