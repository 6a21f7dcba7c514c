import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { writeJson } from '../../compare/recorded.ts';
import { scenarios } from '../scenarios/index.ts';
import { renderPage } from './page.ts';
import { merge, runOf, type Recorded } from './recorded.ts';
import type { Tally } from './tally.ts';

const results = new URL('../../../results/', import.meta.url);

/** Keeps what was seen beside what other runs have seen, for programs and for people. */
export function record(
  tallies: readonly Tally[],
  minutes: number,
  seed: number,
  folder: URL = results,
): void {
  const file = new URL('soak.json', folder);
  const date = new Date().toISOString().slice(0, 10);
  const run = runOf(tallies, { date, minutes, cores: cpus().length, seed });
  const known = scenarios.map(({ name }) => name);
  const recorded = merge(JSON.parse(readFileSync(file, 'utf8')) as Recorded, run, known);
  writeJson(fileURLToPath(file), recorded);
  writeFileSync(new URL('soak.md', folder), renderPage(recorded, known));
}
