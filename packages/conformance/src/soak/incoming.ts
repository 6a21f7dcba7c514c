import type { Actor } from './actor.ts';
import { Fault } from './fault.ts';
import { readItem, type Origin } from './item.ts';
import { addUp, type Ledger } from './ledger.ts';

/** Among which items an order is kept: a number for each; undefined: there is none. */
export type Lane = (origin: Origin) => number | undefined;

/** What one consumer gets: each item as it was put, and those of one lane in order. */
export class Incoming {
  readonly #actor: Actor;
  readonly #laneOf: Lane;
  readonly #last = new Map<number, number>();
  #got = 0;
  #hash = 0;

  constructor(actor: Actor, laneOf: Lane = ({ from }) => from) {
    this.#actor = actor;
    this.#laneOf = laneOf;
  }

  /** @throws Fault */
  take(item: unknown): void {
    const origin = readItem(item);
    const { from, n } = origin;
    const lane = this.#laneOf(origin);
    if (lane !== undefined) {
      const last = this.#last.get(lane) ?? -1;
      if (n <= last) throw new Fault(`item ${n} of producer ${from} came after item ${last}`);
      this.#last.set(lane, n);
    }
    this.#got++;
    this.#hash = addUp(this.#hash, from, n);
    this.#actor.does('gets');
  }

  end(ledger: Ledger): void {
    ledger.add(2, this.#got);
    ledger.add(3, this.#hash);
    this.#actor.count('items', this.#got);
  }
}
