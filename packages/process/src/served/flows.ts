import { InvalidHandleError } from '@heddle/core';
import { Flow } from './flow.ts';
import type { Holdings } from './holdings.ts';
import { holderDied } from './who.ts';

/** Those of another process who do something here, by the numbers that it has told. */
export class Flows {
  readonly #byNumber = new Map<number, Flow>();
  readonly #holdings: Holdings;

  constructor(holdings: Holdings) {
    this.#holdings = holdings;
  }

  add(number: number, name: string): void {
    this.#byNumber.set(number, new Flow(name));
  }

  /** @throws InvalidHandleError */
  of(number: number): Flow {
    const flow = this.#byNumber.get(number);
    if (flow === undefined) throw new InvalidHandleError(`nobody has the number ${number} here`);
    return flow;
  }

  has(holder: unknown): holder is Flow {
    return holder instanceof Flow && [...this.#byNumber.values()].includes(holder);
  }

  /** Whose end cannot be told apart from a pause is kept for as long as it holds something. */
  leaves(number: number): void {
    const flow = this.#byNumber.get(number);
    if (flow === undefined) return;
    flow.hasLeft = true;
    this.forgetIfGone(number);
  }

  forgetIfGone(number: number): void {
    const flow = this.#byNumber.get(number);
    if (flow?.hasLeft === true && !this.#holdings.isHolder(flow)) this.#byNumber.delete(number);
  }

  /** It has died with its process. */
  dies(number: number): void {
    const flow = this.#byNumber.get(number);
    if (flow === undefined) return;
    this.#byNumber.delete(number);
    this.#holdings.abandonedBy(flow);
    dies(flow);
  }

  /** The other process is gone. */
  gone(): void {
    for (const flow of this.#byNumber.values()) dies(flow);
    this.#byNumber.clear();
  }
}

function dies(flow: Flow): void {
  flow.dies();
  holderDied(flow);
}
