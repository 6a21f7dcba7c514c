import { currentThread } from '@heddle/core';
import type { Greeting } from './messages.ts';
import type { Process } from './process.ts';

/** A process, as any can see it. */
export interface ProcessInfo {
  readonly name: string;
  /** Of the operating system; of one that was not started: undefined. */
  readonly pid: number | undefined;
  readonly daemon: boolean;
  /** It runs. */
  readonly alive: boolean;
}

/** The process in which this is called. */
export interface CurrentProcess extends ProcessInfo {
  readonly pid: number;
  /** It is the program itself, started by nobody of Heddle's. */
  readonly isMain: boolean;
}

let greeting: Greeting | undefined;
let inside: CurrentProcess | undefined;

/** This process is one that Heddle has started. */
export function becomeChild(told: Greeting): void {
  greeting = told;
}

/** An object of a subclass of Process is this process itself. */
export function setCurrentProcess(object: CurrentProcess): void {
  inside = object;
}

const here: CurrentProcess = {
  get name() {
    return greeting?.name ?? 'main';
  },
  get pid() {
    return process.pid;
  },
  get daemon() {
    return greeting?.daemon ?? false;
  },
  get alive() {
    return true;
  },
  get isMain() {
    return greeting === undefined;
  },
};

/**
 * The process in which this is called: in one with a class of its own it is that one's `this`.
 * @example console.log(currentProcess().name, currentProcess().pid);
 * Python: multiprocessing.current_process.
 */
export function currentProcess(): CurrentProcess {
  return inside ?? here;
}

/**
 * The process that has started this one; undefined in the program itself.
 * @example parentProcess()?.pid;
 * Python: multiprocessing.parent_process.
 */
export function parentProcess(): ProcessInfo | undefined {
  if (greeting === undefined) return undefined;
  // A child ends with its parent, so whoever asks has one.
  return { ...greeting.parent, daemon: false, alive: true };
}

/** As messages call the thread of this process that does something. */
export function thisName(): string {
  return greeting === undefined
    ? currentThread().name
    : `${currentThread().name} of ${greeting.name}`;
}

const alive = new Set<Process>();

/** @internal */
export function processStarted(process: Process): void {
  alive.add(process);
}

/** @internal */
export function processEnded(process: Process): void {
  alive.delete(process);
}

/**
 * The processes that this thread has started and that have not ended.
 * @example for (const child of activeChildren()) child.terminate();
 * Python: multiprocessing.active_children.
 */
export function activeChildren(): Process[] {
  return [...alive];
}
