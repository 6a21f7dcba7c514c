import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/** Each runner's own command, and how it counts what passed. */
const runners: Record<string, { command: string[]; passed: (count: number) => string }> = {
  'node:test': {
    command: ['node', '--test', 'on-node.ts'],
    passed: (count) => `pass ${count}\n`,
  },
  'bun:test': {
    command: ['bun', 'test', './on-bun.ts'],
    passed: (count) => ` ${count} pass\n`,
  },
  'Deno.test': {
    command: ['deno', 'test', '--allow-all', '--no-check', 'on-deno.ts'],
    passed: (count) => `${count} passed |`,
  },
  vitest: {
    command: ['vitest', 'run', '--root', '.'],
    passed: (count) => `${count} passed (`,
  },
};

interface Ran {
  readonly code: number;
  readonly output: string;
}

function run([binary, ...args]: string[], more: Record<string, string> = {}): Promise<Ran> {
  const command = new URL(`../../../node_modules/.bin/${binary}`, import.meta.url);
  // Not as a part of the run that this is in: Vitest and node:test would take it for one of their workers.
  const own = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_TEST)/.test(name));
  const env = { ...Object.fromEntries(own), NO_COLOR: '1', FORCE_COLOR: undefined, ...more };
  const cwd = fileURLToPath(new URL('fixtures/explore', import.meta.url));
  return new Promise((resolve) => {
    execFile(
      fileURLToPath(command),
      args,
      { cwd, env, timeout: 60_000 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, output: stdout + stderr });
      },
    );
  });
}

describe.each(Object.entries(runners))('under %s', (_, { command, passed }) => {
  test('explore, replay and VirtualClock do what they do elsewhere', async () => {
    const { code, output } = await run(command);
    expect(output).toContain(passed(4));
    expect(code).toBe(0);
  }, 60_000);

  test('a program that fails in some order fails its test, with the text to replay it', async () => {
    const { code, output } = await run(command, { PLANTED: 'yes' });
    expect(output).toContain('balance is 1');
    expect(output).toContain("replay(program, 'heddle1:");
    expect(output).toContain(passed(4));
    expect(code).toBe(1);
  }, 60_000);
});
