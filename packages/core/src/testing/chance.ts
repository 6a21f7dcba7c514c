import { Dice } from '../coroutine/dice.ts';
import { Awaited } from '../operation/operation.ts';
import { Pending } from '../operation/pending.ts';
import type { Strategy, View } from './strategy.ts';

/** At each decision every way is as likely as the others. */
export class ByChance implements Strategy {
  readonly #dice: Dice;

  constructor(seed: number) {
    this.#dice = new Dice(seed);
  }

  choose(_view: View, count: number): number {
    return this.#dice.below(count);
  }

  draw(_view: View, count: number): number {
    return this.#dice.below(count);
  }

  next(): boolean {
    return true;
  }
}

/**
 * Probabilistic concurrency testing (Burckhardt et al., ASPLOS 2010): each task has a priority by chance and the highest
 * goes on; at `depth - 1` steps, by chance, the one that would go on falls below all others. Of n tasks and k steps, an
 * error that takes `depth` ordered steps is found by one schedule with a probability of at least 1 / (n × k^(depth - 1)).
 */
export class ByPriorities implements Strategy {
  /** Where only one can go on it may still fall. */
  readonly always = true;
  readonly #dice: Dice;
  readonly #depth: number;
  #priorities = new Map<object, number>();
  #changes: number[] = [];
  /** Of the longest schedule so far. */
  #steps = 1;

  constructor(seed: number, depth: number) {
    this.#dice = new Dice(seed);
    this.#depth = depth;
  }

  begin(): void {
    this.#priorities = new Map();
    this.#changes = [];
    while (this.#changes.length < this.#depth - 1) {
      this.#changes.push(this.#dice.below(this.#steps));
    }
  }

  choose(view: View, count: number): number {
    let best = this.#best(view, count);
    this.#changes.forEach((step, index) => {
      if (step !== view.steps) return;
      this.#priorities.set(flowOf(view.ready[best]!), -index - 1);
      best = this.#best(view, count);
    });
    return best;
  }

  #best({ ready }: View, count: number): number {
    let best = 0;
    let highest = -Infinity;
    for (let index = 0; index < count; index++) {
      const priority = this.#priorityOf(flowOf(ready[index]!));
      if (priority <= highest) continue;
      highest = priority;
      best = index;
    }
    return best;
  }

  #priorityOf(flow: object): number {
    let priority = this.#priorities.get(flow);
    if (priority === undefined) {
      this.#priorities.set(flow, (priority = this.#dice.below(2 ** 32)));
    }
    return priority;
  }

  draw(_view: View, count: number): number {
    return this.#dice.below(count);
  }

  next(view: View): boolean {
    this.#steps = Math.max(this.#steps, view.steps);
    return true;
  }
}

/** The end of a wait belongs to who waits. */
function flowOf(runnable: object): object {
  if (runnable instanceof Awaited) return runnable._explored?.waiter ?? runnable.operation;
  return runnable instanceof Pending ? (runnable.owner ?? runnable) : runnable;
}
