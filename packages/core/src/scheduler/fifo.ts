import { Ring } from './ring.ts';
import type { ReadyOrder, Runnable } from './order.ts';

/** First come, first served. */
export class Fifo extends Ring<Runnable> implements ReadyOrder {
  pushBack(runnable: Runnable): void {
    this.push(runnable);
  }
}
