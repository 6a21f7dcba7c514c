import { Operation, type WaitOptions } from '../operation/operation.ts';
import { Pending } from '../operation/pending.ts';
import { Line } from '../wait/line.ts';
import type { Waitable } from '../wait/wait.ts';
import { begin } from './limit.ts';

/** The simplest thing to wait for: tickets are let in, and each lets one through. */
export class Gate implements Waitable {
  readonly line: Line<Pending<number>> = new Line();
  readonly #tickets: number[] = [];

  describe(): string {
    return 'the gate';
  }

  /** How many wait. */
  get waiting(): number {
    return [...this.line].length;
  }

  /** How many tickets nobody has taken. */
  get tickets(): number {
    return this.#tickets.length;
  }

  pass(options?: WaitOptions): Operation<number> {
    return begin(
      options,
      () => 'pass through the gate',
      () => {
        const ticket = this.#tickets.shift();
        return ticket === undefined ? undefined : Operation.resolved(ticket);
      },
      () => {
        const wait = new Pending<number>(this, 'pass');
        this.line.push(wait);
        return wait;
      },
      () => `${this.waiting} wait`,
    );
  }

  admit(ticket: number): void {
    const wait = this.line.shift();
    if (wait === undefined) this.#tickets.push(ticket);
    else wait._resolve(ticket);
  }

  /** Fails the first of those who wait. */
  turnAway(error: unknown): void {
    this.line.shift()?._reject(error);
  }

  withdraw(wait: Pending<number>): boolean {
    Line.remove(wait);
    return true;
  }
}
