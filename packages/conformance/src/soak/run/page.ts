import { engineIds, type EngineId } from '../../compare/engine.ts';
import type { Recorded, RecordedRun } from './recorded.ts';
import { figuresAsText } from './table.ts';
import type { Played } from './tally.ts';

/**
 * What is recorded, for people: the runs, then a table for each runtime whose rows say from which run they are.
 * @param known The scenarios in their order.
 */
export function renderPage({ runs }: Recorded, known: readonly string[]): string {
  const list = runs.map(
    ({ date, minutes, engines, cores, seed }, at) =>
      `| ${at + 1} | ${date} | ${minutes} | ${engines.join(', ')} | ${cores} | ${seed} |`,
  );
  const sections = engineIds.flatMap((engine) => section(engine, runs, known));
  return [
    '# The stress with real threads\n',
    'Made by `pnpm soak --record`. Each scenario is here as it was last played on a runtime; a run shares its minutes among its scenarios, and its runtimes play at the same time.\n',
    '| Run | Date | Minutes | Runtimes | Cores | Seed |',
    '| -- | -- | -- | -- | -- | -- |',
    ...list,
    '',
    ...sections,
  ].join('\n');
}

function section(
  engine: EngineId,
  runs: readonly RecordedRun[],
  known: readonly string[],
): string[] {
  const here = runs.flatMap(({ runtimes }, at) =>
    runtimes
      .filter((one) => one.engine === engine)
      .map(({ runtime, scenarios, faults }) => ({ run: at + 1, runtime, scenarios, faults })),
  );
  if (here.length === 0) return [];
  const order = ({ name }: Played): number => known.indexOf(name);
  const rows = here
    .flatMap(({ scenarios, run }) => scenarios.map((played) => ({ run, played })))
    .toSorted((a, b) => order(a.played) - order(b.played))
    .map(({ run, played: { name, rounds, faults, figures } }) => {
      return `| ${name} | ${run} | ${rounds} | ${faults} | ${figuresAsText(figures)} |`;
    });
  const wrong = here
    .flatMap(({ faults }) => faults)
    .map(({ name, what }) => `\n${name}:\n\n\`\`\`\n${what}\n\`\`\`\n`);
  const versions = [...new Set(here.map(({ runtime }) => runtime))];
  return [
    `## ${versions.join(', ')}\n`,
    '| Scenario | Run | Rounds | Faults | Seen |',
    '| -- | -- | -- | -- | -- |',
    ...rows,
    '',
    ...wrong,
  ];
}
