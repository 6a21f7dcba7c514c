import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { Comparison } from './comparison.ts';
import { renderTable } from './table.ts';

const row = (id: string, title: string) =>
  ({ id, title, about: 'lock', kind: 'normal', expect: { order: [1, 2] } }) as const;

const sample: Comparison = {
  rows: [row('lock.order', 'in order'), row('lock.blocks', 'blocks')],
  columns: [
    {
      engine: 'node',
      runtime: { name: 'Node', version: '24.21.0' },
      date: '2026-11-21',
      ms: 1500,
      results: [
        {
          id: 'lock.order',
          outcome: 'differs',
          observed: { order: [2, 1] },
          why: 'something else was seen',
          ms: 3,
        },
        { id: 'lock.blocks', outcome: 'same', ms: 7 },
      ],
      problems: [],
    },
    {
      engine: 'chromium',
      runtime: { name: 'Chromium', version: '156' },
      date: '2026-11-21',
      ms: 900,
      results: [
        { id: 'lock.order', outcome: 'same', ms: 2 },
        {
          id: 'lock.blocks',
          outcome: 'impossible',
          lacks: 'blocking',
          why: 'a page may not block',
          ms: 0,
        },
      ],
      problems: ['it was still running'],
    },
  ],
  missing: [{ id: 'deno', title: 'Deno', advice: 'get it' }],
  python: { total: 280, shown: 30, impossible: 0, different: 20, open: 230 },
  verdict: { passed: 2, failed: 1, skipped: 1, failures: [] },
};

test('the table has a row for each behaviour, a column for each runtime, and its reasons below', () => {
  const text = stripVTControlCharacters(renderTable(sample));
  expect(text).toMatch(/Behaviour.*Node.*Chromium/);
  expect(text).toMatch(/24\.21\.0.*156/);
  expect(text).toMatch(/in order.*differs \[1\].*same 2 ms/);
  expect(text).toMatch(/blocks.*same 7 ms.*not possible \[2\]/);
  expect(text).toContain('[1] lock.order: saw {"order":[2,1]}, must see {"order":[1,2]}');
  expect(text).toContain('[2] a page may not block');
  expect(text).toContain('Chromium: it was still running');
  expect(text).toContain('Deno was not found, so it has no column: get it.');
  expect(text).toContain(
    "Python's 280 statements: 30 shown, 20 different on purpose, 0 not possible everywhere, 230 open.",
  );
});
