import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { runtimes } from './options.ts';
import { markdownRows, markdownTable, type RuntimeResult } from './table.ts';

const packages = [
  'heddle',
  '@esfx/async-queue',
  'async-mutex',
  'co',
  'comlink',
  'effect',
  'effection',
  'fast-check',
  'multithreading',
  'piscina',
  'poolifier',
  'ringbuf.js',
  'tinypool',
  'workerpool',
];

async function versionOf(name: string): Promise<string> {
  const file = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  const { version } = JSON.parse(await readFile(file, 'utf8')) as { version: string };
  return `${name} ${version}`;
}

const [start, end] = ['<!-- recorded -->', '<!-- /recorded -->'];

/** Puts the rows in place of those of the same contests on the same runtime; `ids` is the order of contests. */
export async function record(all: readonly RuntimeResult[], ids: readonly string[]): Promise<void> {
  const readme = new URL('../README.md', import.meta.url);
  const text = await readFile(readme, 'utf8');
  const [from, to] = [text.indexOf(start), text.indexOf(end) + end.length];
  const day = new Date().toISOString().slice(0, 10);
  const facts = [
    day,
    `${cpus().length} × ${cpus()[0]?.model ?? 'an unknown processor'}`,
    ...(await Promise.all(packages.map(versionOf))),
  ];
  const recorded = text.slice(from, to);
  const tables = runtimes.map((runtime) => {
    const before = rowsOf(recorded, runtime);
    const now = all
      .filter((each) => each.runtime === runtime)
      .flatMap((each) => markdownRows(each, day));
    return markdownTable(runtime, merged(before, now, ids));
  });
  const parts = [start, facts.join(', '), ...tables, end].join('\n\n');
  await writeFile(readme, text.slice(0, from) + parts + text.slice(to));
}

/** The rows of one runtime's table. */
export function rowsOf(recorded: string, runtime: string): string[] {
  const [, section = ''] = recorded.split(`### ${runtime}\n`);
  const [table = ''] = section.split('\n### ');
  return table
    .split('\n')
    .filter((line) => /^\| [a-z\d-]+[a-z\d] +\|/.test(line) && !line.startsWith('| what '));
}

/** A contest that was measured anew has its new rows; one that there is no more has none. */
export function merged(
  before: readonly string[],
  now: readonly string[],
  ids: readonly string[],
): string[] {
  return ids.flatMap((id) => {
    const own = (rows: readonly string[]): string[] =>
      rows.filter((row) => row.split('|')[1]?.trim() === id);
    const anew = own(now);
    return anew.length > 0 ? anew : own(before);
  });
}
