import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const docs = fileURLToPath(new URL('../../../../apps/docs', import.meta.url));

function buildDocs(): ChildProcess {
  // pnpm names itself to its scripts, so that the same one builds.
  const own = process.env['npm_execpath'];
  const args = ['--filter', '@heddle/docs', 'run', 'build'];
  const options: SpawnOptions = { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] };
  if (own === undefined) return spawn('npx', ['--yes', 'pnpm@12', ...args], options);
  return /\.[cm]?js$/.test(own)
    ? spawn(process.execPath, [own, ...args], options)
    : spawn(own, args, options);
}

/** Builds the docs site with what was recorded, and serves it until it is interrupted; its address is the last line. */
export async function serveDocs(): Promise<void> {
  console.log('\nBuilding the docs site …');
  const [built] = (await once(buildDocs(), 'exit')) as [number | null];
  if (built !== 0) {
    throw new Error(
      `the docs site could not be built: pnpm --filter @heddle/docs run build ended with ${built}`,
    );
  }
  const server = spawn(process.execPath, ['preview/main.ts'], { cwd: docs, stdio: 'inherit' });
  const stop = () => void server.kill();
  process.once('exit', stop).once('SIGINT', stop).once('SIGTERM', stop);
  const [code, signal] = (await once(server, 'exit')) as [number | null, string | null];
  if (code !== 0 && signal === null)
    throw new Error(`the docs site is not served: its server ended with ${code}`);
}
