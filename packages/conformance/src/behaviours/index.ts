import type { Behaviour } from '../behaviour.ts';

export const behaviours: readonly Behaviour[] = [];
