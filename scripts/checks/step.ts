import type { BrowserName } from '../browser/find.ts';
import type { Counting } from './count.ts';

/** One row of the table in steps.ts. */
export interface Step {
  name: string;
  /** The program and its arguments; `report` is where the step writes its JSON report, if it has one. */
  command: (report: string) => readonly [string, ...string[]];
  counting: Counting;
  /**
   * When it runs: checks run two at a time, tests one at a time, so that they do not disturb each other's clocks. Beside them,
   * one at a time as well, runs what does not mind: the docs site, which waits for browsers most of the time, the stress, the
   * examples. Last comes what looks at what they have left behind.
   */
  phase: 'build' | 'check' | 'test' | 'beside' | 'last';
  /** Without this browser the step is skipped, and under CI=true failed. */
  browser?: BrowserName;
  /** How long it may take. @default 10 */
  minutes?: number;
}
