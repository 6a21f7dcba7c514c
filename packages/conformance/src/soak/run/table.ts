import Table from 'cli-table3';
import type { Figures } from '../actor.ts';
import type { Tally } from './tally.ts';

export function figuresAsText(figures: Figures): string {
  return Object.entries(figures)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ');
}

/** A table for each runtime, and what went wrong. */
export function renderTables(tallies: readonly Tally[]): string {
  const played = tallies.filter(({ rounds, faults }) => rounds > 0 || faults.length > 0);
  return played.flatMap(renderOne).join('\n\n');
}

function renderOne(tally: Tally): string[] {
  const table = new Table({
    head: [tally.runtime, 'rounds', 'seconds', 'faults', 'seen'],
    style: { head: [], border: [] },
  });
  for (const { name, rounds, ms, faults, figures } of tally.played) {
    table.push([name, rounds, Math.round(ms / 1000), faults, figuresAsText(figures)]);
  }
  return [table.toString(), ...tally.faults.map((fault) => renderFault(tally.engine, fault))];
}

export function renderFault(engine: string, { name, seed, what }: Tally['faults'][number]): string {
  const again = `pnpm soak --on ${engine} --only ${name}${seed === undefined ? '' : ` --seed ${seed}`}`;
  return `FAULT on ${engine} in ${name} (again: ${again})\n${what}`;
}
