import { Operation, suspension, type Observer, type Suspended } from '../operation/operation.ts';
import { makeReady } from '../scheduler/loop.ts';
import type { Runnable } from '../scheduler/order.ts';
import { current } from '../wait/current.ts';

const passed: IteratorReturnResult<void> = { done: true, value: undefined };

/** A turn of the loop. A coroutine that waits for it goes to the end of the line itself; for others it stands there. */
class Turn extends Operation<void> implements Runnable {
  /** 0: nowhere yet; 1: as its coroutine; 2: as itself. */
  #stands: 0 | 1 | 2 = 0;

  override next(): IteratorResult<Suspended, void> {
    if (current === undefined || this._settled || this.#stands === 2) return super.next();
    if (this.#stands === 0) {
      this.#stands = 1;
      current.giveWay();
      return suspension;
    }
    this._resolve();
    return passed;
  }

  override _observe(observer: Observer): void {
    super._observe(observer);
    if (this.#stands === 2) return;
    this.#stands = 2;
    makeReady(this);
  }

  step(): void {
    this._resolve();
  }
}

/**
 * Lets all that is ready have its turn first.
 * @example yield* yieldNow();
 * Python: asyncio.sleep(0), gevent.sleep(0).
 */
export function yieldNow(): Operation<void> {
  return new Turn();
}
