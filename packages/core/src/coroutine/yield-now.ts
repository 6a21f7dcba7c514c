import { Operation, suspension, type Observer, type Suspended } from '../operation/operation.ts';
import { makeReady } from '../scheduler/loop.ts';
import type { Runnable } from '../scheduler/order.ts';
import { current } from '../wait/current.ts';

const passed: IteratorReturnResult<void> = { done: true, value: undefined };

/** A turn of the loop. A coroutine that waits for it goes to the end of the line itself; for others it stands there. */
class Turn extends Operation<void> implements Runnable {
  #stands: 'nowhere' | 'as its coroutine' | 'as itself' = 'nowhere';

  constructor() {
    super();
  }

  override next(): IteratorResult<Suspended, void> {
    if (current === undefined || this._settled || this.#stands === 'as itself') return super.next();
    if (this.#stands === 'nowhere') {
      this.#stands = 'as its coroutine';
      current.giveWay();
      return suspension;
    }
    this._resolve();
    return passed;
  }

  override _observe(observer: Observer): void {
    super._observe(observer);
    if (this.#stands === 'as itself') return;
    this.#stands = 'as itself';
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
