import type { AbilityName, ProbedAbilities } from './abilities.ts';
import type { Fact } from './behaviour.ts';

/** `same`: seen what must be seen. `differs`: something else, or nothing in time. `impossible`: an ability is missing. */
export type Outcome = 'same' | 'differs' | 'impossible';

/** What one behaviour showed on one runtime. */
export interface Result {
  readonly id: string;
  readonly outcome: Outcome;
  readonly ms: number;
  /** What was seen; left out where it is what must be seen. */
  readonly observed?: Fact;
  /** Why it differs, or is impossible. */
  readonly why?: string;
  /** The missing ability. */
  readonly lacks?: AbilityName;
}

export interface RuntimeVersion {
  readonly name: string;
  readonly version: string;
}

/** What all behaviours showed on one runtime. */
export interface Report {
  readonly runtime: RuntimeVersion;
  readonly abilities: ProbedAbilities;
  readonly results: readonly Result[];
}

export type Progress =
  | { readonly type: 'begin'; readonly id: string; readonly index: number; readonly total: number }
  | {
      readonly type: 'result';
      readonly result: Result;
      readonly index: number;
      readonly total: number;
    };
