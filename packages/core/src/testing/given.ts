import { InvalidArgumentError } from '../errors.ts';
import type { Strategy, View } from './strategy.ts';

/** One schedule: decisions as they are given, and then always the one that came first. */
export class Given implements Strategy {
  readonly #taken: readonly number[];
  /** Where a decision has not as many ways: the last one it has. */
  readonly #bends: boolean;

  constructor(taken: readonly number[], { bends = false }: { bends?: boolean } = {}) {
    this.#taken = taken;
    this.#bends = bends;
  }

  choose({ path }: View, count: number): number {
    const at = path.length;
    const taken = this.#taken[at] ?? 0;
    if (taken < count) return taken;
    if (this.#bends) return count - 1;
    throw new InvalidArgumentError(
      `replay: the text does not fit the program: its decision ${at + 1} is way ${taken}, and there are only ${count} ways (from 0)`,
    );
  }

  draw(view: View, count: number): number {
    return this.choose(view, count);
  }

  next(): boolean {
    return false;
  }
}
