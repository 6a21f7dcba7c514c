import type { Abilities } from './abilities.ts';
import type { Adapter, Heddle } from './behaviour.ts';
import { behaviours } from './behaviours/index.ts';
import type { Progress, Report } from './result.ts';
import { runBehaviours } from './run.ts';

export interface ConformanceOptions {
  /** Ids of the behaviours to run. @default all */
  readonly only?: readonly string[];
  /** How to find out what the runtime can do. @default by trying each, at every call */
  readonly abilities?: Abilities;
  onProgress?(progress: Progress): void;
}

/** Runs every behaviour on an adapter, here and now. In a browser, call `bindTasks` first. */
export function runConformance(heddle: Adapter, options: ConformanceOptions = {}): Promise<Report> {
  return runBehaviours(heddle as Heddle, { behaviours, ...options });
}
