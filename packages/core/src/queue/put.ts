import { Pending } from '../operation/pending.ts';
import type { Waitable } from '../wait/wait.ts';

/** An item that waits for room. */
export class Put extends Pending<void> {
  /** As the store keeps it. @internal */
  wrapped: unknown;

  /** @internal */
  constructor(target: Waitable, wrapped: unknown) {
    super(target, 'put');
    this.wrapped = wrapped;
  }
}
