import { readFileSync } from 'node:fs';
import { behaviours } from '../behaviours/index.ts';
import type { Column } from './column.ts';
import { comparison, type Comparison } from './comparison.ts';
import type { EngineId, FoundEngine, RunEngine } from './engine.ts';
import { findEngine } from './find.ts';
import { help, parseOptions, UsageError, type Options } from './options.ts';
import { runQuietly, runWithProgress } from './progress.ts';
import { latestFile, record, writeJson } from './recorded.ts';
import { runInPage } from './run-page.ts';
import { runInProcess } from './run-process.ts';
import { serveDocs } from './serve-docs.ts';
import { openSite, type Site } from './site.ts';
import { renderTable } from './table.ts';
import { judge, type ExpectedSkips } from './verdict.ts';

/** Runs the program; its exit code goes to `process.exitCode`. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    const options = parseOptions(
      args,
      behaviours.map((one) => one.id),
    );
    if (options === undefined) console.log(help);
    else await execute(options);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\nTry --help.`);
    process.exitCode = 2;
  }
}

async function execute(options: Options): Promise<void> {
  let result = await compare(options);
  for (let round = 2; round <= options.repeat && result.verdict.failed === 0; round += 1) {
    console.error(`Round ${round} of ${options.repeat}`);
    result = await compare(options);
  }
  writeJson(latestFile, result);
  if (options.out !== undefined) writeJson(options.out, result);
  if (options.summary !== undefined) writeJson(options.summary, result.verdict);
  if (options.record) record(result.columns);
  console.log(options.json ? JSON.stringify(result, null, 2) : renderTable(result));
  process.exitCode = result.verdict.failed > 0 ? 1 : 0;
  if (options.command === 'start') await serveDocs();
}

async function compare(options: Options): Promise<Comparison> {
  const engines = options.engines.map((id) =>
    findEngine(id, id === 'node' ? options.node : undefined),
  );
  const found = engines.filter((engine): engine is FoundEngine => engine.path !== undefined);
  const missing = engines.filter((engine) => engine.path === undefined);
  for (const { title, advice } of missing) console.error(`${title} was not found: ${advice}.`);

  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const columns = await runAll(found, options, interruption.signal);
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt);

  const skips = JSON.parse(
    readFileSync(new URL('../../expected-skips.json', import.meta.url), 'utf8'),
  ) as ExpectedSkips;
  const strict = process.env['CI'] === 'true' || columns.length === 0;
  return comparison(
    columns,
    missing,
    judge(columns, missing, { skips, strict }),
    options.behaviours,
  );
}

async function runAll(
  engines: readonly FoundEngine[],
  { json, behaviours: only = behaviours.map((one) => one.id) }: Options,
  signal: AbortSignal,
): Promise<Column[]> {
  let site: Promise<Site> | undefined;
  const page = runInPage(() => (site ??= openSite()));
  const runners: Record<EngineId, RunEngine> = {
    node: runInProcess,
    bun: runInProcess,
    deno: runInProcess,
    chromium: page,
    firefox: page,
  };
  const run = (engine: FoundEngine, onProgress: Parameters<RunEngine>[1]['onProgress']) =>
    runners[engine.id](engine, { only, signal, onProgress });
  try {
    return await (json || !process.stdout.isTTY ? runQuietly : runWithProgress)(engines, run);
  } finally {
    await (await site)?.close();
  }
}
