import type { Agent } from '../memory/agent.ts';
import { atomics } from '../memory/atomics.ts';
import { slotWords, stateWords } from '../memory/layout.ts';

/** The state of a semaphore, an event, a barrier: a few whole numbers of 32 bits, in this thread's memory or in shared memory. */
export interface Cells {
  load(index: number): number;
  /** Writes `to` if it is `from`. False: it was something else, and is as it was. */
  swap(index: number, from: number, to: number): boolean;
}

/** Of an object that only this thread knows. */
export class LocalCells implements Cells {
  readonly #numbers: number[];

  constructor(numbers: readonly number[]) {
    this.#numbers = [...numbers];
  }

  get numbers(): readonly number[] {
    return this.#numbers;
  }

  load(index: number): number {
    return this.#numbers[index]!;
  }

  swap(index: number, from: number, to: number): boolean {
    if (this.#numbers[index] !== from) return false;
    this.#numbers[index] = to;
    return true;
  }
}

/** In a slot of shared memory. */
export class SharedCells implements Cells {
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #at: number;

  constructor(agent: Agent, slot: number) {
    this.#words = agent.memory.reach(slot);
    this.#at = slot * slotWords;
  }

  /** Puts in what an object had before it was shared: nobody else knows the slot yet. */
  fill(numbers: readonly number[]): void {
    numbers.forEach((number, index) => (this.#words[this.#at + stateWords[index]!] = number));
  }

  load(index: number): number {
    return atomics.load(this.#words, this.#at + stateWords[index]!);
  }

  swap(index: number, from: number, to: number): boolean {
    return atomics.compareExchange(this.#words, this.#at + stateWords[index]!, from, to) === from;
  }
}

/** Changes a number until nobody came between. Gives what it was; undefined, as soon as `change` says that it cannot be done. */
export function change(
  cells: Cells,
  index: number,
  to: (value: number) => number | undefined,
): number | undefined {
  for (;;) {
    const value = cells.load(index);
    const next = to(value);
    if (next === undefined) return undefined;
    if (cells.swap(index, value, next)) return value;
  }
}
