import { Operation } from '../operation/operation.ts';
import type { Waitable } from '../wait/wait.ts';

/** An item that waits for room. */
export class Put extends Operation<void> {
  /** As the store keeps it. @internal */
  wrapped: unknown;

  /** @internal */
  constructor(target: Waitable, wrapped: unknown) {
    super(target, 'put');
    this.wrapped = wrapped;
  }
}
