import type { Coroutine } from '../coroutine/task.ts';
import { CancelledError, InvalidStateError, ThreadDiedError } from '../errors.ts';
import { Operation, type WaitOptions } from '../operation/operation.ts';
import type { Pending } from '../operation/pending.ts';
import { requireOptions } from '../known-options.ts';
import { refuseCopy } from '../refuse-copy.ts';
import { addTimer, removeTimer, type Timer } from '../time/timers.ts';
import { observe } from '../wait/observe.ts';
import type { Waitable } from '../wait/wait.ts';
import { joinStacks } from '../wire/error.ts';
import { currentThread, ownInfo, requireLoaded, type ThreadInfo } from './current.ts';
import { reportFailure } from './error-hook.ts';
import { afterGrace } from './grace.ts';
import { referenceOf } from './known-tasks.ts';
import type { TargetFunction, TaskReference, ThreadTarget } from './known-tasks.ts';
import {
  checkOptions,
  daemonFor,
  graceFor,
  knownOfTerminate,
  madeHere,
  making,
  nameFor,
  type BareOptions,
  type TerminateOptions,
  type ThreadOptions,
} from './options.ts';
import { Lifetime } from './lifetime.ts';
import type { Ended } from './protocol.ts';
import { classOf, targetOf, type RunnerWords } from './target.ts';
import { Run, type Follower, type Job } from './run.ts';

/** What a target gives in the end: what it returns, awaited, or what its coroutine returns. */
export type ResultOf<F extends TargetFunction> =
  ReturnType<F> extends Coroutine<infer T> ? T : Awaited<ReturnType<F>>;

/** A thread's work from its start on, as its creator has it. @internal */
export type Running = Pick<
  Run,
  'ident' | 'name' | 'rename' | 'isGone' | 'isTerminated' | 'ask' | 'terminate' | 'holdsChanged'
>;

/** What the object inside of the thread is made of that is an instance of a subclass. @internal */
export class Inside {
  readonly target: TargetFunction | undefined;
  readonly args: readonly unknown[];

  constructor(target: TargetFunction | undefined, args: readonly unknown[]) {
    this.target = target;
    this.args = args;
  }
}

const words: RunnerWords = { runner: 'a worker', type: 'a class of threads' };

let count = 0;
/** Those that this thread has started, and that have not ended. */
const alive: Set<Thread> = /* @__PURE__ */ new Set();

/** @internal */
export function aliveThreads(): Thread[] {
  return [...alive];
}

/**
 * Runs a function of a `tasks` module in a thread of its own; or, as a subclass that `tasks` names, its method `run()`.
 * The type parameter is that of a target: a subclass with a `run()` leaves it out, and `result()` gives what that returns.
 * Of a subclass's object the fields cross as they are at the start, and `run()` has them there in a copy of its own; what
 * cannot cross is refused with the path to it, and private `#fields` do not cross.
 * @example const sum = await Thread.start({ target: math.add, args: [1, 2] }).result();
 * @example
 * class Walker extends Thread {
 *   steps = 3;
 *   override run() { return this.steps * 2; } // in the thread
 * }
 * tasks('walking', import.meta.url, { Walker });
 * await new Walker().start().result(); // 6
 * Python: threading.Thread.
 */
export class Thread<F extends ThreadTarget = ThreadTarget> implements Waitable, ThreadInfo {
  /** A copy would be no thread: structured clone and JSON refuse. */
  readonly toJSON: () => never = refuseCopy;
  #name: string;
  #daemon: boolean;
  #target: TargetFunction | undefined;
  #args: readonly unknown[];
  readonly #class: TaskReference | undefined;
  readonly #startTimeout: number;
  readonly #memoryLimit: number | undefined;
  readonly #grace: number;
  readonly #isInside: boolean;
  readonly #made: Error;
  readonly #lifetime = new Lifetime(this, () => this.#awaitedChanged());
  #run: Running | undefined;
  #wasAsked = false;
  #graceTimer: Timer | undefined;

