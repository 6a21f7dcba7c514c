import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, readFile, rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Listr, PRESET_TIMER, type ListrTask } from 'listr2';
import { browserNames, browserVariable, findBrowser, type BrowserName } from './browser/find.ts';
import { installBrowser } from './browser/install.ts';
import { lastLine, sum } from './checks/count.ts';
import { markVariable } from './checks/left.ts';
import { run, type Outcome } from './checks/run.ts';
import type { Step } from './checks/step.ts';
import { steps } from './checks/steps.ts';

/** `pnpm test`: every check and every test on every runtime, and one line at the end that counts them all. */

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    list: { type: 'boolean', default: false },
  },
});
const chosen = steps.filter(
  (step) =>
    values.only.length === 0 ||
    step.phase === 'build' ||
    values.only.some((word) => matches(step, word)),
);
const unknown = values.only.find((word) => !steps.some((step) => matches(step, word)));
if (unknown !== undefined) {
  console.error(`--only ${unknown}: no step has that in its name; --list names them all`);
  process.exit(2);
}
if (values.list) {
  for (const { name } of chosen) console.log(name);
  process.exit();
}

const folder = new URL('../test-results', import.meta.url).pathname;
process.chdir(new URL('..', import.meta.url).pathname);
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
// The steps' process groups are ended on exit, which a signal alone does not bring about.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

// Hundreds of programs load the same modules; to parse them takes half the time of one that does little.
process.env['NODE_COMPILE_CACHE'] ??= new URL(
  '../node_modules/.cache/compile',
  import.meta.url,
).pathname;
// All that the steps start carries it.
process.env[markVariable] = randomUUID();

const outcomes: Outcome[] = [];
const missing = new Map<BrowserName, string>();
const needed = browserNames.filter((name) => chosen.some(({ browser }) => browser === name));

const phase = (name: Step['phase']): ListrTask[] =>
  chosen
    .filter((step) => step.phase === name)
    .map((step) => ({ title: step.name, task: (_, task) => perform(step, task) }));

const options = {
  exitOnError: false,
  rendererOptions: { timer: PRESET_TIMER, collapseSubtasks: false },
  fallbackRendererOptions: { timer: PRESET_TIMER },
};
await new Listr(
  needed.map((name) => ({
    title: `${name} is installed`,
    task: async (_, task) => {
      const why = await installBrowser(name, (line) => {
        task.title = `${task.title}: ${line}`;
      });
      if (why === undefined) {
        process.env[browserVariable[name]] = findBrowser(name);
        return;
      }
      missing.set(name, why);
      task.skip(why);
    },
  })),
  options,
).run();
await new Listr(phase('build'), options).run();
const built = outcomes.every(({ failed }) => failed === 0);
if (built) {
  await new Listr(phase('check'), { ...options, concurrent: 2 }).run();
  const lane = (name: Step['phase']): ListrTask => ({
    title: name,
    task: (_, task) => task.newListr(phase(name), { exitOnError: false, concurrent: false }),
  });
  await new Listr([lane('test'), lane('beside')], { ...options, concurrent: true }).run();
  await new Listr(phase('last'), options).run();
} else {
  console.error('The build failed, so nothing else was run.');
}

for (const { step, failed, log, reason } of outcomes) {
  if (failed === 0) continue;
  console.log(`\n──── ${step.name}: ${reason ?? 'failed'} (all of it: ${log})`);
  console.log((await readFile(log, 'utf8')).trimEnd().split('\n').slice(-120).join('\n'));
}
const total = sum(outcomes);
console.log(`\n${lastLine(total)}`);
process.exitCode = total.failed === 0 ? 0 : 1;

function matches({ name }: Step, word: string): boolean {
  return name.toLowerCase().includes(word.toLowerCase());
}

async function perform(
  step: Step,
  task: { title: string; skip(message: string): void },
): Promise<void> {
  const absent = step.browser && missing.get(step.browser);
  if (absent !== undefined) {
    const log = `${folder}/absent-${step.browser}.log`;
    await appendFile(log, `${absent}\n`);
    const failed = process.env['CI'] === 'true' ? 1 : 0;
    outcomes.push({ step, log, reason: absent, passed: 0, failed, skipped: 1 - failed });
    if (failed === 0) task.skip(`${step.name}: ${absent}`);
    else throw new Error(absent);
    return;
  }
  const outcome = await run(step, folder);
  outcomes.push(outcome);
  if (step.counting !== 'exit') task.title = `${step.name}: ${lastLine(outcome)}`;
  if (outcome.failed > 0) throw new Error(outcome.reason ?? `${outcome.failed} failed`);
}
