import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { count, lastLine, sum } from './count.ts';

let folder: string;
let report: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heddle-count-'));
  report = join(folder, 'report.json');
});
afterEach(() => rm(folder, { recursive: true }));

const vitest = (passed: number, failed: number, pending = 0, todo = 0): Promise<void> =>
  writeFile(
    report,
    JSON.stringify({
      numPassedTests: passed,
      numFailedTests: failed,
      numPendingTests: pending,
      numTodoTests: todo,
    }),
  );

test('a step without a report counts as one test, by its exit code', async () => {
  expect(await count('exit', 0, report)).toEqual({ passed: 1, failed: 0, skipped: 0 });
  expect(await count('exit', 3, report)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test("vitest's tests are counted one by one", async () => {
  await vitest(7, 2, 1, 1);
  expect(await count('vitest', 1, report)).toEqual({ passed: 7, failed: 2, skipped: 2 });
});

test('a summary is taken as it is', async () => {
  await writeFile(report, '{"passed":4,"failed":0,"skipped":1,"more":true}');
  expect(await count('summary', 0, report)).toEqual({ passed: 4, failed: 0, skipped: 1 });
});

test('a run that failed outside of its tests counts as a failure', async () => {
  await vitest(7, 0);
  expect(await count('vitest', 1, report)).toEqual({ passed: 7, failed: 1, skipped: 0 });
});

test('a run without a single test counts as a failure', async () => {
  await vitest(0, 0);
  expect(await count('vitest', 0, report)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test.each([
  ['is not there', undefined],
  ['broke off', '{"passed":4,'],
  ['has no counts', '{"ok":true}'],
])('a report that %s counts as a failure', async (_, text) => {
  if (text !== undefined) await writeFile(report, text);
  expect(await count('summary', 0, report)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test('the last line has the sum of all steps', () => {
  const total = sum([
    { passed: 1, failed: 0, skipped: 0 },
    { passed: 20, failed: 3, skipped: 4 },
  ]);
  expect(lastLine(total)).toBe('21 passed, 3 failed, 4 skipped');
});
