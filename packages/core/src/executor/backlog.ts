import { ByPriority } from '../scheduler/priority.ts';
import { Ring } from '../scheduler/ring.ts';
import type { Call } from './call.ts';

/** So many that have ended are not looked for. */
const fewest = 1000;

function waits(call: Call<unknown>): boolean {
  return !call._settled;
}

/** The calls that wait for a worker: first come, first served, until one is more urgent than others. */
export class Backlog {
  readonly #ageing: number;
  #order: Ring<Call<unknown>> | ByPriority<Call<unknown>> = new Ring();
  /** Those that a worker had and has not begun, the next one last: they have had their turn. */
  readonly #returned: Call<unknown>[] = [];
  #size = 0;
  /** Those in the order that have ended without a worker. */
  #ended = 0;

  constructor(ageing: number) {
    this.#ageing = ageing;
  }

  get size(): number {
    return this.#size;
  }

  push(call: Call<unknown>): void {
    if (call.urgency !== 0 && this.#order instanceof Ring) {
      const order = new ByPriority<Call<unknown>>(this.#ageing);
      for (const waiting of this.#order) order.push(waiting);
      this.#order = order;
    }
    this.#order.push(call);
    this.#size++;
  }

  /** It is the next one. */
  putBack(call: Call<unknown>): void {
    this.#returned.push(call);
    this.#size++;
  }

  /** One of them has ended without a worker: it stays until its turn would come, or until they are more than the others. */
  withdrawn(): void {
    this.#size--;
    if (++this.#ended <= this.#size + fewest) return;
    this.#ended = 0;
    const order = this.#order;
    if (order instanceof ByPriority) order.keep(waits);
    else {
      this.#order = new Ring();
      this.#order.pushAll(Array.from(order).filter(waits));
    }
  }

  shift(): Call<unknown> | undefined {
    for (;;) {
      const call = this.#returned.pop() ?? this.#order.shift();
      if (call === undefined) return undefined;
      if (!waits(call)) {
        if (this.#ended > 0) this.#ended--;
        continue;
      }
      this.#size--;
      return call;
    }
  }
}
