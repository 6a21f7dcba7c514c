import { NotSupportedError, ThreadDiedError, ThreadStartError } from '../errors.ts';
import { Agent, type Enlisted } from '../memory/agent.ts';
import type { Memory } from '../memory/memory.ts';
import { list, nameOf, rename, renamings } from '../memory/roster.ts';
import type { ThreadAbility, WorkerEnd, WorkerLink } from '../platform.ts';
import { platform, realm } from '../realm.ts';
import { addTimer, removeTimer, type Timer } from '../time/timers.ts';
import { byMessage, type Boundary } from '../wire/boundary.ts';
import { decode, discard, encode, mustBeSendable, type Wired } from '../wire/value.ts';
import { childChanged, childGone, childStarted, type Child } from './children.ts';
import { currentThread } from './current.ts';
import { dismissAll, giveBackLost, noteCreator, stopAll } from './death.ts';
import {
  isHeddle,
  protocolVersion,
  type Answer,
  type Ended,
  type EndMessage,
  type Service,
  type Start,
} from './protocol.ts';
import { freeLane, makeLane } from './call-lane.ts';
import type { FromService, ToService } from './call-messages.ts';
import { announce, arrived, isWatched, stirred } from './rest.ts';
import { refusedBy } from './sendable.ts';
import { enableSharing, prepareThreads } from './sharing.ts';
import { factoryOf, titleOf, type TaskReference } from './known-tasks.ts';

/** Where a task runs if not in a thread: in a process of its own. */
export interface Place {
  /** What crosses to it, and how. */
  readonly boundary: Boundary;
  start(): WorkerLink;
  /** Why it ended before its task. */
  failure(end: WorkerEnd, isStarting: boolean, isTerminated: boolean): Error;
  /** That it did not begin in time. */
  tooLate(text: string): Error;
}

/** What is to be run, and how messages call the thread. */
export interface Job {
  /** @default a thread of this program */
  readonly place?: Place | undefined;
  readonly task: TaskReference | undefined;
  readonly args: readonly unknown[];
  /** The class whose `run()` is to be called, and what its object has. */
  readonly self?:
    | { readonly class: TaskReference; readonly fields: Record<string, unknown> }
    | undefined;
  readonly name: string;
  readonly startTimeout: number;
  readonly title: string;
  /** The threads that it starts are daemons unless they are told otherwise. @default false */
  readonly daemon?: boolean;
  /** The program is to stay for it at times only: when its follower says so. */
  readonly letsGo?: boolean;
  /** Makes the worker, in place of what was said by `bindWorker`. */
  readonly factory?: (() => unknown) | undefined;
  /** It is to run calls, of which the task, if that is to run at all, is only the first. */
  readonly service?: Omit<Service, 'lane'>;
  /** Megabytes, where the runtime has such a limit. */
  readonly memoryLimit?: number | undefined;
}

/** Is told once each, later. */
export interface Follower {
  /** The program stays for it while its target runs; tell `childChanged` of a change. @default true */
  readonly holds?: boolean;
  /** It is about to run, or, if it is there to run calls, to wait for the first. */
  began?(): void;
  /** How the task has ended. */
  ended(how: Ended<unknown>): void;
  /**
   * The worker is gone, or all has been done to end it; in the same turn as the task's end, or after it. `byForce`: something
   * of it may still run.
   */
  gone(byForce: boolean): void;
  /** What it tells besides. */
  told?(message: FromService): void;
}

/** A task in its worker, as the creator sees it: from the start message to its end, and to that of the worker. */
export class Run {
  /** A number that no other thread of the program has. */
  readonly ident: number;
  readonly #job: Job;
  readonly #follower: Follower;
  readonly #link: WorkerLink;
  readonly #child: Child;
  readonly #memory: Memory | undefined;
  /** Its number in shared memory. */
  readonly #number: Enlisted | undefined;
  /** The slot of the lane for its calls, where it runs some through shared memory. */
  readonly lane: number | undefined;
  /** The program stays for threads that it has started. */
  #childrenHold = false;
  #name: string;
  /** How often its name had been changed when it was read last. */
  #renamings = 0;
  #state: 'starting' | 'running' | 'ended' = 'starting';
  #startTimer: Timer | undefined;
  #isGone = false;
  #hasToldGone = false;
  #isTerminated = false;
  #isHeld = false;

