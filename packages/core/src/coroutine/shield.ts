import type { Operation, Observer } from '../operation/operation.ts';
import { operationOf, type Awaitable } from '../operation/from.ts';
import { failAs } from '../operation/pass-on.ts';
import { Pending } from '../operation/pending.ts';
import type { Waitable } from '../wait/wait.ts';

/**
 * Waits for an operation without taking it along: cancelling whoever waits here leaves it as it is.
 * @example yield* shield(saving);
 * @throws what the operation fails with; InvalidArgumentError if there is nothing to wait for.
 * Python: asyncio.shield.
 */
export function shield<T>(source: Awaitable<T>): Operation<T> {
  const inner = operationOf(source, 'shield');
  return inner._settled ? inner : new Shield(inner);
}

class Shielded implements Waitable {
  readonly inner: Operation<unknown>;

  constructor(inner: Operation<unknown>) {
    this.inner = inner;
  }

  describe(): string {
    return this.inner._describe();
  }

  needs(): readonly Operation<unknown>[] {
    return [this.inner];
  }

  withdraw(wait: Shield<unknown>): boolean {
    this.inner._unobserve(wait);
    return true;
  }
}

class Shield<T> extends Pending<T> implements Observer {
  constructor(inner: Operation<T>) {
    super(new Shielded(inner), 'shield');
    inner._observe(this);
  }

  settled(inner: Operation<T>): void {
    if (inner._state === 1) this._resolve(inner._value as T);
    else {
      inner._looked();
      failAs(this, inner._value);
    }
  }
}
