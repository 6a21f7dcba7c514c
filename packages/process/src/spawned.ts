import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { HeddleError } from '@heddle/core';
import { mailbox } from '@heddle/core/internal';
import { PermissionError, ProcessStartError } from './errors.ts';
import { builtin } from './builtin.ts';
import { Channel } from './channel.ts';
import { guard, unguard } from './guardian.ts';
import { mayRun, mustBeThere } from './program.ts';
import { Tail } from './tail.ts';
import type { Command } from './runtime.ts';

/** What becomes of what a process prints. */
export type OutputOption = 'inherit' | 'capture' | 'ignore';

export interface SpawnSettings {
  readonly command: Command;
  readonly title: string;
  readonly cwd: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>> | undefined;
  readonly output: OutputOption;
}

/** How it has ended, as the runtime tells it. */
export interface SpawnedEnd {
  readonly code: number | undefined;
  readonly signal: string | undefined;
  /** It never ran, or its channel broke. */
  readonly error?: unknown;
}

/** What it said last may still be on its way when the runtime tells of its end: so many milliseconds without more are the end. */
const drain = 50;

/** A process that was started, and the channel to it. */
export class Spawned {
  readonly channel: Channel;
  readonly stdout: Tail = new Tail();
  readonly stderr: Tail = new Tail();
  /** Replies to calls in which it is blocked. */
  readonly #replies: Writable | undefined;
  readonly #child: ChildProcess | undefined;
  readonly #title: string;
  readonly #ends = mailbox<SpawnedEnd>();
  readonly #streams: Readable[] = [];
  #exit: SpawnedEnd | undefined;
  #isTold = false;
  /** It was told to end, with all that it has started. */
  #isToEnd = false;
  #drain: NodeJS.Timeout | undefined;
  #broken: unknown;

