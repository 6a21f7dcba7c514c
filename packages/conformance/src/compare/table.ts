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

/** How wide the columns are, and how a cell says what was seen: in words with the time, or by a sign where those do not fit. */
interface Layout {
  readonly title: number;
  readonly cell: number;
  readonly words: { readonly same: string; readonly differs: string; readonly impossible: string };
  readonly times: boolean;
}

const inWords = {
  cell: 19,
  words: { same: 'same', differs: 'differs', impossible: 'not possible' },
  times: true,
};
const inSigns = { cell: 10, words: { same: '✓', differs: '✗', impossible: '–' }, times: false };

/** What a terminal leaves for the titles: they wrap, the cells do not. */
function layoutFor(columns: number): Layout {
  const left = (cells: number): number =>
    (process.stdout.columns ?? Infinity) - columns * (cells + 1) - 2;
  const kind = left(inWords.cell) < 40 ? inSigns : inWords;
  return { ...kind, title: Math.max(20, Math.min(left(kind.cell), 66)) };
}

function cell(
  row: Row,
  result: Result | undefined,
  { words, times }: Layout,
  mark: (why: string) => number,
): string {
  if (result === undefined) return '';
  if (result.outcome === 'same') {
    const same = styleText('green', words.same);
    return times ? `${same} ${styleText('dim', `${result.ms} ms`)}` : same;
  }
  const color = result.outcome === 'differs' ? 'red' : 'yellow';
  return `${styleText(color, words[result.outcome])} [${mark(reason(result, row))}]`;
}

/** The comparison as text: behaviour by runtime, then the reasons, then the counts. */
export function renderTable({ rows, columns, missing, python, verdict }: Comparison): string {
  const notes = footnotes();
  const layout = layoutFor(columns.length);
  const table = new Table({
    head: ['Behaviour', ...columns.map(({ runtime }) => `${runtime.name}\n${runtime.version}`)],
    colWidths: [layout.title, ...columns.map(() => layout.cell)],
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
    table.push([row.title, ...results.map((result) => cell(row, result, layout, notes.mark))]);
  }
  table.push([
    styleText('bold', 'all together'),
    ...columns.map(({ ms }) => styleText('dim', `${(ms / 1000).toFixed(1)} s`)),
  ]);
  const lines = [
    table.toString(),
    ...(layout.times ? [] : ['✓ same   ✗ differs   – not possible']),
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
