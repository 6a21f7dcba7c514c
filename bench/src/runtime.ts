import type { Report, Request } from './run.ts';

/** Something that contests run on. */
export interface OpenRuntime {
  /** The ids of those that it can run. */
  readonly ids: readonly string[];
  /** Runs one apart from all others: in a process of its own, or a page. */
  measure(request: Request): Promise<readonly Report[]>;
  close(): Promise<void>;
}

/** No contest takes this long, and one that hangs must not hang the program. */
export const contestLimit: number = 9 * 60_000;
