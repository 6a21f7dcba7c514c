import type { Actor } from './actor.ts';
import { Fault } from './fault.ts';
import { readItem } from './item.ts';
import { addUp, type Ledger } from './ledger.ts';

/** What one consumer gets: each item as it was put, and those of one producer in its order. */
export class Incoming {
  readonly #actor: Actor;
  readonly #last = new Map<number, number>();
  #got = 0;
  #hash = 0;

  constructor(actor: Actor) {
    this.#actor = actor;
  }

  /** @throws Fault */
  take(item: unknown): void {
    const { from, n } = readItem(item);
    const last = this.#last.get(from) ?? -1;
    if (n <= last) throw new Fault(`item ${n} of producer ${from} came after item ${last}`);
    this.#last.set(from, n);
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
