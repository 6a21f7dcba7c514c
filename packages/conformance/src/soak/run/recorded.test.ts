import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import type { EngineId } from '../../compare/engine.ts';
import { renderPage } from './page.ts';
import { record } from './record.ts';
import { merge, runOf, type Recorded } from './recorded.ts';
import { Tally } from './tally.ts';

const how = { date: '2026-11-21', minutes: 10, cores: 2, seed: 7 };
const known = ['lock.exclusion', 'queue.order', 'queue.kills'];

/** What was seen when each of these scenarios was played once. */
function played(engine: EngineId, version: string, names: readonly string[], count = 1): Tally {
  const tally = new Tally(engine, names);
  tally.runtime = `${engine} ${version}`;
  for (const name of names) {
    tally.take({ type: 'played', name, ms: 5, figures: { acquired: count } });
  }
  return tally;
}

/** Scenario by scenario on this runtime: the date and the count. */
function seen({ runs }: Recorded, engine: EngineId): unknown {
  return Object.fromEntries(
    runs.flatMap(({ date, runtimes }) =>
      runtimes
        .filter((one) => one.engine === engine)
        .flatMap(({ scenarios }) =>
          scenarios.map(({ name, figures }) => [name, [date, figures['acquired']]]),
        ),
    ),
  );
}

const before = merge(
  { runs: [] },
  runOf([played('node', '24', known), played('bun', '1.4', known)], how),
  known,
);

test('a run takes the place of what it played, where it did, and leaves all else', () => {
  const later = { ...how, date: '2026-11-22', minutes: 3 };
  const run = runOf([played('node', '26', ['queue.order'], 2)], later);
  const after = merge(before, run, known);
  expect(seen(after, 'node')).toEqual({
    'lock.exclusion': ['2026-11-21', 1],
    'queue.order': ['2026-11-22', 2],
    'queue.kills': ['2026-11-21', 1],
  });
  expect(seen(after, 'bun')).toEqual(seen(before, 'bun'));
  expect(after.runs.map(({ minutes, engines }) => [minutes, engines])).toEqual([
    [10, ['node', 'bun']],
    [3, ['node']],
  ]);
});

test('a run of which nothing counts any more goes', () => {
  const all = [played('node', '24', known, 2), played('bun', '1.4', known, 2)];
  const after = merge(before, runOf(all, { ...how, seed: 8 }), known);
  expect(after.runs.map(({ seed }) => seed)).toEqual([8]);
});

test('a scenario whose turn never came leaves what was seen before', () => {
  const tally = new Tally('node', known);
  tally.take({ type: 'played', name: 'queue.order', ms: 5, figures: { acquired: 2 } });
  const after = merge(before, runOf([tally], how), known);
  expect(seen(after, 'node')).toMatchObject({ 'queue.order': [how.date, 2] });
  expect(seen(after, 'node')).toMatchObject({ 'lock.exclusion': [how.date, 1] });
});

test('a fault stays until its scenario is played there again', () => {
  const tally = played('node', '24', ['queue.kills']);
  tally.fault({ name: 'queue.kills', seed: 7, what: 'an item was lost' });
  const wrong = merge(before, runOf([tally], how), known);
  const elsewhere = merge(wrong, runOf([played('bun', '1.4', ['queue.kills'])], how), known);
  expect(renderPage(elsewhere, known)).toContain('an item was lost');
  const mended = merge(elsewhere, runOf([played('node', '24', ['queue.kills'])], how), known);
  expect(renderPage(mended, known)).not.toContain('an item was lost');
});

test('a scenario that is no longer there goes', () => {
  const run = runOf([played('deno', '2', ['queue.order'])], how);
  const after = merge(before, run, ['queue.order']);
  expect(seen(after, 'node')).toEqual({ 'queue.order': [how.date, 1] });
});

test('the page has a table for each runtime, in order, each row with its run', () => {
  const later = { ...how, date: '2026-11-22', minutes: 3 };
  const run = runOf([played('node', '26', ['lock.exclusion'], 2)], later);
  const page = renderPage(merge(before, run, known), known);
  const table = page.slice(page.indexOf('## node'), page.indexOf('## bun')).trim().split('\n');
  expect(table).toEqual([
    '## node 24, node 26',
    '',
    '| Scenario | Run | Rounds | Faults | Seen |',
    '| -- | -- | -- | -- | -- |',
    '| lock.exclusion | 2 | 1 | 0 | 2 acquired |',
    '| queue.order | 1 | 1 | 0 | 1 acquired |',
    '| queue.kills | 1 | 1 | 0 | 1 acquired |',
  ]);
  expect(page).toContain('| 2 | 2026-11-22 | 3 | node | 2 | 7 |');
});

test('both files are written beside what they had', () => {
  const folder = pathToFileURL(`${mkdtempSync(join(tmpdir(), 'soak-'))}/`);
  const json = new URL('soak.json', folder);
  writeFileSync(json, JSON.stringify({ runs: [] }));
  record([played('node', '24', ['lock.exclusion', 'queue.mixed'])], 10, 7, folder);
  record([played('node', '24', ['queue.mixed'], 2)], 3, 8, folder);
  const kept = JSON.parse(readFileSync(json, 'utf8')) as Recorded;
  expect(kept.runs.map(({ minutes }) => minutes)).toEqual([10, 3]);
  const page = readFileSync(new URL('soak.md', folder), 'utf8');
  expect(page).toContain('| lock.exclusion | 1 | 1 | 0 | 1 acquired |');
  expect(page).toContain('| queue.mixed | 2 | 1 | 0 | 2 acquired |');
  rmSync(folder, { recursive: true });
});
