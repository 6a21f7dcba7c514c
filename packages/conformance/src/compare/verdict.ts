import type { AbilityName } from '../abilities.ts';
import type { Column } from './column.ts';
import type { Engine, EngineId } from './engine.ts';

/** Which behaviours are known to be impossible on an engine, and for lack of what. */
export type ExpectedSkips = Readonly<Record<EngineId, Readonly<Record<string, AbilityName>>>>;

interface Failure {
  readonly engine: EngineId;
  /** The behaviour; left out where the engine itself failed. */
  readonly id?: string;
  readonly why: string;
}

export interface Verdict {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly Failure[];
}

export interface VerdictOptions {
  readonly skips: ExpectedSkips;
  /** Is a runtime that was not found a failure? */
  readonly strict: boolean;
}

/** Holds what was seen against what must be seen: a difference fails, and so does a skip that nobody expects, or that is over. */
export function judge(
  columns: readonly Column[],
  missing: readonly Engine[],
  { skips, strict }: VerdictOptions,
): Verdict {
  let passed = 0;
  let skipped = 0;
  const failures: Failure[] = [];
  for (const { engine, results, problems } of columns) {
    for (const why of problems) failures.push({ engine, why });
    for (const { id, outcome, why = '', lacks } of results) {
      const expected = skips[engine][id];
      if (outcome === 'differs') failures.push({ engine, id, why });
      else if (outcome === 'same' && expected === undefined) passed += 1;
      else if (outcome === 'impossible' && expected === lacks) skipped += 1;
      else if (outcome === 'impossible')
        failures.push({
          engine,
          id,
          why: `is skipped for lack of ${lacks}, which expected-skips.json does not expect: ${why}`,
        });
      else
        failures.push({
          engine,
          id,
          why: `is no longer impossible: take it out of expected-skips.json, where it lacks ${expected}`,
        });
    }
  }
  for (const { id, title, advice } of missing) {
    if (strict) failures.push({ engine: id, why: `${title} was not found: ${advice}` });
    else skipped += 1;
  }
  return { passed, skipped, failed: failures.length, failures };
}
