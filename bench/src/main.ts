// `pnpm bench`: runs the contests on each runtime, in a process of its own, and prints a table for each.
import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { x } from 'tinyexec';
import { contests } from './contests/index.ts';
import type { ContestResult } from './measure.ts';
import { chosenOf, optionsOf, type Options, type Runtime } from './options.ts';
import type { Report, Request } from './run.ts';
import { renderMarkdown, renderTable, type RuntimeResult } from './table.ts';

const flags: Readonly<Record<Runtime, readonly string[]>> = {
  node: [],
  bun: ['run'],
  deno: ['run', '-A'],
};

/** Nothing that is measured takes this long; a contest that hangs must not hang the program. */
const limit = 9 * 60_000;

async function measureOn(runtime: Runtime, request: Request): Promise<RuntimeResult> {
  const script = fileURLToPath(new URL('run.ts', import.meta.url));
  const child = x(runtime, [...flags[runtime], script, JSON.stringify(request)], {
    timeout: limit,
  });
  const results: ContestResult[] = [];
  const others: string[] = [];
  let version = '';
  for await (const line of child) {
    const report = reportOf(line);
    if (report === undefined) others.push(line);
    version = report?.version ?? version;
    if (report?.began !== undefined) console.error(`${runtime} ${version}: ${report.began}`);
    if (report?.result !== undefined) results.push(report.result);
    if (report?.failed !== undefined) fail(`${runtime}, ${report.failed.id}: ${report.failed.why}`);
  }
  if (child.exitCode !== 0) {
    fail(`${runtime} ended with ${child.exitCode ?? 'a signal'}\n${others.join('\n')}`);
  }
  return { runtime, version, results };
}

function reportOf(line: string): Report | undefined {
  return line.startsWith('{') ? (JSON.parse(line) as Report) : undefined;
}

function fail(why: string): void {
  console.error(why);
  process.exitCode = 1;
}

async function versionOf(name: string): Promise<string> {
  const file = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  const { version } = JSON.parse(await readFile(file, 'utf8')) as { version: string };
  return `${name} ${version}`;
}

/** Puts the tables in place of the last ones. */
async function record(all: readonly RuntimeResult[]): Promise<void> {
  const readme = new URL('../README.md', import.meta.url);
  const text = await readFile(readme, 'utf8');
  const [start, end] = ['<!-- recorded -->', '<!-- /recorded -->'];
  const facts = [
    new Date().toISOString().slice(0, 10),
    `${cpus().length} × ${cpus()[0]?.model ?? 'an unknown processor'}`,
    await versionOf('heddle'),
    await versionOf('async-mutex'),
  ];
  const tables = [start, facts.join(', '), ...all.map(renderMarkdown), end].join('\n\n');
  await writeFile(
    readme,
    text.slice(0, text.indexOf(start)) + tables + text.slice(text.indexOf(end) + end.length),
  );
}

let options: Options;
let ids: string[];
try {
  options = optionsOf(process.argv.slice(2));
  ids = chosenOf(
    contests.map(({ id }) => id),
    options.only,
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
}
if (options.list) {
  for (const { id, title } of contests) console.log(`${id}: ${title}`);
} else {
  const all: RuntimeResult[] = [];
  for (const runtime of options.on) {
    const result = await measureOn(runtime, { ids, rounds: options.rounds });
    all.push(result);
    if (!options.json) console.log(`\n${renderTable(result)}\n`);
  }
  if (options.json) console.log(JSON.stringify(all, undefined, 2));
  if (options.record) await record(all);
}
