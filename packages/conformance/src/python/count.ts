import { parts } from './parts.ts';
import type { Part, State } from './statement.ts';

export interface StatementCounts {
  readonly total: number;
  readonly shown: number;
  readonly impossible: number;
  readonly different: number;
  readonly open: number;
}

export function stateName(state: State): Exclude<keyof StatementCounts, 'total'> {
  if (state === 'open') return 'open';
  if ('different' in state) return 'different';
  return 'impossible' in state ? 'impossible' : 'shown';
}

/** How many of Python's statements are in which state. */
export function countStatements(of: readonly Part[] = parts): StatementCounts {
  const counts = { total: 0, shown: 0, impossible: 0, different: 0, open: 0 };
  for (const { statements } of of) {
    for (const { state } of statements) {
      counts.total += 1;
      counts[stateName(state)] += 1;
    }
  }
  return counts;
}
