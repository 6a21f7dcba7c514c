import {
  InvalidArgumentError,
  InvalidStateError,
  type ResultOf,
  type ThreadTarget,
  type WaitOptions,
} from '@heddle/core';
import {
  classOf,
  Inside,
  madeHere,
  making,
  referenceOf,
  refuseCopy,
  requireLoaded,
  type Operation,
  show,
  targetOf,
  type Pending,
  type RunnerWords,
  type TargetFunction,
  type TaskReference,
  type Waitable,
} from '@heddle/core/internal';
import { currentProcess, type ProcessInfo } from './current.ts';
import {
  checkProcess,
  type BareProcessOptions,
  type CheckedProcess,
  type ProcessOptions,
} from './options.ts';
import { ProcessDiedError } from './errors.ts';
import { ProcessPlace } from './place.ts';
import { ProcessRun, type ProcessJob } from './process-run.ts';
import { commandFor } from './runtime.ts';
import { Sentinel } from './sentinel.ts';

const words: RunnerWords = { runner: 'a process', type: 'a class' };

/** This process, from within: whatever object stands for it later. */
const here = currentProcess();

let count = 0;

/**
 * Runs a function of a `tasks` module in a process of its own; or, as a subclass that `tasks` names, its method `run()`.
 * Nothing is shared with it but what this process serves; a crash of it is an error here. It ends with this program.
 * @example const sum = await Process.start({ target: math.add, args: [1, 2] }).result();
 * Python: multiprocessing.Process.
 */
export class Process<F extends ThreadTarget = ThreadTarget> implements Waitable, ProcessInfo {
  /** A copy would be no process: structured clone and JSON refuse. */
  readonly toJSON: () => never = refuseCopy;
  /** Something that `select` and `connectionWait` can wait for: it is ready once the process has ended. */
  readonly sentinel: Sentinel;
  #name: string;
  #daemon: boolean;
  readonly #settings: CheckedProcess;
  #target: TargetFunction | undefined;
  #args: readonly unknown[];
  readonly #class: TaskReference | undefined;
  readonly #isInside: boolean;
  readonly #made: Error;
  #run: ProcessRun | undefined;
  #isClosed = false;

