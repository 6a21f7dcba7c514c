import { commute, type Footprint } from './footprint.ts';
import type { Choice } from './step.ts';
import type { World } from './world.ts';

/**
 * The steps that sleep at a point, a bit each: what happens if one of them comes next is gone through from elsewhere, where it
 * came before a step with which it commutes.
 */
export class Sleepers {
  readonly #world: World;
  readonly #footprints = new Map<Choice, Footprint>();
  #asleep: number;
  readonly #steps: readonly Choice[];

  /** `steps`: what can happen at this point. */
  constructor(world: World, steps: readonly Choice[], asleep: number) {
    this.#world = world;
    this.#steps = steps;
    this.#asleep = asleep;
  }

  isAwake(step: Choice): boolean {
    return (this.#asleep & this.#bit(step)) === 0;
  }

  add(step: Choice): void {
    this.#asleep |= this.#bit(step);
  }

  /** What sleeps on after this step. */
  after(step: Choice): number {
    let left = 0;
    if (this.#asleep === 0) return left;
    for (const other of this.#steps) {
      if (this.isAwake(other) || other.actor === step.actor) continue;
      if (commute(this.#footprint(step), this.#footprint(other))) left |= this.#bit(other);
    }
    return left;
  }

  #bit({ actor, how }: Choice): number {
    return 1 << (how === 'dies' ? this.#world.actors.length : actor);
  }

  #footprint(step: Choice): Footprint {
    let footprint = this.#footprints.get(step);
    if (footprint === undefined) {
      footprint = this.#world.footprint(step);
      this.#footprints.set(step, footprint);
    }
    return footprint;
  }
}
