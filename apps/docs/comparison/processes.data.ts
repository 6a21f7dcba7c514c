import { behaviours } from '@heddle/conformance';
import type { Column, Recorded, Result } from '@heddle/conformance';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface Row {
  readonly id: string;
  readonly title: string;
  /** By the column's engine. */
  readonly results: Readonly<Record<string, Result>>;
}

/** How the behaviours of processes ran where there are processes. */
interface RecordedRuns {
  readonly columns: readonly Pick<Column, 'engine' | 'runtime' | 'date'>[];
  readonly rows: readonly Row[];
}

declare const data: RecordedRuns;
export { data };

const recorded = fileURLToPath(import.meta.resolve('@heddle/conformance/recorded.json'));

export default {
  watch: [recorded],
  load(): RecordedRuns {
    const { columns } = JSON.parse(readFileSync(recorded, 'utf8')) as Recorded;
    const all = (['node', 'bun', 'deno'] as const).flatMap((engine) => columns[engine] ?? []);
    return {
      columns: all.map(({ engine, runtime, date }) => ({ engine, runtime, date })),
      rows: behaviours
        .filter(({ about }) => about === 'process')
        .map(({ id, title }) => ({
          id,
          title,
          results: Object.fromEntries(
            all.flatMap(({ engine, results }) =>
              results.filter((result) => result.id === id).map((result) => [engine, result]),
            ),
          ),
        })),
    };
  },
};