  /** @throws as `Thread.start`; nothing was started then. */
  constructor(job: Job, follower: Follower) {
    const { task, self, name, service, daemon = false, letsGo = false, memoryLimit, place } = job;
    const threads = place ?? threadsFor(job);
    const runs = self?.class ?? task;
    const factory = place === undefined ? factoryFor(job) : undefined;
    this.#job = job;
    this.#name = name;
    this.#follower = follower;
    const agent = prepared(place);
    const boundary = place?.boundary ?? byMessage;
    const moves: object[] = [];
    const path = service === undefined ? 'args' : 'initargs';
    const args = encode(job.args, path, moves, boundary);
    const fields = self && encodeFields(self.fields, args, moves, boundary);
    this.#memory = agent?.memory;
    giveBackLost();
    let link: WorkerLink | undefined;
    try {
      const before = runs === undefined || service !== undefined ? '' : `${titleOf(runs)} (`;
      this.#number = agent && Agent.enlist(agent.memory, (before && `${before}${name})`) || name);
      this.ident = agent?.nextIdent() ?? nextIdent();
      if (agent !== undefined) {
        noteCreator(agent.memory, this.#number!, agent);
        list(agent.memory, this.#number!, { ident: this.ident, daemon }, before.length);
      }
      this.lane = agent && service && makeLane(agent.memory);
      link = factory
        ? (threads as ThreadAbility).wrap(factory)
        : threads.start({ name, letsGo, memoryLimit });
      const canLetGo = link.unref !== undefined || platform().idle === undefined;
      if (letsGo && !canLetGo) {
        throw new NotSupportedError(
          `cannot start ${job.title}: it is not to hold the program open, and this kind of worker does; ` +
            "let the factory given to bindWorker(…) make a Worker of 'node:worker_threads'",
          'threads',
        );
      }
      const start: Start = {
        heddle: protocolVersion,
        type: 'start',
        task,
        bound: factory !== undefined,
        name,
        ident: this.ident,
        daemon,
        lingers: canLetGo,
        service: service && { ...service, lane: this.lane },
        args,
        self: self && { class: self.class, fields: fields! },
        memory: agent && {
          buffer: agent.memory.buffer,
          thread: this.#number!,
          creator: agent.thread,
        },
      };
      send(link, start, moves, path);
    } catch (error) {
      void link?.terminate();
      if (this.lane !== undefined) freeLane(agent!.memory, this.lane);
      if (this.#number !== undefined) dismissAll(agent!.memory, this.#number, false);
      discard(args);
      if (fields !== undefined) discard(fields);
      throw error;
    }
    this.#link = link;
    const holds = (): boolean => this.#holds;
    this.#child = {
      link,
      get holds() {
        return holds();
      },
    };
    childStarted(this.#child);
    this.#limitStart(job.startTimeout);
    link.onMessage((message) => {
      if (isHeddle(message)) this.#answered(message as Answer);
    });
    link.onEnd((end) => this.#died(end));
  }

  /** One that has not begun is waited for, as Python's start() does. */
  get #holds(): boolean {
    if (this.#childrenHold || this.#isTerminated || this.#state === 'starting') return true;
    // A process is there until it is gone, and not only until its target has ended.
    const isThere = this.#state === 'running' || this.#job.place !== undefined;
    return isThere && this.#follower.holds !== false;
  }

  /** As its creator or the thread itself has set it last. */
  get name(): string {
    if (this.#memory !== undefined && !this.#isGone) {
      const count = renamings(this.#memory, this.#number!);
      if (count !== this.#renamings) {
        this.#name = nameOf(this.#memory, this.#number!);
        this.#renamings = count;
      }
    }
    return this.#name;
  }

  rename(name: string): void {
    this.#name = name;
    if (this.#memory === undefined || this.#isGone) return;
    rename(this.#memory, this.#number!, name);
    this.#renamings = renamings(this.#memory, this.#number!);
  }

  /** It has ended, as it has said itself in shared memory: its creator may not have heard of it yet. */
  get hasParted(): boolean {
    return this.#memory !== undefined && Agent.hasParted(this.#memory, this.#number!);
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** `terminate` was called. */
  get isTerminated(): boolean {
    return this.#isTerminated;
  }

  /** Asks it to end: its tasks are cancelled there. */
  ask(): void {
    if (this.#isGone || this.#state === 'ended') return;
    if (this.#number !== undefined) announce(this.#number.thread);
    const link = this.#link;
    const message = { heddle: protocolVersion, type: 'cancel' };
    if (link.tell === undefined) link.send(message);
    else link.tell(message);
  }

  /** Ends the worker wherever it is, unless it is gone. */
  terminate(): void {
    if (this.#isTerminated || this.#isGone) return;
    this.#isTerminated = true;
    this.#endWorker();
  }

  #endWorker(): void {
    // First: where a terminated worker may run on, one that is parked in Heddle does not.
    if (this.#memory !== undefined) stopAll(this.#memory, this.#number!);
    this.#link.ref?.(); // until it is gone
    void this.#link.terminate();
  }

  /**
   * A creator that was held up itself makes up for it: what the worker needed of it came late, and answers that came
   * meanwhile wait in its event loop behind the timer.
   */
  #limitStart(ms: number): void {
    const { now, hop } = platform();
    const due = now() + ms;
    this.#startTimer = addTimer(ms, () => {
      this.#startTimer = addTimer(Math.min(now() - due, ms), () => hop(() => this.#tooLate()));
    });
  }

  #tooLate(): void {
    if (this.#state !== 'starting') return;
    const { title, startTimeout, service, task, place } = this.#job;
    const initializer =
      service?.initializes === true
        ? `Its initializer ${titleOf(task!)} counts too: does that end, or need a longer startTimeout? `
        : '';
    const what = place === undefined ? 'its worker' : 'it';
    const text =
      `${title} did not begin within ${startTimeout} ms: ${what} sent no answer. ${initializer}` +
      'Does the module end its top level (no endless await)';
    const error =
      place?.tooLate(`${text}?`) ??
      new ThreadStartError(
        `${text}, and, when bundled, does bindWorker name a module that imports heddle?`,
      );
    this.#end({ error });
    this.#endWorker();
  }

  #answered(answer: Answer): void {
    switch (answer.type) {
      case 'started':
        stirred();
        this.#begun();
        this.#follower.began?.();
        return;
      case 'holds':
        this.#heard();
        this.#childrenHold = answer.holds;
        childChanged();
        return;
      case 'returned':
      case 'threw':
        if (answer.stays) this.#heard();
        else {
          stirred();
          this.#link.ref?.(); // until it is gone
          // First, so that whoever waits for the end can start another. Of a process its parent hears when it is gone.
          if (this.#job.place === undefined) this.#release(false);
        }
        this.#end(endedBy(answer));
        if (this.#isGone) this.#tellGone(false);
        return;
      default:
        this.#heard();
        this.#follower.told?.(answer);
    }
  }

  /** A thread counts what it says in shared memory. */
  #heard(): void {
    if (this.#memory === undefined) stirred();
    else arrived();
  }

  /** Its number among the threads that share memory. */
  get thread(): number | undefined {
    return this.#number?.thread;
  }

  /** Messages from it are waited for, or no longer: without shared memory nothing else tells whether any will come. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    if (this.#job.place !== undefined) this.#holdProgram();
    else if (isHeld) this.#link.ref?.();
    else if (isWatched() && this.#state === 'running') this.#link.unref?.();
  }

  /** What its follower says of `holds` has changed. */
  holdsChanged(): void {
    if (this.#job.place !== undefined) this.#holdProgram();
    childChanged();
  }

  /** A process holds the program open by itself. */
  #holdProgram(): void {
    if (this.#isGone) return;
    if (this.#holds || this.#isHeld) this.#link.ref?.();
    else this.#link.unref?.();
  }

  /** A message to one that runs calls. */
  send(message: ToService, moves: readonly object[]): void {
    if (this.#isGone) return;
    if (this.#number !== undefined) announce(this.#number.thread);
    this.#link.send({ heddle: protocolVersion, ...message }, moves);
  }

  #begun(): void {
    if (this.#state === 'starting') {
      this.#state = 'running';
      if (this.#job.place !== undefined) this.#holdProgram();
      else if (isWatched() && !this.#isHeld) this.#link.unref?.(); // see rest.ts, which holds the program open for it
      childChanged();
    }
    if (this.#startTimer !== undefined) removeTimer(this.#startTimer);
  }

  #died(end: WorkerEnd): void {
    const byForce = end.byForce === true;
    stirred();
    if (byForce) this.#link.unref?.(); // it may run on, and nobody waits for that
    this.#release(byForce);
    this.#end({ error: this.#failure(end) });
    this.#tellGone(byForce);
  }

  /** Once: the runtime tells of its end also after it has said that itself. */
  #tellGone(byForce: boolean): void {
    if (this.#hasToldGone) return;
    this.#hasToldGone = true;
    this.#follower.gone(byForce);
  }

  #failure(end: WorkerEnd): Error {
    const { code, error: cause, outOfMemory = false } = end;
    const { title, memoryLimit, service, place } = this.#job;
    const isStarting = this.#state === 'starting';
    if (place !== undefined) return place.failure(end, isStarting, this.#isTerminated);
    // One that runs calls has no target of its own.
    const early = service === undefined ? ' before its target did' : '';
    if (this.#isTerminated) return new ThreadDiedError(`${title} was terminated`);
    if (outOfMemory) {
      const limit =
        memoryLimit === undefined ? 'it may have' : `its memoryLimit of ${memoryLimit} MB`;
      const text = `${title} ended${early}: it needed more memory than ${limit}`;
      return new ThreadDiedError(text, code, { cause });
    }
    const how = code === undefined ? '' : ` with code ${code}`;
    const reason = cause instanceof Error ? `: ${cause.message}` : '';
    const options = cause === undefined ? undefined : { cause };
    return isStarting
      ? new ThreadStartError(`${title} ended${how} before it began${reason}`, options)
      : new ThreadDiedError(`${title} ended${how}${early}${reason}`, code, options);
  }

  #end(how: Ended<unknown>): void {
    if (this.#state === 'ended') return;
    this.#begun();
    this.#state = 'ended';
    if (!this.#isGone) childChanged();
    this.#follower.ended(how);
  }

  /** The worker is gone. */
  #release(byForce: boolean): void {
    if (this.#isGone) return;
    this.#name = this.name; // the last
    this.#isGone = true;
    if (this.#memory !== undefined) dismissAll(this.#memory, this.#number!, byForce);
    childGone(this.#child);
  }
}

/** @throws NotSupportedError if there are no threads here, or none with a limit of memory where that is asked for. */
function threadsFor(job: Job): ThreadAbility {
  const { title, memoryLimit } = job;
  const { threads, missing } = platform();
  if (threads === undefined) {
    throw new NotSupportedError(
      `cannot start ${title}: ${missing.threads ?? 'there are no threads here'}`,
      'threads',
    );
  }
  const why =
    factoryFor(job) !== undefined
      ? 'its worker is made by the factory given to bindWorker(…), which may set a limit itself'
      : missing.memoryLimit;
  if (memoryLimit !== undefined && why !== undefined) {
    throw new NotSupportedError(`cannot start ${title} with a memoryLimit: ${why}`, 'memoryLimit');
  }
  return threads;
}

/** What makes its worker, where an application has said that. */
function factoryFor({ factory, self, task }: Job): (() => unknown) | undefined {
  const runs = self?.class ?? task;
  return factory ?? (runs && factoryOf(runs.id));
}

/** That it can be started, for one that is started later. @throws as `Thread.start`. */
export function mustBeRunnable(job: Job): void {
  threadsFor(job);
  prepareThreads();
  mustBeSendable(job.args, 'args');
  if (job.self !== undefined) mustBeSendable(job.self.fields, 'this');
}

/** What is shared with it: memory, if it is a thread and memory can be. */
function prepared(place: Place | undefined): Agent | undefined {
  if (place === undefined) return prepareThreads();
  enableSharing();
  return undefined;
}

function encodeFields(
  fields: Record<string, unknown>,
  args: Wired,
  moves: object[],
  boundary: Boundary,
): Wired {
  try {
    return encode(fields, 'this', moves, boundary);
  } catch (error) {
    discard(args);
    throw error;
  }
}

function send(link: WorkerLink, start: Start, moves: readonly object[], path: string): void {
  try {
    link.send(start, moves);
  } catch (error) {
    throw refusedBy(error, path);
  }
}

function endedBy(outcome: EndMessage): Ended<unknown> {
  try {
    return outcome.type === 'returned'
      ? { value: decode(outcome.value) }
      : { error: decode(outcome.error) };
  } catch (error) {
    return { error };
  }
}

/** An ident where there is no memory to count in: the creator's, continued, so that it is the program's only one. */
function nextIdent(): number {
  const here = realm() as { idents?: number };
  here.idents = (here.idents ?? 0) + 1;
  return currentThread().ident * 1000 + here.idents;
}
