import { behaviour, type Behaviour } from '../behaviour.ts';
import { withoutSharedMemory } from '../without.ts';

/** A behaviour of executors whose calls and answers go by messages, as where no memory can be shared. */
export function byMessages(spec: Omit<Behaviour, 'about' | 'needs'>): Behaviour {
  return behaviour({
    ...spec,
    about: 'executor',
    needs: ['threads'],
    run: (heddle, tools) => withoutSharedMemory(() => spec.run(heddle, tools)),
  });
}
