import { Pending, settleAll } from '../operation/pending.ts';
import { Line } from '../wait/line.ts';
import type { Wait, Waitable } from '../wait/wait.ts';
import type { Pool } from './pool.ts';

/** Those who wait for something of an executor itself: room for a call, the start of its workers, its end. */
export class PoolLine implements Waitable {
  readonly #pool: Pool;
  readonly #waits = new Line<Pending<void>>();

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  get empty(): boolean {
    return this.#waits.empty;
  }

  enter(verb: string): Pending<void> {
    const wait = new Pending<void>(this, verb);
    this.#waits.push(wait);
    return wait;
  }

  /** It has come for the one that waits longest. */
  settleFirst(): void {
    this.#waits.shift()?._resolve();
  }

  /** It has come for all of them. */
  settle(): void {
    settleAll(this.#waits);
  }

  /** It will not come any more. Whoever asks is told; that nobody does harms nobody, so it is not the host's to report. */
  refuse(why: (verb: string) => Error): void {
    for (let wait = this.#waits.shift(); wait !== undefined; wait = this.#waits.shift()) {
      wait._failQuietly(why(wait.verb));
    }
  }

  describe(): string {
    return this.#pool.describe();
  }

  withdraw(wait: Wait): boolean {
    Line.remove(wait);
    return true;
  }
}
