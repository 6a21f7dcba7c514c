import type * as childProcess from 'node:child_process';
import type * as nodeProcess from 'node:process';
import type * as url from 'node:url';
import { builtin } from './builtin.ts';

/** How a program ended, and what it printed to standard error. */
export interface ProgramEnd {
  readonly code: number;
  readonly stderr: string;
}

/** Runs JavaScript in a process of its own of this runtime; undefined where there are no processes. */
export function runSource(source: string): Promise<ProgramEnd> | undefined {
  const isDeno = 'Deno' in globalThis;
  return run([isDeno ? 'eval' : '-e', source]);
}

/** Runs a program of `programs/` in a process of its own of this runtime. */
export function runProgram(name: string): Promise<ProgramEnd> | undefined {
  // A bundler takes `new URL(…, import.meta.url)` for an asset.
  const here = import.meta.url;
  const path = builtin<typeof url>('node:url')?.fileURLToPath(
    new URL(`./programs/${name}.ts`, here),
  );
  if (path === undefined) return undefined;
  return run('Deno' in globalThis ? ['run', '--allow-all', path] : [path]);
}

function run(args: readonly string[]): Promise<ProgramEnd> | undefined {
  const execFile = builtin<typeof childProcess>('node:child_process')?.execFile;
  const process = builtin<typeof nodeProcess>('node:process');
  if (execFile === undefined || process === undefined) return undefined;
  const options = {
    timeout: 15_000,
    env: { ...process.env, NO_COLOR: '1', NODE_NO_WARNINGS: '1' },
  };
  return new Promise((resolve) => {
    execFile(process.execPath, args, options, (error, _, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, stderr });
    });
  });
}
