import type { Choice, Selectable } from '../operation/selectable.ts';
import { refuseCopy } from '../refuse-copy.ts';
import { requireDuration, Sleep } from './sleep.ts';

/**
 * A stretch of time as something that `select` waits for. It begins anew with each `select`, so one can serve a loop.
 * `after(0)` is over when the others that are ready have had their turn: it comes after whatever is there at once.
 * @example const { key } = await select({ item: queue, late: after(50) });
 * @throws InvalidArgumentError for what is no number of milliseconds, NaN or negative.
 */
export function after(ms: number): Selectable<undefined> {
  requireDuration('after', ms);
  return new After(ms);
}

class After implements Selectable<undefined>, Choice<undefined> {
  /** A copy would be dead: structured clone and JSON refuse. */
  readonly toJSON: () => never = refuseCopy;
  readonly #ms: number;

  constructor(ms: number) {
    this.#ms = ms;
  }

  _choice(): Choice<undefined> {
    return this;
  }

  describe(): string {
    return `after(${this.#ms})`;
  }

  attempt(): undefined {}

  enter(): Sleep<undefined> {
    return new Sleep(this.#ms);
  }

  explain(): string {
    return 'the time was not over';
  }
}
