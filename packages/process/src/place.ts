import type { Place, WorkerEnd, WorkerLink } from '@heddle/core/internal';
import { PermissionError, ProcessDiedError, ProcessStartError, type ProcessEnd } from './errors.ts';
import { ProcessBoundary } from './boundary.ts';
import { builtin } from './builtin.ts';
import { Ending } from './ending.ts';
import { pipePeer } from './hand-over.ts';
import type { PipeMessage } from './pipe-peer.ts';
import { topics } from './frames.ts';
import { frameOf } from './channel.ts';
import { Session } from './served/session.ts';
import { newUid, ownUid } from './served/peer.ts';
import type { Greeting } from './messages.ts';
import { Spawned, type SpawnedEnd, type SpawnSettings } from './spawned.ts';

export interface PlaceSettings extends SpawnSettings {
  readonly name: string;
  readonly daemon: boolean;
  readonly parent: string;
  readonly memoryLimit: number | undefined;
  /** What it has taken out of queues and not marked as done goes back when it dies. */
  readonly returnsItems: boolean;
  /** Milliseconds that tasks get to end when they are asked to. */
  readonly grace: number;
}

/** A process as the place of a task, or of calls. */
export class ProcessPlace implements Place {
  readonly boundary: ProcessBoundary = new ProcessBoundary();
  readonly #settings: PlaceSettings;
  #spawned: Spawned | undefined;
  #ending: Ending | undefined;
  #end: SpawnedEnd | undefined;

  constructor(settings: PlaceSettings) {
    this.#settings = settings;
  }

  get pid(): number | undefined {
    return this.#spawned?.pid;
  }

  get spawned(): Spawned | undefined {
    return this.#spawned;
  }

  /** From 0 up as it has exited, or below 0 the signal that ended it; undefined until then. */
  get exitCode(): number | undefined {
    if (this.#end === undefined) return undefined;
    const { code, signal } = this.#end;
    return signal === undefined ? code : -signalNumber(signal);
  }

  start(): WorkerLink {
    const settings = this.#settings;
    const spawned = new Spawned(settings);
    const ending = new Ending(spawned);
    this.#spawned = spawned;
    this.#ending = ending;
    const { name, daemon, parent, title, output, returnsItems } = settings;
    const uid = newUid();
    const session = new Session({
      uid,
      boundary: this.boundary,
      send: (message) => spawned.channel.send(topics.served, message),
      reply: (reply) => spawned.reply(frameOf(reply)),
      returnsItems,
    });
    spawned.channel.listen(topics.served, (message) => session.receive(message as never));
    const pipes = pipePeer({
      uid,
      send: (message) => spawned.channel.send(topics.pipes, message),
      reply: (pulled) => spawned.reply(frameOf(pulled)),
    });
    spawned.channel.listen(topics.pipes, (message) => pipes.receive(message as PipeMessage));
    const greeting: Greeting = {
      type: 'greeting',
      name,
      daemon,
      isCaptured: output === 'capture',
      uid,
      parent: { pid: process.pid, name: parent, uid: ownUid() },
    };
    spawned.channel.send(topics.process, greeting);
    return {
      send(message, transfer = []) {
        spawned.channel.send(topics.work, message);
        for (const buffer of transfer) (buffer as ArrayBuffer).transfer(); // it is there now
      },
      onMessage: (listener) => spawned.channel.listen(topics.work, listener),
      onEnd: (listener) =>
        spawned.onEnd((end) => {
          this.#end = end;
          ending.over();
          try {
            session.gone(title);
            pipes.gone();
          } finally {
            listener(workerEnd(end));
            this.boundary.gone(); // now it is known which calls go to another process
          }
        }),
      terminate: () => ending.begin(settings.grace),
      ref: () => spawned.ref(),
      unref: () => spawned.unref(),
    };
  }

  /** Ends it at once. */
  kill(): void {
    this.#ending?.kill();
  }

  /** What has become of it where it was ended from here. */
  terminated(cause?: unknown): ProcessDiedError {
    const text = `${this.#who} was terminated`;
    return new ProcessDiedError(text, this.#details, cause === undefined ? undefined : { cause });
  }

  get #who(): string {
    return `${this.#settings.title} (pid ${this.pid})`;
  }

  /** What may be wrong where it said nothing itself. */
  get #doubt(): string {
    const { file } = this.#settings.command;
    if (file === process.execPath) return '';
    return `; it was started with ${file}, which has to be the runtime itself and no script that starts it: set execPath`;
  }

  get #details(): ProcessEnd {
    const { pid, exitCode } = this;
    return { pid, exitCode, signal: this.#end!.signal, stderr: this.#spawned!.stderr.end };
  }

  failure(_end: WorkerEnd, isStarting: boolean, isTerminated: boolean): Error {
    const { memoryLimit } = this.#settings;
    const end: SpawnedEnd = this.#end!;
    const { error } = end;
    if (error instanceof PermissionError || error instanceof ProcessStartError) return error;
    if (isTerminated) return this.terminated(error);
    const details = this.#details;
    const { stderr } = details;
    const how = howOf(end);
    const who = this.#who;
    if (error instanceof Error) {
      return new ProcessDiedError(`${who} was ended: ${error.message}`, details, { cause: error });
    }
    if (/heap out of memory|Ineffective mark-compacts|<--- Last few GCs --->/.test(stderr)) {
      const limit =
        memoryLimit === undefined ? 'it may have' : `its memoryLimit of ${memoryLimit} MB`;
      return new ProcessDiedError(`${who} ended: it needed more memory than ${limit}`, details);
    }
    const last = stderr === '' ? '' : `; the end of its stderr:\n${stderr}`;
    return isStarting
      ? new ProcessStartError(`${who} ended ${how} before it began${last || this.#doubt}`)
      : new ProcessDiedError(`${who} ended ${how} before its task did${last}`, details);
  }

  tooLate(text: string): Error {
    return new ProcessStartError(text);
  }
}

function howOf({ code, signal }: SpawnedEnd): string {
  if (signal !== undefined) return `by ${signal}`;
  return code === undefined ? 'without a code' : `with code ${code}`;
}

function workerEnd({ code, error }: SpawnedEnd): WorkerEnd {
  return { ...(code !== undefined && { code }), ...(error !== undefined && { error }) };
}

function signalNumber(signal: string): number {
  return builtin('node:os').constants.signals[signal as NodeJS.Signals] ?? 0;
}
