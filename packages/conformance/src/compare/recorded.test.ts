import { expect, test } from 'vitest';
import type { Column } from './column.ts';
import { merge } from './recorded.ts';

const column = (engine: Column['engine'], version: string): Column => ({
  engine,
  runtime: { name: engine, version },
  date: '2026-11-21',
  ms: 1,
  results: [],
  problems: [],
});

test('a run takes the place of the engines it had, and leaves the others', () => {
  const before = merge({ columns: {} }, [column('node', '22'), column('bun', '1.4.4')]);
  const after = merge(before, [column('node', '24')]);
  expect(after.columns.node?.runtime.version).toBe('24');
  expect(after.columns.bun?.runtime.version).toBe('1.4.4');
});
