import { CancelledError, Guard } from '@heddle/core';
import type { Observer, Operation } from '@heddle/core/internal';
import type { Flow } from './flow.ts';

interface Begun {
  readonly operation: Operation<unknown>;
  readonly flow: Flow;
  readonly observer: Observer;
}

/** What a step ends with that the other process has given up. */
const givenUp = new CancelledError('the process that waited has given it up');

/** Was it in time? */
export function wasGivenUp({ _state, _value }: Operation<unknown>): boolean {
  return _state === 2 && _value === givenUp;
}

/** Steps that another process has begun here and that have not ended, by the numbers of its calls. */
export class BegunSteps {
  readonly #byCall = new Map<number, Begun>();

  has(call: number): boolean {
    return this.#byCall.has(call);
  }

  /** `ended` is called once it has, maybe at once; never if it is withdrawn before. */
  follow(call: number, flow: Flow, operation: Operation<unknown>, ended: () => void): void {
    const settled = (): void => {
      this.#byCall.delete(call);
      flow.goesOn(operation);
      operation._looked();
      ended();
    };
    if (operation._settled) return settled();
    const observer: Observer = { settled };
    this.#byCall.set(call, { operation, flow, observer });
    operation._observe(observer);
  }

  /** `who` can do nothing else until it has ended, or can. */
  blocked(call: number, who: Flow, isBlocked: boolean): void {
    const { operation } = this.#byCall.get(call)!;
    if (isBlocked) who.blocks(operation);
    else who.goesOn(operation);
  }

  /** False: it has come to its end, or will, and its answer goes to the other process, which gives back what it has given. */
  withdraw(call: number): boolean {
    const { operation, flow, observer } = this.#byCall.get(call)!;
    if (!leaves(operation, observer, observer)) return false;
    this.#byCall.delete(call);
    flow.goesOn(operation);
    return true;
  }

  /** It is to end in vain. */
  giveUp(call: number, isCancelled: boolean): void {
    const operation = this.#byCall.get(call)?.operation;
    if (operation === undefined || (isCancelled && operation._cancelWith(givenUp))) return;
    operation._giveUp(givenUp);
  }

  /** The other process is gone. */
  gone(): void {
    for (const { operation, flow, observer } of this.#byCall.values()) {
      flow.blockedOn = undefined;
      leaves(operation, observer, disposing);
    }
    this.#byCall.clear();
  }
}

/** False: its end is on its way, or came as it was left, and goes to `next`. */
function leaves(operation: Operation<unknown>, observer: Observer, next: Observer): boolean {
  operation._unobserve(observer);
  if (operation._leave()) return true;
  if (operation._settled) next.settled(operation);
  else operation._observe(next);
  return false;
}

/** What comes for nobody is given back, and no failure of this program's. */
const disposing: Observer = {
  settled(operation) {
    operation._looked();
    if (operation._value instanceof Guard) operation._value[Symbol.dispose]();
  },
};
