import { SharedAfterAll } from './accesses.ts';
import type { Choice } from './step.ts';
import type { World } from './world.ts';

/** Lets these things happen, in this order; gives the actors that can go on then. */
export function driven(world: World, choices: readonly Choice[]): number[] {
  const start = world.save();
  for (;;) {
    try {
      world.begin();
      for (const choice of choices) world.run(choice, () => undefined);
      return world.choices().map(({ actor }) => actor);
    } catch (error) {
      // The first time, it turns out which words are shared.
      if (!(error instanceof SharedAfterAll)) throw error;
      world.restore(start);
    }
  }
}
