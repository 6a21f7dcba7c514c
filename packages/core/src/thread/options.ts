import { InvalidArgumentError } from '../errors.ts';
import { requireOptions, type Known } from '../known-options.ts';
import { show } from '../show.ts';
import type { Sendable } from '../wire/sendable.ts';
import type { TargetFunction, ThreadTarget } from './known-tasks.ts';

/** How a thread is to be, whatever it runs. */
export interface ThreadSettings {
  /** Need not be unique. @default thread-1, thread-2, …, counted in each thread that makes some */
  name?: string;
  /** Milliseconds until the worker must have loaded the module and begun. @default 30000 */
  startTimeout?: number;
  /**
   * The program, and the thread that starts it, do not wait for its end: it is ended with them. One that somebody joins, or
   * that has not begun, is waited for. The threads that it starts are daemons too unless they are told otherwise.
   * @default that of the thread that makes it
   */
  daemon?: boolean;
  /** Milliseconds that its tasks get to end when the group is cancelled that it is part of. @default 500 */
  grace?: number;
  /**
   * Megabytes for its objects, from 16 up. A thread that needs more is ended, and `result()` throws ThreadDiedError, which says so. Only
   * Node has such a limit; elsewhere `start()` throws NotSupportedError. A thread that outruns it, with large arrays that
   * grow, is not ended in time there, and takes the program with it.
   * @default as much as the runtime gives
   */
  memoryLimit?: number;
}

/** A thread that runs a function. */
export type ThreadOptions<F extends ThreadTarget> = ThreadSettings & {
  /** A function of a `tasks` module. */
  target: F;
} & Arguments<F>;

/** What the target is called with; data is copied, locks, queues and values are shared. */
type Arguments<F extends TargetFunction> =
  [] extends Parameters<F>
    ? { args?: Parameters<F> & Sendable<Parameters<F>> }
    : { args: Parameters<F> & Sendable<Parameters<F>> };

/** A thread that has a `run()` of its own, or nothing to run. */
export interface BareOptions extends ThreadSettings {
  target?: undefined;
  args?: undefined;
}

export interface TerminateOptions {
  /** Milliseconds that its tasks get to end. @default 0 */
  grace?: number;
}

export const knownOfTerminate: Known<TerminateOptions> = { grace: true };

/** Those of every thread. */
export const knownOfThreads: Known<BareOptions> = {
  target: true,
  args: true,
  name: true,
  startTimeout: true,
  daemon: true,
  grace: true,
  memoryLimit: true,
};

/** The same without types, checked. */
export interface CheckedOptions {
  readonly target: unknown;
  readonly args: readonly unknown[];
  readonly name: string | undefined;
  readonly startTimeout: number;
  readonly daemon: boolean | undefined;
  readonly grace: number;
  readonly memoryLimit: number | undefined;
}

/** @throws InvalidArgumentError if one is of the wrong kind, or there is none of its name. */
export function checkOptions(action: string, options: unknown = {}): CheckedOptions {
  requireOptions(action, options, knownOfThreads);
  const {
    target,
    args = [],
    name,
    startTimeout = 30_000,
    daemon,
    grace = 500,
    memoryLimit,
  } = options as Record<string, unknown>;
  if (!Array.isArray(args)) {
    throw new InvalidArgumentError(`${action}: args must be an array, got ${show(args)}`);
  }
  return {
    target,
    args,
    name: name === undefined ? undefined : nameFor(action, name),
    startTimeout: startTimeoutFor(action, startTimeout),
    daemon: daemon === undefined ? undefined : daemonFor(action, daemon),
    grace: graceFor(action, grace),
    memoryLimit: memoryLimitFor(action, memoryLimit),
  };
}

export function nameFor(action: string, name: unknown): string {
  if (typeof name === 'string') return name;
  throw new InvalidArgumentError(`${action}: name must be a string, got ${show(name)}`);
}

export function daemonFor(action: string, daemon: unknown): boolean {
  if (typeof daemon === 'boolean') return daemon;
  throw new InvalidArgumentError(`${action}: daemon must be true or false, got ${show(daemon)}`);
}

export function startTimeoutFor(action: string, ms: unknown): number {
  return above0(`${action}: startTimeout must be a number of milliseconds`, ms);
}

export function graceFor(action: string, grace: unknown): number {
  if (typeof grace === 'number' && grace >= 0) return grace;
  throw new InvalidArgumentError(
    `${action}: grace must be a number of milliseconds from 0 up, got ${show(grace)}`,
  );
}

/** A thread of Node has begun with 8 MB; with 1 or 2 it ended the whole process. */
const leastMemory = 16;

export function memoryLimitFor(action: string, limit: unknown): number | undefined {
  if (limit === undefined || (typeof limit === 'number' && limit >= leastMemory)) return limit;
  throw new InvalidArgumentError(
    `${action}: memoryLimit must be a number of megabytes from ${leastMemory} up, got ${show(limit)}`,
  );
}

function above0(must: string, value: unknown): number {
  if (typeof value === 'number' && value > 0) return value;
  throw new InvalidArgumentError(`${must} above 0, got ${show(value)}`);
}

/** The stack of whoever makes an object of this class, without the frames of its constructors. */
export function madeHere(type: abstract new (...args: never[]) => object): Error {
  const made = new Error('made here');
  const { captureStackTrace } = Error as {
    captureStackTrace?(error: Error, above: unknown): void; // absent in older Firefox and Safari
  };
  captureStackTrace?.(made, type);
  return made;
}

/** As messages call the making of a thread. A bundler may have given Heddle's own class another name. */
export function making(type: { readonly name: string }, own: object, name: string): string {
  return `new ${type === own ? name : type.name || name}`;
}
