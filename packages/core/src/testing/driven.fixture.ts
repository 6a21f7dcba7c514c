import type { Choice } from './step.ts';
import type { World } from './world.ts';

/** Lets these things happen, in this order; gives the actors that can go on then. */
export function driven(world: World, choices: readonly Choice[]): number[] {
  const start = world.save();
  for (;;) {
    const { mistakes } = world;
    world.begin();
    for (const choice of choices) world.run(choice, () => undefined);
    if (world.mistakes === mistakes) return world.choices().map(({ actor }) => actor);
    // The first time, it turns out which words are shared.
    world.restore(start);
  }
}
