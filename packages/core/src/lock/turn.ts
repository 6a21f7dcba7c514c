import { Pending } from '../operation/pending.ts';
import type { Waitable } from '../wait/wait.ts';

/** What an attempt gives that cannot be made at this moment. */
export const notYet: unique symbol = /* @__PURE__ */ Symbol('not yet') as never;

/** Takes what is waited for, or says that it cannot be had yet; throws what the wait is to fail with. */
export type Attempt<T> = () => T | typeof notYet;

/** A wait for the moment in which its attempt succeeds. */
export class Turn<T> extends Pending<T> {
  readonly attempt: Attempt<T>;

  constructor(target: Waitable, verb: string, attempt: Attempt<T>) {
    super(target, verb);
    this.attempt = attempt;
  }
}
