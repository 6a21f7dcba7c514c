import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { figuresAsText } from './table.ts';
import type { Tally } from './tally.ts';

const file = (name: string): URL => new URL(`../../../results/${name}`, import.meta.url);

/** Keeps what was seen, for programs and for people. */
export function record(tallies: readonly Tally[], minutes: number, seed: number): void {
  const date = new Date().toISOString().slice(0, 10);
  const runtimes = tallies.map(({ engine, runtime, played, faults }) => ({
    engine,
    runtime,
    scenarios: played,
    faults,
  }));
  const cores = cpus().length;
  writeFileSync(
    file('soak.json'),
    `${JSON.stringify({ date, minutes, cores, seed, runtimes }, null, 2)}\n`,
  );
  const head = `# The stress with real threads\n\nMade by \`pnpm soak --minutes ${minutes} --record\` on ${date}: ${minutes} minutes on ${tallies.length} runtimes at the same time, on a machine of ${cores} cores.\n`;
  writeFileSync(file('soak.md'), [head, ...tallies.map(section)].join('\n'));
}

function section({ runtime, played, faults }: Tally): string {
  const rows = played.map(
    ({ name, rounds, faults: count, figures }) =>
      `| ${name} | ${rounds} | ${count} | ${figuresAsText(figures)} |`,
  );
  const wrong = faults.map(({ name, what }) => `\n${name}:\n\n\`\`\`\n${what}\n\`\`\`\n`);
  return [
    `## ${runtime}\n`,
    '| Scenario | Rounds | Faults | Seen |',
    '| -- | -- | -- | -- |',
    ...rows,
    '',
    ...wrong,
  ].join('\n');
}
