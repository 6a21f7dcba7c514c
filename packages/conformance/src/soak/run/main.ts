import { writeFileSync } from 'node:fs';
import type { Engine, FoundEngine } from '../../compare/engine.ts';
import { findEngine } from '../../compare/find.ts';
import { UsageError } from '../../compare/options.ts';
import { openSoakSite, type Site } from '../../compare/site.ts';
import type { Message } from '../message.ts';
import { scenarios } from '../scenarios/index.ts';
import { help, parseOptions, type Options } from './options.ts';
import { playOn, type Start } from './play-on.ts';
import { record } from './record.ts';
import { startPage, startProcess } from './start.ts';
import { renderFault, renderTables } from './table.ts';
import type { Tally } from './tally.ts';

const tellEvery = 10_000;

/** Runs the program; its exit code goes to `process.exitCode`. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    const options = parseOptions(
      args,
      scenarios.map(({ name }) => name),
    );
    if (options === 'help') console.log(help);
    else if (options === 'list') {
      for (const { name, proves } of scenarios) console.log(`${name}: ${proves}`);
    } else await soak(options);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\nTry --help.`);
    process.exitCode = 2;
  }
}

async function soak(options: Options): Promise<void> {
  // The processes of runtimes are ended on exit, which a signal alone does not bring about.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  const engines = options.engines.map((id) => findEngine(id));
  const found = engines.filter((engine): engine is FoundEngine => engine.path !== undefined);
  const missing = engines.filter((engine) => engine.path === undefined);
  for (const { title, advice } of missing) console.error(`${title} was not found: ${advice}.`);
  console.error(`--seed ${options.seed}`);

  const tallies = await playOnAll(found, options);
  console.log(renderTables(tallies));
  if (options.record) record(tallies, options.minutes, options.seed);
  const verdict = judge(tallies, missing);
  if (options.summary !== undefined) {
    writeFileSync(options.summary, `${JSON.stringify(verdict, null, 2)}\n`);
  }
  process.exitCode = verdict.failed > 0 ? 1 : 0;
}

/** On all at the same time: they disturb each other, which makes for other orders of events. */
async function playOnAll(engines: readonly FoundEngine[], options: Options): Promise<Tally[]> {
  const latest = new Map<string, Tally>();
  const told = new Map<string, number>();
  let site: Promise<Site<Message>> | undefined;
  const start: Start = async (engine, request, take) =>
    engine.id === 'chromium' || engine.id === 'firefox'
      ? startPage(engine, request, take, await (site ??= openSoakSite<Message>()))
      : startProcess(engine, request, take);
  const seen = (tally: Tally): void => {
    latest.set(tally.engine, tally);
    for (const fault of tally.faults.slice(told.get(tally.engine) ?? 0)) {
      console.error(renderFault(tally.engine, fault));
    }
    told.set(tally.engine, tally.faults.length);
  };
  const begun = performance.now();
  const progress = setInterval(() => {
    const line = Array.from(
      latest.values(),
      ({ engine, rounds, faults, now }) =>
        `${engine} ${rounds}${faults.length > 0 ? ` (${faults.length} FAULTS)` : ''} ${now?.name ?? ''}`,
    );
    console.error(`${Math.round((performance.now() - begun) / 1000)} s: ${line.join(' | ')}`);
  }, tellEvery);
  try {
    return await Promise.all(
      engines.map((engine) =>
        playOn(engine, { ...options, scenarios: playable(engine, options) }, start, seen),
      ),
    );
  } finally {
    clearInterval(progress);
    await (await site)?.close();
  }
}

/** What of that this one can play: a page starts no processes. */
function playable({ id }: FoundEngine, options: Options): readonly string[] {
  if (id !== 'chromium' && id !== 'firefox') return options.scenarios;
  const withProcesses = new Set(
    scenarios.flatMap(({ name, processes }) => (processes === true ? [name] : [])),
  );
  return options.scenarios.filter((name) => !withProcesses.has(name));
}

interface Verdict {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly string[];
}

/** Each scenario on each runtime counts as one test. */
function judge(tallies: readonly Tally[], missing: readonly Engine[]): Verdict {
  const all = tallies.flatMap(({ engine, played }) => played.map((one) => ({ engine, ...one })));
  const bad = all.filter(({ faults, rounds }) => faults > 0 || rounds === 0);
  // Without a runtime nothing is proven; a build server must have all of them.
  const absent = missing.map(({ title, advice }) => `${title}: ${advice}`);
  const strict = process.env['CI'] === 'true' || tallies.length === 0;
  const failures = [
    ...bad.map(({ engine, name, faults }) => `${engine}: ${name}: ${faults} faults`),
    ...(strict ? absent : []),
  ];
  return {
    passed: all.length - bad.length,
    failed: failures.length,
    skipped: strict ? 0 : absent.length,
    failures,
  };
}
