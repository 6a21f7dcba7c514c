import type * as ChildProcess from 'node:child_process';
import type * as FileSystem from 'node:fs';
import type * as Module from 'node:module';
import type * as Net from 'node:net';
import type * as System from 'node:os';
import type * as Path from 'node:path';

// Modules of the runtime, loaded when they are needed: every thread of a program imports its adapter, and few of them start
// a process.

interface Builtin {
  'node:child_process': typeof ChildProcess;
  'node:fs': typeof FileSystem;
  'node:module': typeof Module;
  'node:net': typeof Net;
  'node:os': typeof System;
  'node:path': typeof Path;
}

export function builtin<K extends keyof Builtin>(name: K): Builtin[K] {
  return process.getBuiltinModule(name) as unknown as Builtin[K];
}

export function createRequireOf(url: string): NodeJS.Require {
  return builtin('node:module').createRequire(url);
}
