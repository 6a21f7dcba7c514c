import { behaviours, countStatements } from '@heddle/conformance';
import type { About, Column, Kind, Recorded, StatementCounts } from '@heddle/conformance';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface Row {
  readonly id: string;
  readonly title: string;
  readonly about: About;
  readonly kind: Kind;
}

/** What is known when the site is built: the behaviours and their recorded columns. */
interface ComparisonData {
  readonly rows: readonly Row[];
  readonly columns: readonly Column[];
  readonly python: StatementCounts;
}

declare const data: ComparisonData;
export { data };

const recorded = fileURLToPath(import.meta.resolve('@heddle/conformance/recorded.json'));

export default {
  watch: [recorded],
  load(): ComparisonData {
    const { columns } = JSON.parse(readFileSync(recorded, 'utf8')) as Recorded;
    return {
      rows: behaviours.map(({ id, title, about, kind }) => ({ id, title, about, kind })),
      columns: (['node', 'bun', 'deno', 'chromium', 'firefox'] as const).flatMap(
        (engine) => columns[engine] ?? [],
      ),
      python: countStatements(),
    };
  },
};
