import { expect, test } from 'vitest';
import { merged, rowsOf } from './record.ts';
import { markdownTable } from './table.ts';

const node = ['| lock-a | 1 ns |', '| lock-a | 2 ns |', '| queue-b | 3 ns |'];
const text = [markdownTable('node', node), markdownTable('bun', ['| lock-a | 9 ns |'])].join(
  '\n\n',
);

test('the rows of each runtime are found again', () => {
  expect(rowsOf(text, 'node')).toEqual(node);
  expect(rowsOf(text, 'bun')).toEqual(['| lock-a | 9 ns |']);
  expect(rowsOf(text, 'deno')).toEqual([]);
});

test('what was measured anew takes the place of all rows of that contest, in the order of contests', () => {
  const anew = ['| queue-b | 4 ns |', '| lock-c | 5 ns |'];
  expect(merged(node, anew, ['lock-a', 'lock-c', 'queue-b'])).toEqual([
    ...node.slice(0, 2),
    '| lock-c | 5 ns |',
    '| queue-b | 4 ns |',
  ]);
  expect(merged(node, [], ['queue-b'])).toEqual(['| queue-b | 3 ns |']);
});
