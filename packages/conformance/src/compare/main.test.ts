import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('../../bin/conformance.js', import.meta.url));

function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [program, ...args], (_, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr });
    });
  });
}

test('a runtime that is not there ends with 2 and names those that are', async () => {
  const { code, stderr } = await run('compare', '--only', 'netscape');
  expect(code).toBe(2);
  expect(stderr).toBe(
    'unknown runtime "netscape": there are node, bun, deno, chromium, firefox\nTry --help.\n',
  );
});

test('--help prints the options and ends with 0', async () => {
  const { code, stdout } = await run('--help');
  expect(code).toBe(0);
  expect(stdout).toContain('--only node,deno');
});

test('a program that is named and missing is a notice with how to get it', async () => {
  const { code, stderr } = await run('check', '--only', 'node', '--node', '/no/such/node');
  expect(code).toBe(1);
  expect(stderr).toContain('Node was not found: /no/such/node cannot be run; ');
});