  /**
   * @throws InvalidArgumentError if the target is no task, a subclass with a `run()` of its own is named by no `tasks`, or an
   * option is of the wrong kind.
   */
  constructor(options?: ProcessOptions<F> | BareProcessOptions) {
    const action = making(new.target, Process, 'Process');
    this.#made = madeHere(new.target);
    this.#isInside = options instanceof Inside;
    this.#settings = checkProcess(action, this.#isInside ? {} : options);
    this.#daemon = this.#settings.daemon;
    this.sentinel = new Sentinel(this);
    if (options instanceof Inside) {
      ({ target: this.#target, args: this.#args } = options);
      this.#name = '';
      return;
    }
    this.#args = this.#settings.args;
    this.#target = targetOf(action, this.#settings.target, words);
    if (new.target.prototype.run !== Process.prototype.run)
      this.#class = classOf(new.target, words);
    this.#name = this.#settings.name ?? `process-${++count}`;
  }

  /** Makes a process and starts it. @throws as `new Process` and `start`. */
  static start<F extends ThreadTarget>(options: ProcessOptions<F>): Process<F> {
    return new this(options).start();
  }

  /** Need not be unique. It can be given another one before the start. @throws InvalidArgumentError, InvalidStateError. */
  get name(): string {
    return this.#isInside ? here.name : this.#name;
  }

  set name(name: string) {
    this.#mustBeNew(`set the name of ${this.describe()}`);
    if (typeof name !== 'string') {
      throw new InvalidArgumentError(
        `name of ${this.describe()}: must be a string, got ${show(name)}`,
      );
    }
    this.#name = name;
  }

  /** The number that the operating system gave it; undefined before the start. */
  get pid(): number | undefined {
    return this.#isInside ? here.pid : this.#place?.pid;
  }

  /** The program does not wait for its end. @throws InvalidStateError if it is set after the start. Python: daemon. */
  get daemon(): boolean {
    return this.#isInside ? here.daemon : this.#daemon;
  }

  set daemon(daemon: boolean) {
    this.#mustBeNew(`set daemon of ${this.describe()}`);
    if (typeof daemon !== 'boolean') {
      throw new InvalidArgumentError(
        `daemon of ${this.describe()}: must be true or false, got ${show(daemon)}`,
      );
    }
    this.#daemon = daemon;
  }

  /** From the return of `start()` until the process is gone. @throws InvalidStateError once closed. Python: is_alive(). */
  get alive(): boolean {
    this.#mustBeOpen('ask whether it is alive:');
    return this.#isInside || this.#run?.isGone === false;
  }

  /**
   * How it has ended: 0, the code it exited with, 1 if its task threw, or below 0 the number of the signal that ended it.
   * Undefined until it has. @throws InvalidStateError once closed. Python: exitcode.
   */
  get exitCode(): number | undefined {
    this.#mustBeOpen('ask for the exit code of');
    return this.#place?.exitCode;
  }

  /** What it has printed so far, where `output` is `'capture'`. */
  get stdout(): string {
    return this.#place?.spawned?.stdout.text ?? '';
  }

  /** What it has written to standard error so far, where `output` is `'capture'`; else the end of it. */
  get stderr(): string {
    return this.#place?.spawned?.stderr.text ?? '';
  }

  /** Of a closed one nothing is known any more. */
  get #place(): ProcessPlace | undefined {
    return this.#isClosed ? undefined : this.#run?.place;
  }

  /** What runs in the process: the target, if there is one. Called by oneself before the start it runs there and then. */
  run(): ReturnType<F>;
  run(): unknown {
    return (this.#target as ((...args: unknown[]) => unknown) | undefined)?.(...this.#args);
  }

  /**
   * Starts it; what fails from then on comes out of `result()`.
   * @throws InvalidStateError the second time, and in a daemon process; CannotSendError, with the path, for an argument or a
   * field that cannot cross; ProcessStartError where the executable or `cwd` is not there; PermissionError where this program may not start any;
   * NotSupportedError. Nothing was started then.
   */
  start(): this {
    const title = this.describe();
    this.#mustBeNew(`start ${title}: a process starts once; make a new one`);
    this.#mustBeOpen('start');
    requireLoaded(title);
    if (currentProcess().daemon) {
      throw new InvalidStateError(
        `cannot start ${title}: ${currentProcess().name} is a daemon, which is ended without a word to what it would have started`,
      );
    }
    this.#run = new ProcessRun(this as unknown as Process, this.#job(title), this.#made);
    this.#target = undefined;
    this.#args = [];
    return this;
  }

  /** Marks the class for `tasks`. @internal */
  _launch(): never {
    throw new InvalidStateError(`${this.describe()} is launched by start()`);
  }

  #job(title: string): ProcessJob {
    const settings = this.#settings;
    const runs = this.#class ?? referenceOf(this.#target);
    const command = commandFor(settings, title, runs?.url ?? '');
    const name = this.#name;
    const daemon = this.#daemon;
    const place = new ProcessPlace({
      ...settings,
      command,
      title,
      name,
      daemon,
      parent: currentProcess().name,
    });
    return {
      place,
      task: referenceOf(this.#target),
      args: this.#args,
      self: this.#class && { class: this.#class, fields: fieldsOf(this) },
      name,
      startTimeout: settings.startTimeout,
      daemon,
      letsGo: daemon,
      title,
    };
  }

  /**
   * Ends when the process has ended, whatever its task did.
   * @throws InvalidStateError before the start, and in the process itself; TimeoutError, `signal.reason`.
   * Python: join(timeout), which does not tell a timeout.
   */
  join(options?: WaitOptions): Operation<void> {
    const run = this.#started('wait for the join of');
    return run.lifetime.join(options, () => run.isGone);
  }

  /**
   * What the target, or `run()` of a subclass, returned or threw.
   * @throws what was thrown there; ProcessStartError, ProcessDiedError; InvalidStateError before the start, and in the process
   * itself; TimeoutError, `signal.reason`.
   */
  result(options?: WaitOptions): Operation<ResultOf<this['run']>> {
    return this.#started('wait for the result of').lifetime.result(options);
  }

  /**
   * Ends the process, and all processes that it has started; settles when it is gone, which it always does. Its tasks are
   * cancelled, and get `grace` milliseconds for their `finally`; one that computes hears nothing and gets none. Then SIGTERM is
   * sent, and a second later SIGKILL; what it has started and is still there when it is gone gets SIGKILL then.
   * @throws InvalidStateError before the start, in the process itself, and once closed; InvalidArgumentError.
   * Python: terminate(), which sends SIGTERM at once.
   */
  terminate(): Operation<void> {
    return this.#started('terminate').terminate();
  }

  /** Ends it at once, by SIGKILL, and all that it has started; settles when it is gone. @throws as `terminate`. Python: kill(). */
  kill(): Operation<void> {
    return this.#started('kill').kill();
  }

  /**
   * Gives back what is kept of it: then it tells no more of itself.
   * @throws InvalidStateError while it runs. Python: close().
   */
  close(): void {
    if (this.#run?.isGone === false) {
      throw new InvalidStateError(
        `cannot close ${this.describe()}: it is still running; join or terminate it first`,
      );
    }
    this.#isClosed = true;
  }

  /** Ends it with the group that it is part of. @internal */
  _callOff(): void {
    this.terminate();
  }

  /** @internal */
  _wasEnded(failure: unknown): boolean {
    return failure instanceof ProcessDiedError;
  }

  /** @internal */
  describe(): string {
    return `process ${JSON.stringify(this.name)}`;
  }

  #mustBeNew(what: string): void {
    if (this.#run === undefined && !this.#isInside) return;
    throw new InvalidStateError(`cannot ${what}${what.includes(':') ? '' : ': it was started'}`);
  }

  #mustBeOpen(what: string): void {
    if (!this.#isClosed) return;
    throw new InvalidStateError(`cannot ${what} ${this.describe()}: it was closed`);
  }

  #started(action: string): ProcessRun {
    this.#mustBeOpen(action);
    if (this.#isInside) {
      throw new InvalidStateError(
        `cannot ${action} ${this.describe()} in the process itself: that would wait for its own end`,
      );
    }
    if (this.#run !== undefined) return this.#run;
    throw new InvalidStateError(`cannot ${action} ${this.describe()}: it was not started`);
  }

  /** @internal */
  withdraw(wait: Pending<unknown>): boolean {
    return this.#run!.lifetime.withdraw(wait);
  }
}

/** What a subclass has put on the object. */
function fieldsOf(object: object): Record<string, unknown> {
  const { toJSON: _json, sentinel: _sentinel, ...fields } = object as Record<string, unknown>;
  return fields;
}
