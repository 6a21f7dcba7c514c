import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { isolationHeaders } from '../isolation.ts';
import type { Served } from '../preview/serve.ts';
import { serveSite } from './site.ts';

const main = fileURLToPath(new URL('../preview/main.ts', import.meta.url));
const children: ChildProcess[] = [];
const sites: Served[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill();
  for (const site of sites.splice(0)) site.close();
});

/** Starts the preview, and gives its lines up to the one with the address. */
async function preview(...args: string[]): Promise<string[]> {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    if (line.includes('http://')) return lines;
  }
  throw new Error(`the preview ended without an address; it said: ${lines.join('\n')}`);
}

async function serveFor(options: { isolated: boolean }): Promise<Served> {
  const served = await serveSite(options);
  sites.push(served);
  return served;
}

test('every file comes with the headers of isolation', async () => {
  const { address } = await serveFor({ isolated: true });
  for (const path of ['', 'demo', 'guide/locks', 'logo.svg', 'not-there']) {
    const { headers } = await fetch(address + path);
    for (const [name, value] of Object.entries(isolationHeaders))
      expect(headers.get(name)).toBe(value);
  }
});

test('without isolation no file has them', async () => {
  const { address } = await serveFor({ isolated: false });
  const { headers } = await fetch(address);
  for (const name of Object.keys(isolationHeaders)) expect(headers.get(name)).toBeNull();
});

test('a page that is not there is a 404 with the page that says so', async () => {
  const { address } = await serveFor({ isolated: true });
  const response = await fetch(`${address}not-there`);
  expect(response.status).toBe(404);
  expect(await response.text()).toContain('404');
});

test('a port that is taken gives way to the next one, and the preview says so', async () => {
  const { port } = await serveFor({ isolated: true });
  const lines = await preview('--port', String(port));
  expect(lines[0]).toMatch(new RegExp(`^Port ${port} is taken, so the site gets \\d+\\.$`));
  const address = /http:\S+/.exec(lines[1] ?? '')?.[0] ?? '';
  expect(address).not.toContain(`:${port}/`);
  expect((await fetch(address)).status).toBe(200);
});

test.each([
  { args: ['--port', 'many'], says: '--port must be a number from 0 to 65535, got many' },
  { args: ['--prot', '80'], says: "Unknown option '--prot'" },
])('$args is refused: $says', async ({ args, says }) => {
  const { code, stderr } = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
    execFile(process.execPath, [main, ...args], (error, _, text) =>
      resolve({ code: error?.code, stderr: text }),
    );
  });
  expect(code).toBe(2);
  expect(stderr).toContain(says);
});
