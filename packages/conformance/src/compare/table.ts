import Table from 'cli-table3';
import { styleText } from 'node:util';
import type { Result } from '../result.ts';
import type { Comparison, Row } from './comparison.ts';

/** Numbers each reason once, in the order of the table. */
function footnotes(): { mark(why: string): number; lines(): string[] } {
  const numbers = new Map<string, number>();
  return {
    mark(why) {
      const number = numbers.get(why) ?? numbers.size + 1;
      numbers.set(why, number);
      return number;
    },
    lines: () =>
      [...numbers].map(([why, number]) => `[${number}] ${why.replaceAll('\n', '\n    ')}`),
  };
}

function reason({ why = '', observed }: Result, row: Row): string {
  if (observed === undefined) return why;
  return `${row.id}: saw ${JSON.stringify(observed)}, must see ${JSON.stringify(row.expect)}`;
}

function cell(row: Row, result: Result | undefined, mark: (why: string) => number): string {
  if (result === undefined) return '';
  if (result.outcome === 'same')
    return `${styleText('green', 'same')} ${styleText('dim', `${result.ms} ms`)}`;
  const [color, word] =
    result.outcome === 'differs'
      ? (['red', 'differs'] as const)
      : (['yellow', 'not possible'] as const);
  return `${styleText(color, word)} [${mark(reason(result, row))}]`;
}

const cellWidth = 19;

/** What a terminal leaves for the titles: they wrap, the cells do not. */
function titleWidth(columns: number): number {
  const left = (process.stdout.columns ?? Infinity) - columns * (cellWidth + 1) - 2;
  return Math.max(30, Math.min(left, 66));
}

/** The comparison as text: behaviour by runtime, then the reasons, then the counts. */
export function renderTable({ rows, columns, missing, python, verdict }: Comparison): string {
  const notes = footnotes();
  const table = new Table({
    head: ['Behaviour', ...columns.map(({ runtime }) => `${runtime.name}\n${runtime.version}`)],
    colWidths: [titleWidth(columns.length), ...columns.map(() => cellWidth)],
    wordWrap: true,
    style: {
      ...(process.stdout.hasColors?.() ? { head: ['bold'] } : { head: [], border: [] }),
      compact: true,
    },
  });
  let about = '';
  for (const row of rows) {
    if (row.about !== about) {
      about = row.about;
      table.push([
        { colSpan: columns.length + 1, content: styleText('bold', about.toUpperCase()) },
      ]);
    }
    const results = columns.map((column) => column.results.find((result) => result.id === row.id));
    table.push([row.title, ...results.map((result) => cell(row, result, notes.mark))]);
  }
  table.push([
    styleText('bold', 'all together'),
    ...columns.map(({ ms }) => styleText('dim', `${(ms / 1000).toFixed(1)} s`)),
  ]);
  const lines = [
    table.toString(),
    ...notes.lines(),
    ...columns.flatMap(({ runtime, problems }) =>
      problems.map((what) => `${runtime.name}: ${what}`),
    ),
    ...missing.map(({ title, advice }) =>
      styleText('yellow', `${title} was not found, so it has no column: ${advice}.`),
    ),
    ...verdict.failures
      .filter(({ why }) => why.startsWith('is '))
      .map(({ engine, id, why }) => `${engine}, ${id}: ${why}`),
    '',
    `Python's ${python.total} statements: ${python.shown} shown, ${python.different} different on purpose, ` +
      `${python.impossible} not possible everywhere, ${python.open} open.`,
    `${verdict.passed} same, ${verdict.failed} failed, ${verdict.skipped} not possible as expected.`,
  ];
  return lines.join('\n');
}
