import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findEngine } from './find.ts';

const program = fileURLToPath(new URL('../../bin/conformance.js', import.meta.url));
// The program is for Node, whichever runtime runs this test.
const { path: node = process.execPath } = findEngine('node');

interface End {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[], flags: readonly string[] = []): Promise<End> {
  return new Promise((resolve) => {
    const child = execFile(node, [...flags, program, ...args], (_, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr });
    });
  });
}

test('a runtime that is not there ends with 2 and names those that are', async () => {
  const { code, stderr } = await run(['compare', '--only', 'netscape']);
  expect(code).toBe(2);
  expect(stderr).toBe(
    'unknown runtime "netscape": there are node, bun, deno, chromium, firefox\nTry --help.\n',
  );
});

test('--help prints the options and ends with 0', async () => {
  const { code, stdout } = await run(['--help']);
  expect(code).toBe(0);
  expect(stdout).toContain('--only node,deno');
});

test('a program that is named and missing is a notice with how to get it', async () => {
  const { code, stderr } = await run(['check', '--only', 'node', '--node', '/no/such/node']);
  expect(code).toBe(1);
  expect(stderr).toContain('Node was not found: /no/such/node cannot be run; ');
});

test('a Node that is too old ends with 2 and how to go on', async () => {
  const older = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })`;
  const { code, stderr } = await run(['compare'], ['--import', `data:text/javascript,${older}`]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/needs Node 22\.18 or later.*this is 20\.20\.2.*npx pnpm@12 compare/);
});
