import type { Coroutine } from '../coroutine/task.ts';
import { InvalidArgumentError, InvalidStateError } from '../errors.ts';
import { Operation, show, type WaitOptions } from '../operation/operation.ts';
import { Pending } from '../operation/pending.ts';
import { begin } from '../time/limit.ts';
import { Line } from '../wait/line.ts';
import { observe } from '../wait/observe.ts';
import type { Waitable } from '../wait/wait.ts';
import { joinStacks } from '../wire/error.ts';
import type { Sendable } from '../wire/sendable.ts';
import { childChanged } from './children.ts';
import { currentThread, isLoading } from './current.ts';
import { afterGrace } from './grace.ts';
import type { Ended } from './protocol.ts';
import { Run } from './run.ts';
import { referenceOf, type TargetFunction, type TaskReference } from './known-tasks.ts';

/** What a target gives in the end: what it returns, awaited, or what its coroutine returns. */
export type ResultOf<F extends TargetFunction> =
  ReturnType<F> extends Coroutine<infer T> ? T : Awaited<ReturnType<F>>;

export interface ThreadOptions<F extends TargetFunction> {
  /** A function of a `tasks` module. */
  target: F;
  /** What it is called with; data is copied, locks, queues and values are shared. */
  args?: Parameters<F> & Sendable<Parameters<F>>;
  /** @default thread-1, thread-2, … */
  name?: string;
  /** Milliseconds until the worker must have loaded the module and begun. @default 30000 */
  startTimeout?: number;
  /**
   * The program, and the thread that starts it, do not wait for its end: it is ended with them. One that somebody joins, or
   * that has not begun, is waited for. The threads that it starts are daemons too unless they are told otherwise.
   * @default that of the thread that makes it
   */
  daemon?: boolean;
}

let count = 0;

/**
 * Runs a function of a `tasks` module in a thread of its own.
 * @example const sum = await Thread.start({ target: math.add, args: [1, 2] }).result();
 * Python: threading.Thread.
 */
export class Thread<F extends TargetFunction> implements Waitable {
  readonly name: string;
  readonly #task: TaskReference;
  readonly #args: readonly unknown[];
  readonly #startTimeout: number;
  readonly #made = new Error('made here');
  readonly #joining: Line<Pending<void>> = new Line();
  readonly #awaiting: Line<Pending<ResultOf<F>>> = new Line();
  readonly #ending: Line<Pending<void>> = new Line();
  #daemon: boolean;
  #run: Run | undefined;
  #outcome: Ended<ResultOf<F>> | undefined;
  /** Somebody has got the outcome from `result()`. */
  #taken = false;

  /** @throws InvalidArgumentError if the target is no task, or an option is of the wrong kind. */
  constructor(options: ThreadOptions<F>) {
    const { target, args = [], name, startTimeout = 30_000, daemon } = options ?? {};
    const task = referenceOf(target);
    if (task === undefined) {
      throw new InvalidArgumentError(
        `new Thread: target must be a function of a tasks() module, got ${show(target)}; ` +
          "a worker has its own memory and finds the function by the module's id",
      );
    }
    if (!Array.isArray(args)) {
      throw new InvalidArgumentError(`new Thread: args must be an array, got ${show(args)}`);
    }
    if (name !== undefined && typeof name !== 'string') {
      throw new InvalidArgumentError(`new Thread: name must be a string, got ${show(name)}`);
    }
    if (typeof startTimeout !== 'number' || !(startTimeout > 0)) {
      throw new InvalidArgumentError(
        `new Thread: startTimeout must be a number of milliseconds above 0, got ${show(startTimeout)}`,
      );
    }
    this.#daemon = booleanOf('new Thread', daemon ?? currentThread().daemon);
    this.name = name ?? `thread-${++count}`;
    this.#task = task;
    this.#args = args;
    this.#startTimeout = startTimeout;
  }

  /** Makes a thread and starts it. @throws as `new Thread` and `start`. */
  static start<F extends TargetFunction>(options: ThreadOptions<F>): Thread<F> {
    return new Thread(options).start();
  }

  /** A number that no other thread of the program has; undefined before the start. */
  get ident(): number | undefined {
    return this.#run?.ident;
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
    if (this.#run !== undefined) {
      throw new InvalidStateError(
        `cannot set daemon of ${this.describe()}: it was started, and that is settled at the start`,
      );
    }
    this.#daemon = booleanOf(`daemon of ${this.describe()}`, daemon);
  }

  /** From the return of `start()` until the end of its target. Python: is_alive(). */
  get alive(): boolean {
    return this.#run !== undefined && this.#outcome === undefined;
  }

