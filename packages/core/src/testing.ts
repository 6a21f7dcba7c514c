export { ExplorationError, type FaultKind } from './testing/exploration-error.ts';
export { explore, replay } from './testing/explore.ts';
export type { ExploreOptions } from './testing/options.ts';
export type { Program } from './testing/schedule.ts';
export type { Bound, Exploration } from './testing/search.ts';
export { VirtualClock, type VirtualClockOptions } from './time/virtual-clock.ts';
