import { CancelledError } from '@heddle/core';
import { Pending, type Holder, type Waitable } from '@heddle/core/internal';

/** A wait for the end of a step in another process. */
export class FarWait extends Pending<unknown> {
  /** Asks the other process to end the step in vain; absent where it can be left as it is. */
  readonly #giveUp: ((isCancelled: boolean) => void) | undefined;
  #failure: { readonly reason: unknown } | undefined = undefined;

  constructor(
    target: Waitable,
    verb: string,
    owner: Holder | undefined,
    giveUp: ((isCancelled: boolean) => void) | undefined,
  ) {
    super(target, verb, owner);
    this.#giveUp = giveUp;
  }

  override _giveUp(reason: unknown): boolean {
    if (this.#giveUp === undefined) return super._giveUp(reason);
    if (this._settled) return false;
    this.#failure ??= { reason };
    this.#giveUp(reason instanceof CancelledError);
    return true;
  }

  override _cancelWith(error: CancelledError): boolean {
    return this.#giveUp !== undefined && this._giveUp(error);
  }

  /** The other process has answered: does it fail because it was given up? `isInVain`: it was in time. */
  hasFailed(isInVain: boolean): boolean {
    const failure = this.#failure;
    if (failure === undefined) return isInVain;
    if (failure.reason instanceof CancelledError) this._failQuietly(failure.reason);
    else if (isInVain) this._reject(failure.reason);
    else return false;
    return true;
  }
}
