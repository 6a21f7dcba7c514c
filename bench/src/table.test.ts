import { expect, test } from 'vitest';
import type { ContestResult, SideResult } from './measure.ts';
import { markdownRows } from './table.ts';

function side(name: string, operations: number, cpu: number): SideResult {
  const [reading, ratio] = [2000, 1].map((q) => ({ q1: q, median: q, q3: q, worst: q }));
  return { name, operations, reading: reading!, ratio: ratio!, wall: 3, cpu };
}

const result: ContestResult = {
  id: 'pool-x',
  title: 'a task',
  measures: 'operation',
  cpuPerMillion: false,
  rounds: 5,
  sides: [side('Heddle', 1000, 1), side('peer', 500, 2)],
  broken: [{ name: 'other', why: 'hangs' }],
};

const rowsOf = (one: ContestResult): string[] =>
  markdownRows({ runtime: 'node', version: '24', results: [one] }, 'today');

test('CPU seconds are of all rounds, or for a million operations', () => {
  expect(rowsOf(result)[0]).toBe(
    '| pool-x | 2.00 µs  Heddle | 2.00 µs  peer | 1.0 | 1.0 – 1.0 | 3.00 \\| 3.00 | 1.00 \\| 2.00 | today, 24 |',
  );
  expect(rowsOf({ ...result, cpuPerMillion: true })[0]).toContain(
    '| 200.00 \\| 800.00 a million |',
  );
});

test('a peer that cannot do it has a row that says why', () => {
  expect(rowsOf(result)[1]).toBe(
    '| pool-x | 2.00 µs  Heddle | other: hangs | – | – | – | – | today, 24 |',
  );
});