  /** @throws PermissionError, ProcessStartError */
  constructor({ command, title, cwd, env, output }: SpawnSettings) {
    this.#title = title;
    const child = start(command, title, { cwd, env, output });
    this.#child = child;
    const [, , , input, back, replies] = child.stdio as unknown as Writable[];
    this.#replies = replies;
    this.channel = new Channel((bytes) => {
      if (input?.writable !== true) return true;
      input.write(bytes);
      return input.writableLength === 0;
    });
    for (const stream of [input, replies]) stream?.on('error', () => {}); // it reads no more: its end tells why
    child.on('error', (error) => this.#failed(error));
    child.on('exit', (code, signal) => this.#exited(code, signal));
    if (child.pid === undefined) return; // 'error' follows
    // The process alone holds the program open, since that may change with each call.
    for (const stream of child.stdio) (stream as { unref?(): void } | null)?.unref?.();
    guard(child.pid);
    this.#read(back as unknown as Readable, (chunk) => this.#received(chunk));
    if (child.stdout !== null) {
      this.#read(child.stdout, (chunk) => this.stdout.add(chunk, output === 'capture'));
    }
    if (child.stderr === null) return;
    this.#read(child.stderr, (chunk) => {
      this.stderr.add(chunk, output === 'capture');
      if (output === 'inherit') process.stderr.write(chunk);
    });
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Calls back once when it has ended and all is read that it has written. */
  onEnd(listener: (end: SpawnedEnd) => void): void {
    this.#ends.open(listener);
  }

  /** Writes to where it reads in the middle of a call. */
  reply(bytes: Uint8Array): void {
    if (this.#replies?.writable === true) this.#replies.write(bytes);
  }

  /** Sends a signal to it and all that it has started. False: it has ended. @throws PermissionError */
  kill(signal: NodeJS.Signals): boolean {
    const { pid } = this;
    if (pid === undefined || this.#exit !== undefined) return false;
    this.#isToEnd = true;
    try {
      process.kill(-pid, signal);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
      return this.#child!.kill(signal); // where there are no process groups
    }
  }

  /** The program stays for it. */
  ref(): void {
    if (this.pid !== undefined) this.#child!.ref(); // where none was started, Deno throws
  }

  unref(): void {
    if (this.pid !== undefined) this.#child!.unref();
  }

  #read(stream: Readable, got: (chunk: Uint8Array) => void): void {
    this.#streams.push(stream);
    stream.on('data', (chunk: Uint8Array) => {
      if (this.#drain !== undefined) this.#drainAgain();
      got(chunk);
    });
    stream.on('error', () => {}); // as at its end
    stream.on('close', () => {
      this.#streams.splice(this.#streams.indexOf(stream), 1);
      this.#tellIfOver();
    });
  }

  #received(chunk: Uint8Array): void {
    if (this.#broken !== undefined) return;
    try {
      this.channel.push(chunk);
    } catch (error) {
      // Nothing after it can be understood.
      this.#broken = error;
      this.channel.close();
      this.kill('SIGKILL');
    }
  }

  #failed(error: Error): void {
    if (this.#child?.pid !== undefined) return; // of a signal that could not be sent
    this.#exit ??= { code: undefined, signal: undefined, error: startError(error, this.#title) };
    this.#tellIfOver();
  }

  #exited(code: number | null, signal: string | null): void {
    if (this.pid !== undefined) {
      if (this.#isToEnd) killGroup(this.pid);
      unguard(this.pid);
    }
    this.#exit ??= { code: code ?? undefined, signal: signal ?? undefined };
    this.channel.close();
    this.#drainAgain();
    this.#tellIfOver();
  }

  /** What it has started may hold its streams open. */
  #drainAgain(): void {
    clearTimeout(this.#drain);
    const timer = setTimeout(() => {
      // After a pause of this process its timers come before what waits to be read: that has its turn first.
      setImmediate(() => setImmediate(() => this.#drained(timer)));
    }, drain);
    this.#drain = timer;
  }

  #drained(timer: NodeJS.Timeout): void {
    if (this.#drain !== timer) return; // more has come
    for (const stream of this.#streams.splice(0)) stream.destroy();
    this.#tellIfOver();
  }

  #tellIfOver(): void {
    if (this.#exit === undefined || this.#streams.length > 0 || this.#isTold) return;
    this.#isTold = true;
    clearTimeout(this.#drain);
    for (const stream of this.#child?.stdio ?? []) stream?.destroy();
    const error = this.#broken ?? this.#exit.error;
    this.#ends.put(error === undefined ? this.#exit : { ...this.#exit, error });
  }
}

/** What of it has outlived the process that it was started by: nobody else ends it. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // There is none left, as nearly always.
  }
}

function start(
  { file, args, env: needed }: Command,
  title: string,
  { cwd, env, output }: Pick<SpawnSettings, 'cwd' | 'env' | 'output'>,
): ChildProcess {
  const out = { inherit: 'inherit', capture: 'pipe', ignore: 'ignore' } as const;
  if (!mayRun(file, 'requestSync')) {
    throw new PermissionError(
      `cannot start ${title}: this program may not run ${file}; allow it by deno run --allow-run=${file}, or any program by --allow-run`,
    );
  }
  try {
    const variables = { ...process.env, ...env, ...needed };
    mustBeThere(file, cwd, variables['PATH'], title);
    return builtin('node:child_process').spawn(file, args, {
      ...(cwd !== undefined && { cwd }),
      env: variables,
      // A group of its own, so that what it starts ends with it.
      detached: true,
      stdio: ['ignore', out[output], 'pipe', 'pipe', 'pipe', 'pipe'],
    });
  } catch (error) {
    throw startError(error as Error, title);
  }
}

/** One class for what all runtimes call otherwise. */
function startError(error: Error & { code?: unknown }, title: string): Error {
  if (error instanceof HeddleError) return error;
  const { code, name, message } = error;
  const [, needs] = /Requires (\S+) access/.exec(message) ?? [];
  if (name === 'NotCapable' || code === 'ERR_ACCESS_DENIED') {
    const flag =
      code === 'ERR_ACCESS_DENIED'
        ? 'node --permission --allow-child-process'
        : `deno run --allow-${needs ?? 'run'}`;
    return new PermissionError(
      `cannot start ${title}: this program may not do so; allow it by ${flag} (${message})`,
      { cause: error },
    );
  }
  if (code === 'EACCES') {
    return new PermissionError(`cannot start ${title}: ${message}; it may not be run`, {
      cause: error,
    });
  }
  const advice = code === 'ENOENT' || name === 'NotFound' ? '; is it installed, and in PATH?' : '';
  return new ProcessStartError(`cannot start ${title}: ${message}${advice}`, { cause: error });
}
