import type { Coroutine } from '../coroutine/task.ts';
import {
  CannotSendError,
  InvalidArgumentError,
  InvalidStateError,
  NotSupportedError,
  ThreadDiedError,
  ThreadStartError,
} from '../errors.ts';
import { Agent, thisAgent } from '../memory/agent.ts';
import { Operation, show, type WaitOptions } from '../operation/operation.ts';
import { platform, realm } from '../realm.ts';
import type { WorkerEnd, WorkerLink } from '../platform.ts';
import { begin } from '../time/limit.ts';
import { addTimer, removeTimer, type Timer } from '../time/timers.ts';
import { Line } from '../wait/line.ts';
import type { Waitable } from '../wait/wait.ts';
import { joinStacks } from '../wire/error.ts';
import type { Sendable } from '../wire/sendable.ts';
import { decode, encode } from '../wire/value.ts';
import { currentThread } from './current.ts';
import { isHeddle, protocolVersion, type Answer, type Start } from './protocol.ts';
import { enableSharing } from './sharing.ts';
import { factoryOf, referenceOf, type TargetFunction, type TaskReference } from './tasks.ts';

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
}

type Outcome<T> = { readonly value: T } | { readonly error: unknown };

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
  readonly #joining: Line<Operation<void>> = new Line();
  readonly #awaiting: Line<Operation<ResultOf<F>>> = new Line();
  #state: 'new' | 'running' | 'ended' = 'new';
  #ident: number | undefined;
  #link: WorkerLink | undefined;
  #agent: number | undefined;
  #startTimer: Timer | undefined;
  #outcome: Outcome<ResultOf<F>> | undefined;
  #asked = false;

  /** @throws InvalidArgumentError if the target is no task, or an option is of the wrong kind. */
  constructor(options: ThreadOptions<F>) {
    const { target, args = [], name, startTimeout = 30_000 } = options ?? {};
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
    return this.#ident;
  }

  /** From the return of `start()` until the end of its target. Python: is_alive(). */
  get alive(): boolean {
    return this.#state === 'running';
  }

  /**
   * Starts it; what fails from then on comes out of `result()`.
   * @throws InvalidStateError the second time; CannotSendError, with the path, for an argument that cannot cross;
   * NotSupportedError where there are no threads, or shared memory is needed and missing. Nothing was started then.
   */
  start(): this {
    if (this.#state !== 'new') {
      throw new InvalidStateError(
        `cannot start ${this.describe()}: a thread starts once; make a new one`,
      );
    }
    const { threads, missing } = platform();
    if (threads === undefined) {
      throw new NotSupportedError(
        `cannot start ${this.describe()}: ${missing.threads ?? 'there are no threads here'}`,
        'threads',
      );
    }
    enableSharing();
    const args = encode(this.#args, 'args');
    const mine = missing.sharedMemory === undefined ? thisAgent() : undefined;
    const number = mine === undefined ? undefined : Agent.enlist(mine.memory, this.#holderName());
    try {
      const factory = factoryOf(this.#task.id);
      this.#link = factory ? threads.wrap(factory) : threads.start({ name: this.name });
      this.#ident = mine?.nextIdent() ?? nextIdent();
      this.#send(this.#link, {
        heddle: protocolVersion,
        type: 'start',
        task: this.#task,
        bound: factory !== undefined,
        name: this.name,
        ident: this.#ident,
        args,
        memory: mine && { buffer: mine.memory.buffer, thread: number! },
      });
    } catch (error) {
      void this.#link?.terminate();
      if (mine !== undefined) Agent.dismiss(mine.memory, number!);
      throw error;
    }
    this.#agent = number;
    this.#state = 'running';
    this.#startTimer = addTimer(this.#startTimeout, () => this.#tooLate());
    this.#link.onMessage((message) => {
      if (isHeddle(message)) this.#answered(message as Answer);
    });
    this.#link.onEnd((end) => this.#died(end));
    return this;
  }

  #send(link: WorkerLink, start: Start): void {
    try {
      link.send(start);
    } catch (error) {
      // Data that encode lets through and this runtime's structured clone refuses, such as a host's own object.
      throw new CannotSendError('args', String(error), { cause: error });
    }
  }

  /**
   * Ends when the thread has ended, whatever its target did.
   * @throws InvalidStateError before the start, TimeoutError, `signal.reason`.
   * Python: join(timeout), which does not tell a timeout.
   */
  join(options?: WaitOptions): Operation<void> {
    this.#mustBeStarted('join');
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
    this.#mustBeStarted('result');
    this.#asked = true;
    return begin(
      options,
      () => `result of ${this.describe()}`,
      () => this.#settled(),
      () => this.#enter(this.#awaiting, 'result'),
      () => 'it is still running',
    );
  }

  /** @internal */
  describe(): string {
    return `thread ${JSON.stringify(this.name)}`;
  }

  #holderName(): string {
    return `${this.#task.id}.${this.#task.key} (${this.name})`;
  }

  #mustBeStarted(action: string): void {
    if (this.#state !== 'new') return;
    throw new InvalidStateError(
      `cannot wait for the ${action} of ${this.describe()}: it was not started`,
    );
  }

  #enter<T>(line: Line<Operation<T>>, verb: string): Operation<T> {
    const wait = Operation.pending<T>(this, verb);
    line.push(wait);
    return wait;
  }

  /** @internal */
  withdraw(wait: Operation<unknown>): boolean {
    Line.remove(wait);
    return true;
  }

  #settled(): Operation<ResultOf<F>> | undefined {
    const outcome = this.#outcome;
    if (outcome === undefined) return undefined;
    return 'value' in outcome
      ? Operation.resolved(outcome.value)
      : Operation.rejected(outcome.error);
  }

  #answered(answer: Answer): void {
    switch (answer.type) {
      case 'started':
        this.#stopStartTimer();
        return;
      case 'failed':
        this.#end({ error: this.#withStack(decode(answer.error)) });
        return;
      case 'threw':
        this.#end({ error: this.#withStack(decode(answer.error)) });
        return;
      case 'returned':
        this.#end(this.#decoded(answer));
    }
  }

  #decoded(answer: Answer & { type: 'returned' }): Outcome<ResultOf<F>> {
    try {
      return { value: decode(answer.value) as ResultOf<F> };
    } catch (error) {
      return { error };
    }
  }

  /** An error of the thread tells both ways: where it was thrown, and where the thread was made. */
  #withStack(error: unknown): unknown {
    if (error instanceof Error) {
      joinStacks(
        error,
        `${this.describe()}, made in ${currentThread().name}`,
        this.#made.stack ?? '',
      );
    }
    return error;
  }

  #tooLate(): void {
    this.#startTimer = undefined;
    const error = new ThreadStartError(
      `${this.describe()} did not begin within ${this.#startTimeout} ms: its worker sent no answer. ` +
        'Does the module end its top level (no endless await), and, when bundled, does bindWorker name a module that imports heddle?',
    );
    void this.#link!.terminate();
    this.#end({ error: this.#withStack(error) });
  }

  #died({ code, error }: WorkerEnd): void {
    if (this.#outcome !== undefined) return;
    const how = code === undefined ? '' : ` with code ${code}`;
    const reason = error instanceof Error ? `: ${error.message}` : '';
    const options = error === undefined ? undefined : { cause: error };
    const began = this.#startTimer === undefined;
    this.#end({
      error: this.#withStack(
        began
          ? new ThreadDiedError(
              `${this.describe()} ended${how} before its target did${reason}`,
              code,
              options,
            )
          : new ThreadStartError(
              `${this.describe()} ended${how} before it began${reason}`,
              options,
            ),
      ),
    });
    void this.#link!.terminate();
  }

  #stopStartTimer(): void {
    if (this.#startTimer !== undefined) removeTimer(this.#startTimer);
    this.#startTimer = undefined;
  }

  #end(outcome: Outcome<ResultOf<F>>): void {
    if (this.#outcome !== undefined) return;
    this.#stopStartTimer();
    this.#outcome = outcome;
    this.#state = 'ended';
    if (this.#agent !== undefined) Agent.dismiss(thisAgent().memory, this.#agent);
    for (let wait = this.#awaiting.shift(); wait !== undefined; wait = this.#awaiting.shift()) {
      if ('value' in outcome) wait._resolve(outcome.value);
      else wait._reject(outcome.error);
    }
    for (let wait = this.#joining.shift(); wait !== undefined; wait = this.#joining.shift())
      wait._resolve();
    if ('error' in outcome) platform().hop(() => this.#report(outcome.error));
  }

  /** An error that nobody has asked for must not vanish. */
  #report(error: unknown): void {
    if (this.#asked) return;
    const { console } = globalThis as unknown as { console: { error(...parts: unknown[]): void } };
    console.error(`Heddle: ${this.describe()} failed, and nobody asked for its result():`, error);
  }
}

/** An ident where there is no memory to count in: the creator's, continued, so that it is the program's only one. */
function nextIdent(): number {
  const here = realm() as { idents?: number };
  here.idents = (here.idents ?? 0) + 1;
  return currentThread().ident * 1000 + here.idents;
}
