import { Operation, type WaitOptions } from '../operation/operation.ts';
import { Pending, settleAll } from '../operation/pending.ts';
import { begin } from '../time/limit.ts';
import { Line } from '../wait/line.ts';
import type { Waitable } from '../wait/wait.ts';
import type { Ended } from './protocol.ts';

/** Who waits for the end of a thread or a process, and how its target has ended. */
export class Lifetime {
  readonly #of: Waitable;
  readonly #awaitedChanged: () => void;
  readonly #joining: Line<Pending<void>> = new Line();
  readonly #awaiting: Line<Pending<unknown>> = new Line();
  readonly #ending: Line<Pending<void>> = new Line();
  outcome: Ended<unknown> | undefined;
  /** Somebody has got the outcome from `result`. */
  isTaken = false;

  /** @param awaitedChanged Is told whenever `isAwaited` may have changed. */
  constructor(of: Waitable, awaitedChanged: () => void) {
    this.#of = of;
    this.#awaitedChanged = awaitedChanged;
  }

  get isAwaited(): boolean {
    return [this.#joining, this.#awaiting, this.#ending].some(({ empty }) => !empty);
  }

  join(options: WaitOptions | undefined, has: () => boolean): Operation<void> {
    return begin(
      options,
      () => `join of ${this.#of.describe()}`,
      () => (has() ? Operation.resolved<void>(undefined) : undefined),
      () => this.#enter(this.#joining, 'join'),
      () => 'it is still running',
    );
  }

  result<T>(options: WaitOptions | undefined): Operation<T> {
    return begin(
      options,
      () => `result of ${this.#of.describe()}`,
      () => this.#settled() as Operation<T> | undefined,
      () => this.#enter(this.#awaiting, 'result') as Pending<T>,
      () => 'it is still running',
    );
  }

  #settled(): Operation<unknown> | undefined {
    const { outcome } = this;
    if (outcome === undefined) return undefined;
    this.isTaken = true;
    return 'value' in outcome
      ? Operation.resolved(outcome.value)
      : Operation.rejected(outcome.error);
  }

  /** Settles when it is gone. */
  end(): Pending<void> {
    return this.#enter(this.#ending, 'end');
  }

  #enter<T>(line: Line<Pending<T>>, verb: string): Pending<T> {
    const wait = new Pending<T>(this.#of, verb);
    line.push(wait);
    this.#awaitedChanged();
    return wait;
  }

  withdraw(wait: Pending<unknown>): boolean {
    Line.remove(wait);
    this.#awaitedChanged();
    return true;
  }

  /** Its target has ended. */
  ended(how: Ended<unknown>): void {
    this.outcome = how;
  }

  /** Those hear of it who wait for how its target has ended. */
  tellResult(): void {
    const how = this.outcome!;
    for (let wait = this.#awaiting.shift(); wait !== undefined; wait = this.#awaiting.shift()) {
      this.isTaken = true;
      if ('value' in how) wait._resolve(how.value);
      else wait._reject(how.error);
    }
  }

  tellJoined(): void {
    settleAll(this.#joining);
  }

  tellGone(): void {
    settleAll(this.#ending);
  }
}
