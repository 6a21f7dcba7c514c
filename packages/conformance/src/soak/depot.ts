import { ShutDownError, TimeoutError, type Lock, type SharedArray, type Value } from 'heddle';
import type { Actor } from './actor.ts';
import { Fault } from './fault.ts';
import { makeItem, priorities, ranked, readItem, type Origin, type Ranked } from './item.ts';

/** What those that may be killed hand to each other: each item has a number of its own, and two marks. */
export interface Depot {
  readonly order: 'as put' | 'last first' | 'least first';
  readonly lock: Lock;
  /** The number of the next item. */
  readonly next: Value<'i32'>;
  readonly marks: SharedArray<'u8'>;
  /** How many still put, or kill. */
  readonly busy: Value<'i32'>;
}

/** `put`: whoever put it has seen that it was. `got`: somebody has it. */
export const marks = { put: 1, got: 2 } as const;

/** More items than are put in any slice that is not very long. */
export const mostItems: number = 2 ** 20;

/** How long a thread computes at most before it looks at its event loop: some runtimes end it only there. */
export const burst = 5;

/** The numbers of up to `most` new items; none once all numbers are used up. */
function numbers(actor: Actor, { next, marks: all }: Depot, most: number): number[] {
  const count = 1 + actor.random.below(most);
  const first = next.add(count);
  return Array.from({ length: count }, (_, i) => first + i).filter((n) => n < all.length);
}

/** Makes up to `most` new items, which whoever asks puts: it answers whether it did, and gets them again if not. */
export function* putting(
  actor: Actor,
  from: number,
  depot: Depot,
  most: number,
): Generator<readonly unknown[], boolean, boolean> {
  const some = numbers(actor, depot, most);
  if (some.length === 0) return false;
  const items = some.map((n) => makeItem({ from, n }, actor.random, depot.lock));
  const made = depot.order === 'least first' ? items.map(ranked) : items;
  while (!(yield made)) if (actor.over) return true;
  for (const n of some) depot.marks.or(n, marks.put);
  actor.does('puts');
  actor.count('put', some.length);
  return true;
}

/** Takes note of what came. @throws Fault */
export class Receipt {
  readonly #last = new Map<number, number>();
  readonly #actor: Actor;
  readonly #depot: Depot;

  constructor(actor: Actor, depot: Depot) {
    this.#actor = actor;
    this.#depot = depot;
  }

  take(items: readonly unknown[]): void {
    const { order, marks: all } = this.#depot;
    for (const item of items) {
      const origin = readItem(order === 'least first' ? (item as Ranked)[3] : item);
      if ((all.or(origin.n, marks.got) & marks.got) !== 0) {
        throw new Fault(`item ${origin.n} of producer ${origin.from} was delivered twice`);
      }
      if (order === 'as put') this.#inOrder(origin, origin.from);
      else if (order === 'least first') {
        this.#inOrder(origin, origin.from * priorities + (origin.n % priorities));
      }
    }
    this.#actor.does('gets');
    this.#actor.count('got', items.length);
  }

  #inOrder({ from, n }: Origin, lane: number): void {
    const last = this.#last.get(lane) ?? -1;
    if (n <= last) throw new Fault(`item ${n} of producer ${from} came after item ${last}`);
    this.#last.set(lane, n);
  }
}

/** It was for want of time. @throws What else it was */
export function inTime(actor: Actor, error: unknown): void {
  if (!(error instanceof TimeoutError)) throw error;
  actor.does('timed out');
  actor.count('timeouts');
}

export const limitOf = ({ random }: Actor): { timeout: number } | Record<string, never> =>
  random.oneIn(4) ? { timeout: random.below(3) } : {};

/** @returns Whether it was because there will be none. @throws What else it was */
export function isEnd(error: unknown): boolean {
  if (error instanceof ShutDownError) return true;
  throw error;
}
