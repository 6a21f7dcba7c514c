import { expect, test } from 'vitest';
import type { Result } from '../result.ts';
import type { Column } from './column.ts';
import type { Engine } from './engine.ts';
import { judge, type ExpectedSkips } from './verdict.ts';

const none: ExpectedSkips = { node: {}, bun: {}, deno: {}, chromium: {}, firefox: {} };

function column(results: Result[], problems: string[] = []): Column {
  return {
    engine: 'chromium',
    runtime: { name: 'Chromium', version: '156' },
    date: '2026-11-21',
    ms: 1,
    results,
    problems,
  };
}

const seen: Result = { id: 'lock.blocks', outcome: 'same', ms: 1 };
const skip: Result = {
  id: 'lock.blocks',
  outcome: 'impossible',
  lacks: 'blocking',
  why: 'no',
  ms: 0,
};

function verdictOf(result: Result, skips: ExpectedSkips = none) {
  return judge([column([result])], [], { skips, strict: false });
}

test('the same passes', () => {
  expect(verdictOf(seen)).toEqual({ passed: 1, failed: 0, skipped: 0, failures: [] });
});

test('a difference fails, with its reason', () => {
  expect(verdictOf({ id: 'lock.order', outcome: 'differs', why: 'other', ms: 1 })).toMatchObject({
    passed: 0,
    failures: [{ engine: 'chromium', id: 'lock.order', why: 'other' }],
  });
});

test('a pinned skip is skipped', () => {
  const skips: ExpectedSkips = { ...none, chromium: { 'lock.blocks': 'blocking' } };
  expect(verdictOf(skip, skips)).toEqual({ passed: 0, failed: 0, skipped: 1, failures: [] });
});

test('a skip that is not pinned fails', () => {
  const { failed, failures } = verdictOf(skip);
  expect(failed).toBe(1);
  expect(failures[0]?.why).toMatch(/expected-skips.json does not expect/);
});

test('a skip for another reason than the pinned one fails', () => {
  expect(verdictOf(skip, { ...none, chromium: { 'lock.blocks': 'threads' } }).failed).toBe(1);
});

test('a pinned skip that is none any more fails', () => {
  const { passed, failures } = verdictOf(seen, {
    ...none,
    chromium: { 'lock.blocks': 'blocking' },
  });
  expect(passed).toBe(0);
  expect(failures[0]?.why).toMatch(/no longer impossible/);
});

test('a problem of the engine fails, though its behaviours are the same', () => {
  const { failures } = judge([column([seen], ['it was still running'])], [], {
    skips: none,
    strict: false,
  });
  expect(failures).toEqual([{ engine: 'chromium', why: 'it was still running' }]);
});

test('a missing runtime is skipped, and fails where that is not allowed', () => {
  const bun: Engine = { id: 'bun', title: 'Bun', path: undefined, advice: 'get it' };
  expect(judge([], [bun], { skips: none, strict: false })).toMatchObject({ skipped: 1, failed: 0 });
  expect(judge([], [bun], { skips: none, strict: true })).toMatchObject({
    skipped: 0,
    failures: [{ engine: 'bun', why: 'Bun was not found: get it' }],
  });
});
