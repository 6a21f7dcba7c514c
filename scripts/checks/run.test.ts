import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from './run.ts';
import type { Step } from './step.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heddle-run-'));
});
afterEach(() => rm(folder, { recursive: true }));

const step = (program: string, ...args: string[]): Step => ({
  name: 'A step',
  phase: 'check',
  counting: 'exit',
  command: () => [program, ...args],
});

test('keeps what a step prints, on both streams', async () => {
  const outcome = await run(step('node', '-e', 'console.log(1); console.error(2)'), folder);
  expect(outcome).toMatchObject({ passed: 1, failed: 0 });
  const lines = (await readFile(outcome.log, 'utf8')).split('\n').toSorted();
  expect(lines).toEqual(['', '1', '2']);
});

test('a step that exits with another code than 0 has failed', async () => {
  expect(await run(step('node', '-e', 'process.exit(3)'), folder)).toMatchObject({ failed: 1 });
});

test('a program that is not there is a failure that names it', async () => {
  const outcome = await run(step('heddle-no-such-program'), folder);
  expect(outcome).toMatchObject({ failed: 1 });
  expect(outcome.reason).toContain('cannot start heddle-no-such-program');
});

test('a step that takes too long is ended, with what it started', async () => {
  const parent = `
    const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
    console.log(child.pid);
    setInterval(() => {}, 1000);`;
  const outcome = await run({ ...step('node', '-e', parent), minutes: 0.02 }, folder);
  expect(outcome).toMatchObject({
    failed: 1,
    reason: 'was ended because it took longer than 0.02 minutes',
  });
  const pid = Number(await readFile(outcome.log, 'utf8'));
  // `run` settles once its output is closed, which the child has held open too.
  await expect.poll(() => isAlive(pid)).toBe(false);
});

test('what a step leaves behind ends with it', async () => {
  const parent = `
    const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
    child.unref();
    console.log(child.pid);`;
  const outcome = await run(step('node', '-e', parent), folder);
  expect(outcome).toMatchObject({ passed: 1 });
  const pid = Number(await readFile(outcome.log, 'utf8'));
  await expect.poll(() => isAlive(pid)).toBe(false);
});

/** Whether the process runs; one that has ended and only waits for its parent to look does not. */
async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return !/\) [ZX] /.test(stat);
  } catch {
    return false;
  }
}
