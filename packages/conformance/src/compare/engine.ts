import type { Progress } from '../result.ts';
import type { Column } from './column.ts';

export const engineIds = ['node', 'bun', 'deno', 'chromium', 'firefox'] as const;
export type EngineId = (typeof engineIds)[number];

/** A runtime to compare, and where it was looked for. */
export interface Engine {
  readonly id: EngineId;
  readonly title: string;
  /** Where its program is, if it is there. */
  readonly path: string | undefined;
  /** How to get it. */
  readonly advice: string;
}

export interface EngineRun {
  /** The ids of the behaviours to run. */
  readonly only: readonly string[];
  readonly signal: AbortSignal;
  onProgress(progress: Progress): void;
}

/** One that is there. */
export type FoundEngine = Engine & { readonly path: string };

export type RunEngine = (engine: FoundEngine, run: EngineRun) => Promise<Column>;

/** No behaviour takes longer by its own limit; an engine that says nothing for so long is stuck. */
export const silenceLimit = 45_000;
