import type { Selectable } from '@heddle/core';
import { Line, Operation, Pending, type Choice, type Waitable } from '@heddle/core/internal';

/** The end of a process, as something to wait for among others. Python: Process.sentinel. */
export class Sentinel implements Selectable<void>, Waitable {
  readonly #of: { describe(): string };
  readonly #line: Line<Pending<void>> = new Line();
  #hasEnded = false;

  /** @internal */
  constructor(of: { describe(): string }) {
    this.#of = of;
  }

  /** Has the process ended? */
  get ready(): boolean {
    return this.#hasEnded;
  }

  /** @internal */
  ended(): void {
    this.#hasEnded = true;
    for (let wait = this.#line.shift(); wait !== undefined; wait = this.#line.shift()) {
      wait._resolve();
    }
  }

  /** @internal */
  _choice(): Choice<void> {
    return {
      describe: () => `end of ${this.#of.describe()}`,
      attempt: (): Operation<void> | undefined =>
        this.#hasEnded ? Operation.resolved<void>(undefined) : undefined,
      enter: () => {
        const wait = new Pending<void>(this, 'end');
        this.#line.push(wait);
        return wait;
      },
      explain: () => 'it is still running',
    };
  }

  /** @internal */
  describe(): string {
    return this.#of.describe();
  }

  /** @internal */
  withdraw(wait: Pending<unknown>): boolean {
    Line.remove(wait);
    return true;
  }
}
