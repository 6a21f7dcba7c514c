import { builtin, createRequireOf } from './builtin.ts';
import { NotSupportedError } from '@heddle/core';
import { ProcessStartError, registerErrors } from './errors.ts';
import { handOverConnections } from './hand-over.ts';
import { serveObjects } from './served/handles.ts';

/** What can run a process of Heddle's. */
export type RuntimeName = 'node' | 'bun' | 'deno';

interface Here {
  readonly name: RuntimeName;
  /** The module that a child of this runtime begins with. */
  readonly entry: URL;
}

let here: Here | undefined;
let others: Partial<Record<RuntimeName, () => string>> = {};

/** An adapter says what it is, and what its children begin with. */
export function installProcesses(name: RuntimeName, entry: URL): void {
  here = { name, entry };
  registerErrors();
  serveObjects();
  handOverConnections();
}

/** A package that has several adapters says where their entries are. */
export function offerRuntimes(entries: typeof others): void {
  others = entries;
}

function required(): Here {
  if (here !== undefined) return here;
  throw new NotSupportedError(
    'processes are started by the adapter of a runtime: import heddle, @heddle/node, @heddle/bun or @heddle/deno',
    'processes',
  );
}

/** How a child is to be run. */
export interface Executable {
  /** @default the parent's */
  readonly runtime?: RuntimeName | undefined;
  /** @default that of the parent, or the runtime's name, which is looked for in PATH */
  readonly execPath?: string | undefined;
  /** What the runtime gets before the module: @default what the parent got, and on Deno flags for what the parent may do. */
  readonly execArgv?: readonly string[] | undefined;
  /** Megabytes. */
  readonly memoryLimit?: number | undefined;
}

export interface Command {
  readonly runtime: RuntimeName;
  readonly file: string;
  readonly args: readonly string[];
  /** What it needs to know before it runs. */
  readonly env: Readonly<Record<string, string>>;
}

/** @param taskUrl Of the module that the child is to load, beside which the entry of another runtime is looked for. */
export function commandFor(
  { runtime, execPath, execArgv, memoryLimit }: Executable,
  title: string,
  taskUrl: string,
): Command {
  const { name, entry } = required();
  const wanted = runtime ?? name;
  const isOwn = wanted === name;
  const file = execPath ?? (isOwn ? process.execPath : executableOf(wanted, taskUrl));
  const module = isOwn ? entry.href : entryOf(wanted, others[wanted], title, taskUrl);
  const args = [...flagsFor(wanted, isOwn, execArgv), ...limitFor(wanted, memoryLimit, title)];
  // By this Deno knows which descriptors it was given, as its own node:child_process tells it.
  const env = wanted === 'deno' && !isOwn ? { DENO_EXTRA_STDIO_FDS: '3,4,5' } : {};
  return { runtime: wanted, file, args: [...args, pathOf(module), title], env };
}

/** Where the npm package of a runtime has its executable: what it puts into PATH may be a script that passes no channel on. */
const packaged: Readonly<Record<RuntimeName, string>> = {
  node: 'bin/node',
  bun: 'bin/bun.exe',
  deno: 'deno',
};

function executableOf(wanted: RuntimeName, taskUrl: string): string {
  try {
    const manifest = resolveFrom(taskUrl, `${wanted}/package.json`);
    const file = manifest.replace('package.json', packaged[wanted]);
    return builtin('node:fs').existsSync(file) ? file : wanted;
  } catch {
    return wanted;
  }
}

/** Bun takes no URL. */
function pathOf(module: string): string {
  return module.startsWith('file:') ? decodeURIComponent(new URL(module).pathname) : module;
}

/** Beside the module of a task, or, where none is known yet, the program's own. @throws if it is not there */
function resolveFrom(taskUrl: string, name: string): string {
  return createRequireOf(taskUrl || (process.argv[1] ?? '')).resolve(name);
}

function entryOf(
  wanted: RuntimeName,
  offered: (() => string) | undefined,
  title: string,
  taskUrl: string,
): string {
  const name = `@heddle/${wanted}/process`;
  try {
    if (offered !== undefined) return offered();
    return resolveFrom(taskUrl, name);
  } catch (cause) {
    throw new ProcessStartError(
      `cannot start ${title} on ${wanted}: ${name} is not there; install heddle, or @heddle/${wanted} beside the module of its task`,
      { cause },
    );
  }
}

function flagsFor(
  wanted: RuntimeName,
  isOwn: boolean,
  execArgv: readonly string[] | undefined,
): readonly string[] {
  const own = execArgv ?? (isOwn ? forChildren(process.execArgv) : []);
  if (wanted !== 'deno') return own;
  return [
    'run',
    '--quiet',
    '--no-prompt',
    ...(execArgv === undefined ? permissions() : []),
    ...own,
  ];
}

/** Two programs cannot be debugged through one port, and a child has a module of its own to run. */
const notForChildren = /^--(inspect|watch|test|eval|print|input-type)|^-[ep]$|^-pe$/;

/** The flags of this program that its children get as well. What follows a flag and is none is the flag's value. */
export function forChildren(flags: readonly string[]): string[] {
  let isKept = true;
  return flags.filter((part) => {
    if (part.startsWith('-')) isKept = !notForChildren.test(part);
    return isKept;
  });
}

const permissionNames = ['read', 'write', 'net', 'env', 'run', 'sys', 'ffi', 'import'] as const;

interface DenoPermissions {
  querySync(descriptor: { name: string }): { readonly state: string; readonly partial: boolean };
}

/** What this program may do without a limit, its child may. Of what it may do in part Deno does not tell which. */
function permissions(): string[] {
  const { Deno } = globalThis as { Deno?: { permissions: DenoPermissions } };
  if (Deno === undefined) return ['--allow-all'];
  const isGranted = (name: string): boolean | undefined => {
    try {
      const { state, partial } = Deno.permissions.querySync({ name });
      return state === 'granted' && !partial;
    } catch {
      return undefined; // one that this version does not know
    }
  };
  const known = permissionNames.filter((name) => isGranted(name) !== undefined);
  const granted = known.filter(isGranted);
  return granted.length === known.length
    ? ['--allow-all']
    : granted.map((name) => `--allow-${name}`);
}

function limitFor(wanted: RuntimeName, megabytes: number | undefined, title: string): string[] {
  if (megabytes === undefined) return [];
  const flag = `--max-old-space-size=${megabytes}`;
  if (wanted === 'node') return [flag];
  if (wanted === 'deno') return [`--v8-flags=${flag}`];
  throw new NotSupportedError(
    `cannot start ${title} with a memoryLimit: Bun gives each process as much memory as there is`,
    'memoryLimit',
  );
}
