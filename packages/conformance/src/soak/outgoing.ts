import type { Lock } from 'heddle';
import type { Actor } from './actor.ts';
import { makeItem } from './item.ts';
import { addUp, type Ledger } from './ledger.ts';

/** What one producer puts, one after the other: an item that could not be put is the next one again. */
export class Outgoing {
  readonly #made: unknown[] = [];
  readonly #actor: Actor;
  readonly #from: number;
  readonly #lock: Lock;
  #n = 0;
  #put = 0;
  #hash = 0;

  constructor(actor: Actor, from: number, lock: Lock) {
    this.#actor = actor;
    this.#from = from;
    this.#lock = lock;
  }

  /** The next `count` items. */
  next(count: number): readonly unknown[] {
    while (this.#made.length < count) {
      const origin = { from: this.#from, n: this.#n++ };
      this.#made.push(makeItem(origin, this.#actor.random, this.#lock));
    }
    return this.#made.slice(0, count);
  }

  /** So many of them were put. */
  done(count: number): void {
    this.#made.splice(0, count);
    for (let i = 0; i < count; i++) this.#hash = addUp(this.#hash, this.#from, this.#put++);
    this.#actor.does('puts');
  }

  /** All that it could put was put. */
  end(ledger: Ledger): void {
    ledger.add(0, this.#put);
    ledger.add(1, this.#hash);
  }
}
