import { expect, test } from 'vitest';
import { columnOf } from './column.ts';

const abilities = {
  threads: true,
  sharedMemory: true,
  blocking: true,
  asyncContext: true,
  endOfProgram: true,
  endOfThread: true,
  threadsBelow: true,
  memoryLimit: true,
  processes: true,
};
const node = { id: 'node', title: 'Node' } as const;
const same = (id: string) =>
  ({ type: 'result', result: { id, outcome: 'same', ms: 1 }, index: 0, total: 2 }) as const;

test('a full report becomes the column', async () => {
  const told: string[] = [];
  const column = columnOf(node, ['lock.a'], (progress) => told.push(progress.type));
  column.take({ type: 'begin', id: 'lock.a', index: 0, total: 1 });
  column.take(same('lock.a'));
  column.take({
    type: 'report',
    report: { runtime: { name: 'Node', version: '24' }, abilities, results: [] },
  });
  await column.done;
  expect(column.build('it ended with code 0')).toMatchObject({
    engine: 'node',
    runtime: { version: '24' },
    results: [{ id: 'lock.a', outcome: 'same' }],
    problems: [],
  });
  expect(told).toEqual(['begin', 'result']);
});

test('a runtime that ends early leaves a difference for all that is left', () => {
  const column = columnOf(node, ['lock.a', 'lock.b', 'lock.c'], () => {});
  column.take(same('lock.a'));
  column.take({ type: 'begin', id: 'lock.b', index: 1, total: 3 });
  const { results, problems } = column.build('it ended with SIGSEGV');
  expect(results.map(({ id, outcome, why }) => [id, outcome, why])).toEqual([
    ['lock.a', 'same', undefined],
    ['lock.b', 'differs', 'the runtime ended meanwhile: it ended with SIGSEGV'],
    ['lock.c', 'differs', 'not run, the runtime ended before: it ended with SIGSEGV'],
  ]);
  expect(problems).toEqual(['it ended with SIGSEGV']);
});

test('a page that cannot run at all says why', async () => {
  const column = columnOf(node, ['lock.a'], () => {});
  column.take({ type: 'failed', why: 'TypeError: no' });
  await column.done;
  expect(column.build('the page failed')).toMatchObject({
    results: [{ outcome: 'differs', why: 'not run, the runtime ended before: TypeError: no' }],
    problems: ['TypeError: no'],
  });
});
