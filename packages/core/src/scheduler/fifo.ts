import type { Policy, ReadyOrder, Runnable } from './order.ts';
import { Ring } from './ring.ts';

/** First come, first served. */
export class Fifo extends Ring<Runnable> implements ReadyOrder {
  pushBack(runnable: Runnable): void {
    this.push(runnable);
  }
}

/**
 * The policy that a thread begins with: first come, first served. A task that runs keeps its turn until it has to wait, or
 * until the loop looks at the clock.
 */
export function fifo(): Policy {
  return { name: 'fifo', _order: () => new Fifo() };
}