  /**
   * Starts it; what fails from then on comes out of `result()`.
   * @throws InvalidStateError the second time; CannotSendError, with the path, for an argument that cannot cross;
   * NotSupportedError where there are no threads, or shared memory is needed and missing. Nothing was started then.
   */
  start(): this {
    const title = this.describe();
    if (this.#run !== undefined) {
      throw new InvalidStateError(`cannot start ${title}: a thread starts once; make a new one`);
    }
    if (isLoading()) {
      throw new InvalidStateError(
        `cannot start ${title}: thread ${JSON.stringify(currentThread().name)} is still loading the module of its task, ` +
          'which would start it in every thread again; put what only the program itself shall do behind if (isMainThread)',
      );
    }
    const [task, args, name, startTimeout, daemon] = [
      this.#task,
      this.#args,
      this.name,
      this.#startTimeout,
      this.#daemon,
    ];
    const isAwaited = (): boolean =>
      ![this.#joining, this.#awaiting, this.#ending].every(({ empty }) => empty);
    this.#run = new Run(
      { task, args, name, startTimeout, title, daemon, letsGo: daemon },
      {
        get holds() {
          return !daemon || isAwaited();
        },
        ended: (how) => this.#ended(how as Ended<ResultOf<F>>),
        gone: () => settleAll(this.#ending),
      },
    );
    if (observe !== undefined) observe('started', this);
    return this;
  }

  /**
   * Ends when the thread has ended, whatever its target did.
   * @throws InvalidStateError before the start, TimeoutError, `signal.reason`.
   * Python: join(timeout), which does not tell a timeout.
   */
  join(options?: WaitOptions): Operation<void> {
    this.#mustBeStarted('wait for the join of');
    return begin(
      options,
      () => `join of ${this.describe()}`,
      () => (this.#outcome === undefined ? undefined : Operation.resolved<void>(undefined)),
      () => this.#enter(this.#joining, 'join'),
      () => 'it is still running',
    );
  }

  /**
   * What the target returned or threw.
   * @throws what the target threw; ThreadStartError, ThreadDiedError; InvalidStateError before the start, TimeoutError,
   * `signal.reason`.
   */
  result(options?: WaitOptions): Operation<ResultOf<F>> {
    this.#mustBeStarted('wait for the result of');
    return begin(
      options,
      () => `result of ${this.describe()}`,
      () => this.#settled(),
      () => this.#enter(this.#awaiting, 'result'),
      () => 'it is still running',
    );
  }

  /**
   * Ends the thread wherever it is, and those that it has started; settles when it is gone. No `finally` of it is run, and
   * what it holds is abandoned. Unless its target has ended before, `result()` throws ThreadDiedError, which is not told if
   * nobody asks.
   *
   * How long that takes: some 2 … 10 ms on Node and Bun, longer while it is in a call of native code. On Deno and in
   * browsers, which do not tell of a forced end, it gets 50 ms to say that it goes, or is given up. One that computes then
   * runs on for 2 seconds in Chromium, not at all in Firefox, and on Deno for as long as it computes: there it holds the
   * program open, so end that with Deno.exit().
   * @throws InvalidStateError before the start.
   * Python: none for a thread; Process.terminate.
   */
  terminate(): Operation<void> {
    this.#mustBeStarted('terminate');
    const run = this.#run!;
    if (run.isGone) return Operation.resolved<void>(undefined);
    const wait = this.#enter(this.#ending, 'end');
    run.terminate();
    return wait;
  }

  /** @internal */
  describe(): string {
    return `thread ${JSON.stringify(this.name)}`;
  }

  #mustBeStarted(action: string): void {
    if (this.#run !== undefined) return;
    throw new InvalidStateError(`cannot ${action} ${this.describe()}: it was not started`);
  }

  #enter<T>(line: Line<Pending<T>>, verb: string): Pending<T> {
    const wait = new Pending<T>(this, verb);
    line.push(wait);
    if (this.#daemon) childChanged();
    return wait;
  }

  /** @internal */
  withdraw(wait: Pending<unknown>): boolean {
    Line.remove(wait);
    if (this.#daemon) childChanged();
    return true;
  }

  #settled(): Operation<ResultOf<F>> | undefined {
    const outcome = this.#outcome;
    if (outcome === undefined) return undefined;
    this.#taken = true;
    return 'value' in outcome
      ? Operation.resolved(outcome.value)
      : Operation.rejected(outcome.error);
  }

  #ended(how: Ended<ResultOf<F>>): void {
    this.#outcome = how;
    if (observe !== undefined) observe('died', this, 'value' in how);
    if ('error' in how && !this.#run!.isTerminated) this.#tell(how.error);
    for (let wait = this.#awaiting.shift(); wait !== undefined; wait = this.#awaiting.shift()) {
      this.#taken = true;
      if ('value' in how) wait._resolve(how.value);
      else wait._reject(how.error);
    }
    settleAll(this.#joining);
  }

  #tell(error: unknown): void {
    // An error tells both ways: where it was thrown, and where the thread was made.
    if (error instanceof Error) {
      const heading = `${this.describe()}, made in ${currentThread().name}`;
      joinStacks(error, heading, this.#made.stack ?? '');
    }
    afterGrace(() => this.#report(error));
  }

  /** An error that nobody has taken must not vanish. */
  #report(error: unknown): void {
    if (this.#taken) return;
    const { console } = globalThis as unknown as { console: { error(...parts: unknown[]): void } };
    console.error(`Heddle: ${this.describe()} failed, and nobody asked for its result():`, error);
  }
}

function booleanOf(what: string, daemon: unknown): boolean {
  if (typeof daemon === 'boolean') return daemon;
  throw new InvalidArgumentError(`${what}: daemon must be true or false, got ${show(daemon)}`);
}

function settleAll(line: Line<Pending<void>>): void {
  for (let wait = line.shift(); wait !== undefined; wait = line.shift()) wait._resolve();
}
