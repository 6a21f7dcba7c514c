import Table from 'cli-table3';
import type { ContestResult, SideResult } from './measure.ts';

/** What one runtime has measured. */
export interface RuntimeResult {
  readonly runtime: string;
  readonly version: string;
  readonly results: readonly ContestResult[];
}

const head = [
  'what',
  'Heddle',
  'peer',
  'ratio',
  'quartiles',
  'wall s, Heddle | peer',
  'CPU s, Heddle | peer',
];

/** One row for each pair of Heddle and a peer. */
function rows(result: ContestResult): string[][] {
  const [heddle, ...peers] = result.sides;
  if (heddle === undefined) return [];
  const own = `${reading(result, heddle)}  ${heddle.name}`;
  return [
    ...peers.map((peer) => [
      result.id,
      own,
      `${reading(result, peer)}  ${peer.name}`,
      number(peer.ratio.median),
      `${number(peer.ratio.q1)} – ${number(peer.ratio.q3)}`,
      both(heddle.wall, peer.wall),
      cpu(result, heddle, peer),
    ]),
    ...result.broken.map(({ name, why }) => [
      result.id,
      own,
      `${name}: ${why}`,
      ...new Array<string>(4).fill('–'),
    ]),
  ];
}

function reading({ measures }: ContestResult, { reading: { median, worst } }: SideResult): string {
  if (measures === 'bytes') return `${median.toFixed(0)} B`;
  return measures === 'delay' ? `${duration(median)}, worst ${duration(worst)},` : duration(median);
}

function both(heddle: number, peer: number): string {
  return `${heddle.toFixed(2)} | ${peer.toFixed(2)}`;
}

function cpu(
  { cpuPerMillion, rounds }: ContestResult,
  heddle: SideResult,
  peer: SideResult,
): string {
  // A page cannot tell how much its process computes.
  if (heddle.cpu === 0 && peer.cpu === 0) return '–';
  if (!cpuPerMillion) return both(heddle.cpu, peer.cpu);
  const million = (side: SideResult): number => (side.cpu * 1e6) / side.operations / rounds;
  return `${both(million(heddle), million(peer))} a million`;
}

function number(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(2);
}

function duration(nanoseconds: number): string {
  if (nanoseconds < 1e3) return `${nanoseconds.toPrecision(3)} ns`;
  if (nanoseconds < 1e6) return `${(nanoseconds / 1e3).toPrecision(3)} µs`;
  if (nanoseconds < 1e9) return `${(nanoseconds / 1e6).toPrecision(3)} ms`;
  return `${(nanoseconds / 1e9).toPrecision(3)} s`;
}

/** For the terminal. */
export function renderTable({ runtime, version, results }: RuntimeResult): string {
  const plain = process.stdout.hasColors?.() ? {} : { head: [], border: [] };
  const table = new Table({ head, style: { ...plain, compact: true } });
  for (const result of results) table.push(...rows(result));
  return `${runtime} ${version}\n${table.toString()}`;
}

/** The rows for the README, each with the day and the version it was measured with. */
export function markdownRows({ version, results }: RuntimeResult, day: string): string[] {
  return results.flatMap(rows).map((cells) => markdownRow([...cells, `${day}, ${version}`]));
}

/** For the README. */
export function markdownTable(runtime: string, rowsOfIt: readonly string[]): string {
  const titles = [...head, 'measured'];
  return [
    `### ${runtime}`,
    '',
    markdownRow(titles),
    markdownRow(titles.map(() => '---')),
    ...rowsOfIt,
  ].join('\n');
}

function markdownRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
