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
let hasLooked = false;
let inside: CurrentProcess | undefined;

/** The threads of a process read there what it was told; whoever else inherits it has another pid. */
const variable = 'HEDDLE_PROCESS';

/** This process is one that Heddle has started. */
export function becomeChild(told: Greeting): void {
  greeting = told;
  try {
    process.env[variable] = JSON.stringify({ ...told, pid: process.pid });
  } catch {
    // No permission for it: its threads take themselves for those of a program.
  }
}

/** What this process was told of itself, if it is one that Heddle has started. */
function ownGreeting(): Greeting | undefined {
  if (greeting !== undefined || hasLooked) return greeting;
  hasLooked = true;
  try {
    const found = JSON.parse(process.env[variable] ?? '{}') as Greeting & { pid?: number };
    if (found.pid === process.pid) greeting = found;
  } catch {
    // It is nobody's, or may not be read.
  }
  return greeting;
}

/** An object of a subclass of Process is this process itself. */
export function setCurrentProcess(object: CurrentProcess): void {
  inside = object;
}

const here: CurrentProcess = {
  get name() {
    return ownGreeting()?.name ?? 'main';
  },
  get pid() {
    return process.pid;
  },
  get daemon() {
    return ownGreeting()?.daemon ?? false;
  },
  get alive() {
    return true;
  },
  get isMain() {
    return ownGreeting() === undefined;
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
  const parent = ownGreeting()?.parent;
  // A child ends with its parent, so whoever asks has one.
  return parent && { ...parent, daemon: false, alive: true };
}

/** As messages call the thread of this process that does something. */
export function thisName(): string {
  const thread = currentThread().name;
  const process = ownGreeting();
  return process === undefined ? thread : `${thread} of ${process.name}`;
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
