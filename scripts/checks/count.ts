import { readFile } from 'node:fs/promises';

/** What one step adds to the last line. */
export interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

/** How a step tells its count: by its exit code alone, or in a JSON report. */
export type Counting = 'exit' | 'vitest' | 'summary';

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
}

/** Adds up the counts of all steps. */
export function sum(counts: Iterable<Count>): Count {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of counts) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
}

/** The last line that a run prints. */
export function lastLine({ passed, failed, skipped }: Count): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/**
 * What a step that ended with `exitCode` counts for.
 * A step that failed counts for at least one failure, whatever its report says, and so does one without the report it owes.
 */
export async function count(counting: Counting, exitCode: number, report: string): Promise<Count> {
  if (counting === 'exit') return asOne(exitCode === 0);
  const told = await read(counting, report);
  if (told === undefined) return asOne(false);
  const silent = exitCode !== 0 && told.failed === 0;
  const empty = told.passed + told.failed + told.skipped === 0;
  return silent || empty ? { ...told, failed: told.failed + 1 } : told;
}

function asOne(passed: boolean): Count {
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
}

async function read(counting: 'vitest' | 'summary', path: string): Promise<Count | undefined> {
  let report: unknown;
  try {
    report = JSON.parse(await readFile(path, 'utf8'));
  } catch {
    // No report, or half of one: the step broke off before it could count.
    return undefined;
  }
  const told = counting === 'vitest' ? fromVitest(report as VitestReport) : (report as Count);
  const { passed, failed, skipped } = told;
  return [passed, failed, skipped].every(Number.isInteger)
    ? { passed, failed, skipped }
    : undefined;
}

function fromVitest(report: VitestReport): Count {
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
