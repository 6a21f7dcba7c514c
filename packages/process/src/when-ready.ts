import { TimeoutError, type WaitOptions } from '@heddle/core';
import {
  begin,
  Operation,
  Pending,
  type Choice,
  type Observer,
  type Waitable,
} from '@heddle/core/internal';

/**
 * Waits until one of several things is ready, and gives what `result` makes of which of them are; nothing is taken from any.
 * When its time is over, none is, and that is no failure.
 */
export function whenReady<R>(
  verb: string,
  things: readonly Choice<void>[],
  options: WaitOptions,
  result: (ready: readonly boolean[]) => R,
): Operation<R> {
  const look = (): readonly boolean[] => things.map((thing) => thing.attempt() !== undefined);
  const several = new Several(things);
  const settle = (): Operation<R> | undefined => {
    const ready = look();
    if (!ready.includes(true) && options.timeout !== 0) return undefined;
    return Operation.resolved(result(ready));
  };
  const enter = (): Pending<R> => {
    const wait = new Wait<R>(several, verb, () => result(look()));
    several.enter(wait);
    return wait;
  };
  const action = (): string => `${verb} of ${several.describe()}`;
  return begin(options, action, settle, enter, () => several.explain());
}

/** One that takes the end of its time for an answer. */
class Wait<R> extends Pending<R> {
  readonly #result: () => R;

  constructor(several: Several, verb: string, result: () => R) {
    super(several, verb);
    this.#result = result;
  }

  override _giveUp(reason: unknown): boolean {
    if (!(reason instanceof TimeoutError)) return super._giveUp(reason);
    return !this._settled && this.target.withdraw(this) && this.answer();
  }

  answer(): boolean {
    return this._resolve(this.#result());
  }
}

class Several implements Waitable, Observer {
  readonly #things: readonly Choice<void>[];
  #waits: Pending<void>[] = [];
  #whole: Wait<unknown> | undefined;

  constructor(things: readonly Choice<void>[]) {
    this.#things = things;
  }

  enter(whole: Wait<unknown>): void {
    this.#whole = whole;
    for (const thing of this.#things) {
      const wait = thing.enter(true);
      this.#waits.push(wait);
      wait._observe(this);
    }
  }

  settled(): void {
    if (this.#whole!._settled) return;
    this.#leave();
    this.#whole!.answer();
  }

  withdraw(): boolean {
    this.#leave();
    return true;
  }

  #leave(): void {
    for (const wait of this.#waits.splice(0)) {
      if (wait._settled) continue;
      wait._unobserve(this);
      wait.target.withdraw(wait);
      wait._failQuietly(undefined); // nobody else ever saw it
    }
  }

  needs(): readonly object[] {
    return this.#waits;
  }

  describe(): string {
    const all = this.#things.map((thing) => thing.describe());
    return all.length === 1 ? all[0]! : `one of ${all.join(', ')}`;
  }

  explain(): string {
    return this.#things.map((thing) => thing.explain()).join('; ');
  }
}
