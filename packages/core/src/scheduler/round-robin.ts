import { InvalidArgumentError } from '../errors.ts';
import { platform } from '../realm.ts';
import { show } from '../show.ts';
import type { Policy, ReadyOrder, Runnable } from './order.ts';
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

  keepsTurn(): boolean {
    return platform().now() - this.#since < this.#slice;
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

export interface RoundRobinOptions {
  /** Milliseconds for which a task may go on while others are ready. @default 5 */
  slice?: number;
}

/**
 * The policy by which a task that could go on does so until its time slice is over, and then the next one has its turn.
 * A task that has to wait gives the rest of its slice up. With n tasks ready, each has its turn again after n - 1 slices.
 * The slice is looked at when the loop looks at the clock, and the host has its turn within a slice as well.
 * @throws InvalidArgumentError if `slice` is no finite number of milliseconds above 0.
 */
export function roundRobin(options: RoundRobinOptions = {}): Policy {
  const slice = (options as RoundRobinOptions | null)?.slice ?? 5;
  if (typeof options !== 'object' || options === null) {
    throw new InvalidArgumentError(`roundRobin: options must be an object, got ${show(options)}`);
  }
  if (typeof slice !== 'number' || !(slice > 0 && slice < Infinity)) {
    throw new InvalidArgumentError(
      `roundRobin: slice must be a finite number of milliseconds above 0, got ${show(slice)}`,
    );
  }
  return { name: 'round robin', _order: () => new RoundRobin(slice) };
}
