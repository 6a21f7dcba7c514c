// `pnpm bench`: runs the contests on each runtime, each apart from the others, and prints a table for each runtime.
import { contests } from './contests/index.ts';
import { withCoreTaken } from './core-taken.ts';
import type { ContestResult } from './measure.ts';
import { chosenOf, optionsOf, type Options, type Runtime } from './options.ts';
import { openChromium } from './page/chromium.ts';
import { openProcesses } from './process.ts';
import { record } from './record.ts';
import { renderTable, type RuntimeResult } from './table.ts';

async function measureOn(runtime: Runtime): Promise<RuntimeResult> {
  const opened = runtime === 'chromium' ? await openChromium() : openProcesses(runtime);
  const results: ContestResult[] = [];
  let version = '';
  try {
    for (const id of ids.filter((each) => opened.ids.includes(each))) {
      console.error(`${runtime}: ${id}`);
      const measure = () => opened.measure({ id, rounds: options.rounds });
      for (const report of await (coreTaken.has(id) ? withCoreTaken(measure) : measure())) {
        version = report.version ?? version;
        if (report.result !== undefined) results.push(report.result);
        if (report.failed !== undefined) fail(`${runtime}, ${id}: ${report.failed}`);
      }
    }
  } finally {
    await opened.close();
  }
  return { runtime, version, results };
}

function fail(why: string): void {
  console.error(why);
  process.exitCode = 1;
}

const coreTaken = new Set(
  contests.filter((contest) => contest.coreTaken === true).map(({ id }) => id),
);

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
    try {
      const result = await measureOn(runtime);
      all.push(result);
      if (!options.json) console.log(`\n${renderTable(result)}\n`);
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error));
    }
  }
  if (options.json) console.log(JSON.stringify(all, undefined, 2));
  if (options.record)
    await record(
      all,
      contests.map(({ id }) => id),
    );
}
