import { InvalidArgumentError } from '../errors.ts';
import { show } from '../show.ts';
import { arrived, Heap, keep, risen } from './heap.ts';
import type { Policy, Runnable } from './order.ts';

interface Urgent {
  readonly urgency?: number;
}

interface Entry<R> {
  readonly runnable: R;
  /** The step at which it came. */
  readonly step: number;
  /** The same, brought forward by its urgency. */
  key: number;
}

class Entries<R> extends Heap<Entry<R>> {
  compare(a: Entry<R>, b: Entry<R>): number {
    return a.key < b.key ? -1 : a.key > b.key ? 1 : 0; // both may be infinite
  }
}

/**
 * The most urgent first; who waits gains one level for each `ageing` steps that others take, so nobody starves.
 * All who wait age alike, so their order is settled when they come: urgency × ageing steps ahead of their arrival.
 */
export class ByPriority<R extends Urgent = Runnable> {
  readonly #ageing: number;
  readonly #heap: Entries<R> = new Entries();
  #steps = 0;

  constructor(ageing: number) {
    this.#ageing = ageing;
  }

  get size(): number {
    return this.#heap.size;
  }

  push(runnable: R): void {
    const step = this.#steps;
    this.#heap.push({ runnable, step, key: this.#keyOf(runnable, step) });
  }

  #keyOf(runnable: R, step: number): number {
    return step - (runnable.urgency ?? 0) * this.#ageing;
  }

  /** It is looked for among all: a lock that the less urgent hold is waited for seldom. */
  moved(runnable: R): void {
    const entry = this.#heap._items.find((each) => each.runnable === runnable);
    if (entry === undefined) return;
    const before = entry.key;
    entry.key = this.#keyOf(runnable, entry.step);
    if (entry.key < before) risen(this.#heap, entry);
    else keep(this.#heap, () => true); // puts all where they belong
  }

  pushBack(runnable: R): void {
    this.push(runnable);
  }

  /** Lets go of all others. */
  keep(isKept: (runnable: R) => boolean): void {
    keep(this.#heap, ({ runnable }) => isKept(runnable));
  }

  shift(): R | undefined {
    const first = this.#heap.shift();
    if (first === undefined) return undefined;
    this.#steps++;
    return first.runnable;
  }

  *[Symbol.iterator](): Generator<R, void, void> {
    const entries = arrived(this.#heap).toSorted((a, b) => this.#heap.compare(a, b));
    for (const { runnable } of entries) yield runnable;
  }
}

export interface PriorityOptions {
  /** After so many steps of others a task that is ready counts as one level more urgent. @default 1000 */
  ageing?: number;
}

/**
 * The policy by which the most urgent task runs first (`spawn({ target, priority })`, more is more urgent), and among
 * equals the one that came first. Who waits becomes more urgent by one level for each `ageing` steps that others take: so
 * a task of priority p runs after at most (q - p) × ageing steps of tasks of priority q, and one step of each of them.
 * @throws InvalidArgumentError if `ageing` is no number, or not above 0.
 */
export function priority(options: PriorityOptions = {}): Policy {
  const ageing = (options as PriorityOptions | null)?.ageing ?? 1000;
  if (typeof options !== 'object' || options === null) {
    throw new InvalidArgumentError(`priority: options must be an object, got ${show(options)}`);
  }
  // Without end it would let tasks starve, and at 0 it would be fifo.
  if (typeof ageing !== 'number' || !(ageing > 0 && ageing < Infinity)) {
    throw new InvalidArgumentError(
      `priority: ageing must be a finite number of steps above 0, got ${show(ageing)}`,
    );
  }
  return { name: 'priority', _order: () => new ByPriority(ageing) };
}