  /**
   * @throws InvalidArgumentError if the target is no task, a subclass with a `run()` of its own is named by no `tasks`, or an
   * option is of the wrong kind.
   */
  constructor(options?: ThreadOptions<F> | BareOptions) {
    const action = making(new.target, Thread, 'Thread');
    this.#made = madeHere(new.target);
    this.#isInside = options instanceof Inside;
    const checked = checkOptions(action, this.#isInside ? undefined : options);
    this.#startTimeout = checked.startTimeout;
    this.#memoryLimit = checked.memoryLimit;
    this.#grace = checked.grace;
    this.#daemon = checked.daemon ?? currentThread().daemon;
    if (options instanceof Inside) {
      ({ target: this.#target, args: this.#args } = options);
      this.#name = '';
      return;
    }
    this.#args = checked.args;
    this.#target = targetOf(action, checked.target, words);
    if (new.target.prototype.run !== Thread.prototype.run) this.#class = classOf(new.target, words);
    this.#name = checked.name ?? `thread-${++count}`;
  }

  /** Makes a thread and starts it. @throws as `new Thread` and `start`. */
  static start<F extends ThreadTarget>(options: ThreadOptions<F>): Thread<F> {
    return new this(options).start();
  }

  /** Need not be unique. It can be given another one, before and after the start. @throws InvalidArgumentError for no string. */
  get name(): string {
    return this.#isInside ? ownInfo().name : (this.#run?.name ?? this.#name);
  }

  set name(name: string) {
    nameFor(`name of ${this.describe()}`, name);
    if (this.#isInside) ownInfo().name = name;
    else if (this.#run === undefined) this.#name = name;
    else this.#run.rename(name);
  }

  /** A number that no other thread of the program has; undefined before the start. */
  get ident(): number | undefined {
    return this.#isInside ? ownInfo().ident : this.#run?.ident;
  }

  get isMain(): boolean {
    return false;
  }

  /**
   * The program does not wait for its end.
   * @throws InvalidStateError if it is set after the start, InvalidArgumentError if to what is no boolean.
   * Python: daemon.
   */
  get daemon(): boolean {
    return this.#daemon;
  }

  set daemon(daemon: boolean) {
    if (this.#run !== undefined || this.#isInside) {
      throw new InvalidStateError(
        `cannot set daemon of ${this.describe()}: it was started, and that is settled at the start`,
      );
    }
    this.#daemon = daemonFor(`daemon of ${this.describe()}`, daemon);
  }

  /** From the return of `start()` until the end of its target. Python: is_alive(). */
  get alive(): boolean {
    return this.#isInside || (this.#run !== undefined && this.#lifetime.outcome === undefined);
  }

  /**
   * What runs in the thread: the target, if there is one. Called by oneself before the start it runs there and then.
   * Python: Thread.run.
   */
  run(): ReturnType<F>;
  run(): unknown {
    return (this.#target as ((...args: unknown[]) => unknown) | undefined)?.(...this.#args);
  }

  /**
   * Starts it; what fails from then on comes out of `result()`.
   * @throws InvalidStateError the second time; CannotSendError, with the path, for an argument or a field that cannot cross;
   * NotSupportedError where there are no threads, or what it needs is missing. Nothing was started then.
   */
  start(): this {
    const title = this.describe();
    if (this.#run !== undefined || this.#isInside) {
      throw new InvalidStateError(`cannot start ${title}: a thread starts once; make a new one`);
    }
    requireLoaded(title);
    this.#run = this._launch(this.#job(), this.#follower());
    if (this.#lifetime.outcome === undefined) alive.add(this);
    if (observe !== undefined) observe('started', this);
    return this;
  }

  /** @internal */
  _launch(job: Job, follower: Follower): Running {
    const run = new Run(job, follower);
    this.#forget();
    return run;
  }

  /** What was sent is not kept. */
  #forget(): void {
    this.#target = undefined;
    this.#args = [];
  }

  #job(): Job {
    const title = (): string => this.describe();
    const args = (): readonly unknown[] => this.#args;
    const self = (): Job['self'] => this.#class && { class: this.#class, fields: fieldsOf(this) };
    return {
      task: referenceOf(this.#target),
      get args() {
        return args();
      },
      get self() {
        return self();
      },
      name: this.#name,
      startTimeout: this.#startTimeout,
      daemon: this.#daemon,
      letsGo: this.#daemon,
      memoryLimit: this.#memoryLimit,
      get title() {
        return title();
      },
    };
  }

  #follower(): Follower {
    const holds = (): boolean => !this.#daemon || this.#lifetime.isAwaited;
    return {
      get holds() {
        return holds();
      },
      ended: (how) => this.#ended(how),
      gone: () => {
        if (this.#graceTimer !== undefined) removeTimer(this.#graceTimer);
        this.#lifetime.tellGone();
      },
    };
  }

  /**
   * Ends when the thread has ended, whatever its target did.
   * @throws InvalidStateError before the start, and in the thread itself; TimeoutError, `signal.reason`.
   * Python: join(timeout), which does not tell a timeout.
   */
  join(options?: WaitOptions): Operation<void> {
    this.#mustBeStarted('wait for the join of');
    return this.#lifetime.join(options, () => this.#lifetime.outcome !== undefined);
  }

  /**
   * What the target, or `run()` of a subclass, returned or threw.
   * @throws what was thrown there; ThreadStartError, ThreadDiedError; InvalidStateError before the start, and in the thread
   * itself; TimeoutError, `signal.reason`.
   */
  result(options?: WaitOptions): Operation<ResultOf<this['run']>> {
    this.#mustBeStarted('wait for the result of');
    return this.#lifetime.result(options);
  }

  /** @internal */
  _callOff(): void {
    this.terminate({ grace: this.#grace });
  }

  /** @internal */
  _wasEnded(failure: unknown): boolean {
    return failure instanceof ThreadDiedError;
  }

  /**
   * Ends the thread wherever it is, and those that it has started; settles when it is gone. No `finally` of it is run, and
   * what it holds is abandoned. Unless its target has ended before, `result()` throws ThreadDiedError, which is not told if
   * nobody asks.
   *
   * With `grace` it is asked first: its tasks are cancelled there, their `finally` runs, and `result()` throws CancelledError;
   * only if it is not gone after so many milliseconds is it ended by force. It hears of that in its event loop: a target that
   * computes, or is blocked in a call such as `acquireSync`, hears nothing, and is ended when the grace is over.
   *
   * How long the force takes: some 2 … 10 ms on Node and Bun, longer while it is in a call of native code. On Deno and in
   * browsers, which do not tell of a forced end, it gets 50 ms to say that it goes, or is given up. One that computes then
   * runs on for 2 seconds in Chromium, not at all in Firefox, and on Deno for as long as it computes: there it holds the
   * program open, unless it is a daemon, so end that with Deno.exit(); and it counts among the 64 threads until it is over.
   * @throws InvalidStateError before the start, and in the thread itself; InvalidArgumentError.
   * Python: none for a thread; Process.terminate.
   */
  terminate(options: TerminateOptions = {}): Operation<void> {
    requireOptions(`terminate of ${this.describe()}`, options, knownOfTerminate);
    const { grace = 0 } = options;
    graceFor(`terminate of ${this.describe()}`, grace);
    this.#mustBeStarted('terminate');
    const run = this.#run!;
    if (run.isGone) return Operation.resolved<void>(undefined);
    const wait = this.#lifetime.end();
    if (grace === 0) run.terminate();
    else this.#ask(run, grace);
    return wait;
  }

  #ask(run: Running, grace: number): void {
    this.#wasAsked = true;
    run.ask();
    if (this.#graceTimer !== undefined) removeTimer(this.#graceTimer);
    if (grace !== Infinity && !run.isGone) {
      this.#graceTimer = addTimer(grace, () => run.terminate());
    }
  }

  /** @internal */
  describe(): string {
    return `thread ${JSON.stringify(this.name)}`;
  }

  #mustBeStarted(action: string): void {
    if (this.#isInside) {
      throw new InvalidStateError(
        `cannot ${action} ${this.describe()} in the thread itself: that would wait for its own end`,
      );
    }
    if (this.#run !== undefined) return;
    throw new InvalidStateError(`cannot ${action} ${this.describe()}: it was not started`);
  }

  /** @internal */
  withdraw(wait: Pending<unknown>): boolean {
    return this.#lifetime.withdraw(wait);
  }

  /** A daemon is waited for while somebody waits for its end. */
  #awaitedChanged(): void {
    if (!this.#daemon) return;
    this.#run!.holdsChanged();
  }

  #ended(how: Ended<unknown>): void {
    this.#lifetime.ended(how);
    this.#forget();
    alive.delete(this);
    if (observe !== undefined) observe('died', this, 'value' in how);
    if ('error' in how && !this.#wasMeant(how.error)) this.#tell(how.error);
    this.#lifetime.tellResult();
    this.#lifetime.tellJoined();
  }

  /** Whoever ended it knows. */
  #wasMeant(failure: unknown): boolean {
    const hasListened = this.#wasAsked && failure instanceof CancelledError;
    return hasListened || this.#run?.isTerminated === true;
  }

  #tell(error: unknown): void {
    // An error tells both ways: where it was thrown, and where the thread was made.
    if (error instanceof Error) {
      const heading = `${this.describe()}, made in ${currentThread().name}`;
      joinStacks(error, heading, this.#made.stack ?? '');
    }
    afterGrace(() => {
      if (!this.#lifetime.isTaken) reportFailure({ error, thread: this });
    });
  }
}

/** What a subclass has put on the object. */
function fieldsOf(thread: object): Record<string, unknown> {
  const { toJSON: _, ...fields } = thread as Record<string, unknown>;
  return fields;
}
