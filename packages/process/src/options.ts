import { InvalidArgumentError } from '@heddle/core';
import {
  daemonFor,
  graceFor,
  memoryLimitFor,
  nameFor,
  requireOptions,
  show,
  startTimeoutFor,
  type Known,
} from '@heddle/core/internal';
import type { Sendable, TargetFunction, ThreadTarget } from '@heddle/core';
import type { RuntimeName } from './runtime.ts';
import type { OutputOption } from './spawned.ts';

/** How a process is to be run, whatever it runs. */
export interface RunOptions {
  /** Which runtime. @default that of the program */
  runtime?: RuntimeName;
  /**
   * Where its executable is: the runtime itself, since a script that starts it may pass no channel on.
   * @default that of the program, or that of the runtime's npm package, or one of its name in PATH
   */
  execPath?: string;
  /** What the executable gets before the module. @default what the program got; on Deno what it may do itself */
  execArgv?: readonly string[];
  /** The folder in which it runs. @default that of the program */
  cwd?: string;
  /** Variables besides those of the program; `undefined` takes one away. */
  env?: Readonly<Record<string, string | undefined>>;
  /** Whether what it prints comes out here, is kept in `stdout` and `stderr`, or goes nowhere. @default 'inherit' */
  output?: OutputOption;
  /** Megabytes for its objects, from 16 up, on Node and Deno. @default as much as the runtime gives */
  memoryLimit?: number;
  /** Milliseconds until it must have loaded the module and begun. @default 30000 */
  startTimeout?: number;
  /** Milliseconds that its tasks get to end when it is terminated. @default 500 */
  grace?: number;
  /**
   * What it has taken out of this program's queues and not marked by `taskDone()` goes back into them, at their front, when it
   * ends: so it may be worked on twice, and never not at all. @default false
   */
  returnsItems?: boolean;
}

export interface ProcessSettings extends RunOptions {
  /** Need not be unique. @default process-1, process-2, …, counted in each thread that makes some */
  name?: string;
  /**
   * The program does not wait for its end: it is ended with the program. A daemon starts no processes.
   * @default false
   */
  daemon?: boolean;
}

/** A process that runs a function. */
export type ProcessOptions<F extends ThreadTarget> = ProcessSettings & {
  /** A function of a `tasks` module. */
  target: F;
} & Arguments<F>;

type Arguments<F extends TargetFunction> =
  [] extends Parameters<F>
    ? { args?: Parameters<F> & Sendable<Parameters<F>> }
    : { args: Parameters<F> & Sendable<Parameters<F>> };

/** A process that has a `run()` of its own, or nothing to run. */
export interface BareProcessOptions extends ProcessSettings {
  target?: undefined;
  args?: undefined;
}

export const knownOfRuns: Known<RunOptions> = {
  runtime: true,
  execPath: true,
  execArgv: true,
  cwd: true,
  env: true,
  output: true,
  memoryLimit: true,
  startTimeout: true,
  grace: true,
  returnsItems: true,
};

const known: Known<BareProcessOptions> = {
  target: true,
  args: true,
  name: true,
  daemon: true,
  ...knownOfRuns,
};

/** Checked, with what is said where nothing was. */
export interface CheckedRun {
  readonly runtime: RuntimeName | undefined;
  readonly execPath: string | undefined;
  readonly execArgv: readonly string[] | undefined;
  readonly cwd: string | undefined;
  readonly env: RunOptions['env'];
  readonly output: OutputOption;
  readonly memoryLimit: number | undefined;
  readonly startTimeout: number;
  readonly grace: number;
  readonly returnsItems: boolean;
}

export interface CheckedProcess extends CheckedRun {
  readonly target: unknown;
  readonly args: readonly unknown[];
  readonly name: string | undefined;
  readonly daemon: boolean;
}

/** @throws InvalidArgumentError if one is of the wrong kind, or there is none of its name. */
export function checkProcess(action: string, options: unknown = {}): CheckedProcess {
  requireOptions(action, options, known);
  const { target, args = [], name, daemon = false } = options as Record<string, unknown>;
  if (!Array.isArray(args)) {
    throw new InvalidArgumentError(`${action}: args must be an array, got ${show(args)}`);
  }
  return {
    target,
    args,
    name: name === undefined ? undefined : nameFor(action, name),
    daemon: daemonFor(action, daemon),
    ...checkRun(action, options as Record<string, unknown>),
  };
}

/** The same of those that every process has. */
export function checkRun(action: string, options: Record<string, unknown>): CheckedRun {
  const {
    runtime,
    execPath,
    execArgv,
    cwd,
    env,
    output = 'inherit',
    memoryLimit,
    startTimeout = 30_000,
    grace = 500,
    returnsItems = false,
  } = options;
  return {
    runtime: oneOf(action, 'runtime', runtime, ['node', 'bun', 'deno', undefined]),
    execPath: textOr(action, 'execPath', execPath),
    execArgv: execArgv === undefined ? undefined : textsOf(action, execArgv),
    cwd: textOr(action, 'cwd', cwd),
    env: envOf(action, env),
    output: oneOf(action, 'output', output, ['inherit', 'capture', 'ignore']),
    memoryLimit: memoryLimitFor(action, memoryLimit),
    startTimeout: startTimeoutFor(action, startTimeout),
    grace: graceFor(action, grace),
    returnsItems: flagFor(action, 'returnsItems', returnsItems),
  };
}

function flagFor(action: string, name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new InvalidArgumentError(`${action}: ${name} must be true or false, got ${show(value)}`);
}

function oneOf<T extends string | undefined>(
  action: string,
  name: string,
  value: unknown,
  allowed: readonly T[],
): T {
  if (allowed.includes(value as T)) return value as T;
  const words = allowed.filter((one) => one !== undefined).map((one) => show(one));
  throw new InvalidArgumentError(
    `${action}: ${name} must be one of ${words.join(', ')}, got ${show(value)}`,
  );
}

function textOr(action: string, name: string, value: unknown): string | undefined {
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  throw new InvalidArgumentError(
    `${action}: ${name} must be a string that is not empty, got ${show(value)}`,
  );
}

function textsOf(action: string, value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return [...value];
  throw new InvalidArgumentError(
    `${action}: execArgv must be an array of strings, got ${show(value)}`,
  );
}

function envOf(action: string, value: unknown): RunOptions['env'] {
  if (value === undefined) return undefined;
  const isFitting =
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((one) => one === undefined || typeof one === 'string');
  if (isFitting) return { ...(value as object) } as RunOptions['env'];
  throw new InvalidArgumentError(
    `${action}: env must be an object whose values are strings, got ${show(value)}`,
  );
}
