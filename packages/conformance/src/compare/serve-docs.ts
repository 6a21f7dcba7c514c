import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const firstPort = 4173;

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

/** The first free port from `wanted` on; says so where it is another. */
export async function freePort(
  wanted: number,
  say: (line: string) => void = console.log,
): Promise<number> {
  for (let port = wanted; port < wanted + 100; port += 1) {
    if (await isFree(port)) {
      if (port !== wanted) say(`Port ${wanted} is taken, so the docs site gets ${port}.`);
      return port;
    }
  }
  throw new Error(
    `no free port from ${wanted} to ${wanted + 99}: end a program that listens there`,
  );
}

function pnpm(...args: string[]) {
  // pnpm names itself to its scripts: the same one builds and serves.
  const own = process.env['npm_execpath'];
  const path = `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;
  const [command, ...first] =
    own === undefined
      ? ['npx', '--yes', 'pnpm@12']
      : /\.[cm]?js$/.test(own)
        ? [process.execPath, own]
        : [own];
  return spawn(command ?? 'pnpm', [...first, '--filter', '@heddle/docs', 'run', ...args], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PATH: path },
    detached: true,
  });
}

async function answers(address: string): Promise<boolean> {
  try {
    return (await fetch(address)).ok;
  } catch {
    return false;
  }
}

/** Builds and serves the docs site until the program is interrupted; its address is the last line. */
export async function serveDocs(): Promise<void> {
  const build = pnpm('build');
  const [code] = (await once(build, 'exit')) as [number | null];
  if (code !== 0)
    throw new Error(
      `the docs site could not be built: pnpm --filter @heddle/docs run build ended with ${code}`,
    );

  const port = await freePort(firstPort);
  const address = `http://localhost:${port}/`;
  const server = pnpm('preview', '--port', String(port));
  const kill = () => {
    // A group of its own, so that what pnpm started ends with it.
    if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid, 'SIGTERM');
  };
  process.once('exit', kill);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit());
  const ended = once(server, 'exit').then(([status]) => {
    throw new Error(`the docs site is not served: its server ended with ${String(status)}`);
  });
  const serving = (async () => {
    while (!(await answers(address))) await new Promise((resolve) => setTimeout(resolve, 100));
  })();
  await Promise.race([serving, ended]);
  console.log(`\nThe docs site, with this comparison and your browser's own column: ${address}`);
  await ended;
}
