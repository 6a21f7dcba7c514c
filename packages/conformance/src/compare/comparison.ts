import { behaviours } from '../behaviours/index.ts';
import { countStatements, type StatementCounts } from '../python/count.ts';
import type { About, Fact, Kind } from '../behaviour.ts';
import type { Column } from './column.ts';
import type { Engine } from './engine.ts';
import type { Verdict } from './verdict.ts';

export interface Row {
  readonly id: string;
  readonly title: string;
  readonly about: About;
  readonly kind: Kind;
  /** What must be seen. */
  readonly expect: Fact;
}

/** Everything that one comparison found; what `--json` prints. */
export interface Comparison {
  readonly rows: readonly Row[];
  readonly columns: readonly Column[];
  readonly missing: readonly Pick<Engine, 'id' | 'title' | 'advice'>[];
  readonly python: StatementCounts;
  readonly verdict: Verdict;
}

export function comparison(
  columns: readonly Column[],
  missing: readonly Engine[],
  verdict: Verdict,
  only?: readonly string[],
): Comparison {
  return {
    rows: behaviours
      .filter(({ id }) => only?.includes(id) ?? true)
      .map(({ id, title, about, kind, expect }) => ({ id, title, about, kind, expect })),
    columns,
    missing: missing.map(({ id, title, advice }) => ({ id, title, advice })),
    python: countStatements(),
    verdict,
  };
}
