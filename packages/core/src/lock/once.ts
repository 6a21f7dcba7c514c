import { forYield, isCoroutineBody } from '../coroutine/block.ts';
import { isGenerator } from '../coroutine/generator.ts';
import type { Coroutine, TaskFunction } from '../coroutine/task.ts';
import { DeadlockError, InvalidArgumentError } from '../errors.ts';
import type { Agent } from '../memory/agent.ts';
import { show, type Operation } from '../operation/operation.ts';
import type { Pending } from '../operation/pending.ts';
import { blockedByItself } from '../wait/blocked.ts';
import { current, setCurrent } from '../wait/current.ts';
import { findCycle } from '../wait/graph.ts';
import { currentHolder, thisThread, type Holder } from '../wait/holder.ts';
import { change } from './cells.ts';
import { isOver, lifeOf, nameOfLife } from './life.ts';
import { Synchronizer } from './synchronizer.ts';
import { notYet, type Attempt } from './turn.ts';

export interface OnceOptions {
  /** How messages call it. */
  name?: string;
}

/** Its one number: one of these, or the thread that runs the function (see life.ts), which is odd. */
const state = 0;
const idle = 0;
/** A task of this thread runs it, and no other thread knows it yet. */
const here = 2;
const done = 4;

/**
 * Lets one of several do something, and the others wait until it is done: a function is run once, whoever calls and in
 * whichever thread. If it fails, its caller gets the error and the next in line runs its own; so it does if the thread dies
 * that was running it. Functions do not cross from thread to thread: each brings one.
 *
 * `run` does not give what the function returned, for that is only known where it ran; it tells whether that was here.
 * @example await opened.run(() => open(database));
 * Python: a lock and a flag. C++: std::call_once. Go: sync.Once, though that counts a failure as done.
 */
export class Once extends Synchronizer {
  /** The coroutine of this thread that runs its function: nothing goes on for the others before it does. */
  #runner: Holder | undefined = undefined;
  /** A function is being called, which has not come to its first await. */
  #calling = false;
  #agent: Agent | undefined = undefined;

  /** @throws InvalidArgumentError for options of the wrong kind. */
  constructor(options: OnceOptions = {}) {
    if (typeof options !== 'object' || options === null) {
      throw new InvalidArgumentError(`new Once: options must be an object, got ${show(options)}`);
    }
    super(options.name, [idle]);
  }

  /** @internal */
  override get _title(): string {
    return 'once';
  }

  /** Has a function ended without an error? */
  get done(): boolean {
    return this._cells.load(state) === done;
  }

  /**
   * Runs `body`, unless that was done; while another runs, waits until that one is done, or has failed and it is this one's
   * turn. A plain or an async function to await, a generator function to `yield*`. True: it was this one that ran.
   * @throws What `body` throws. DeadlockError if it is called from inside itself, as far as that can be told: an async
   * function of its own that awaits it again waits for ever.
   */
  run(body: () => Coroutine<unknown>): Coroutine<boolean>;
  run(body: () => unknown): Promise<boolean>;
  run(body: TaskFunction<[], unknown>): Coroutine<boolean> | Promise<boolean> {
    const action = `run of ${this.describe()}`;
    if (isCoroutineBody(body, action)) return forYield(this.#runCoroutine(body), action);
    return this.#runFunction(body);
  }

  /**
   * The same for a thread that may block, and a plain function.
   * @throws BlockingNotAllowedError; InvalidArgumentError if `body` returns a promise or a generator, which counts as a
   * failure; DeadlockError if a task of this very thread runs it; else as `run`.
   */
  runSync(body: () => unknown): boolean {
    const action = `runSync of ${this.describe()}`;
    if (isCoroutineBody(body as TaskFunction<[], unknown>, action)) throw notPlain(action);
    if (!this._beginSync()) return false;
    let isDone = false;
    try {
      const result = this.#call(body);
      const isPromise =
        typeof (result as Partial<PromiseLike<unknown>> | null)?.then === 'function';
      if (isPromise || isGenerator(result)) throw notPlain(action);
      isDone = true;
    } finally {
      this._end(isDone);
    }
    return true;
  }

  *#runCoroutine(body: () => Coroutine<unknown>): Coroutine<boolean> {
    if (!(yield* this._begin())) return false;
    let isDone = false;
    this.#runner = currentHolder();
    try {
      yield* body();
      isDone = true;
    } finally {
      this._end(isDone);
    }
    return true;
  }

  async #runFunction(body: () => unknown): Promise<boolean> {
    if (!(await this.#beginApart())) return false;
    let isDone = false;
    try {
      const result = await this.#call(body);
      if (isGenerator(result)) {
        throw new InvalidArgumentError(
          `run of ${this.describe()}: the function returned a coroutine, which nobody runs; ` +
            'pass the generator function itself, and yield* the run',
        );
      }
      isDone = true;
    } finally {
      this._end(isDone);
    }
    return true;
  }

  #call(body: () => unknown): unknown {
    this.#calling = true;
    try {
      return body();
    } finally {
      this.#calling = false;
    }
  }

  /** True: it is the caller's to run; false: it is done. @internal */
  _begin(): Operation<boolean> {
    if (this.#calling) {
      const me = (currentHolder() ?? thisThread).describe();
      throw new DeadlockError([{ holder: me, holds: this.describe(), waitsFor: this.describe() }]);
    }
    return this._wait('run', this.#beginning, undefined);
  }

  /** @internal */
  _beginSync(): boolean {
    return this._waitSync('runSync', this.#beginning, undefined);
  }

  /** The function runs beside the coroutine that calls, if one does, and may outlive it. */
  #beginApart(): Operation<boolean> {
    const caller = current;
    setCurrent(undefined);
    try {
      return this._begin();
    } finally {
      setCurrent(caller);
    }
  }

  readonly #beginning: Attempt<boolean> = () => {
    for (;;) {
      const now = this._cells.load(state);
      if (now === done) return false;
      if (now !== idle && !this.#isOver(now)) return notYet;
      if (this._cells.swap(state, now, this.#me)) return true;
    }
  };

  /** It has run, or has failed. @internal */
  _end(isDone: boolean): void {
    this.#runner = undefined;
    const me = this.#me;
    // A thread that was ended by force and runs on has been taken for dead: then it is another's by now.
    change(this._cells, state, (now) => (now !== me ? undefined : isDone ? done : idle));
    this._changed();
  }

  get #me(): number {
    return this.#agent === undefined ? here : lifeOf(this.#agent);
  }

  #isOver(runner: number): boolean {
    return this.#agent !== undefined && isOver(this.#agent, runner);
  }

  /** For the wait-for graph. @internal */
  get holder(): Holder | undefined {
    return this.#runner;
  }

  /** @internal */
  blocked(wait: Pending<unknown>, who: Holder): void {
    const cycle = findCycle(wait, who);
    if (cycle !== undefined) wait._giveUp(new DeadlockError(cycle));
  }

  /** @internal */
  override _parks(who: Holder): void {
    if (this._cells.load(state) === this.#me) throw blockedByItself(who, this);
  }

  /** @internal */
  override _shared(agent: Agent): void {
    this.#agent = agent;
    this._cells.swap(state, here, this.#me);
  }

  /** @internal */
  override get _busy(): string | undefined {
    return this._cells.load(state) === this.#me ? 'its function is running' : super._busy;
  }

  /** @internal */
  explain(): string {
    const now = this._cells.load(state);
    if (now === done) return 'it is done';
    if (now === idle) return 'nobody runs it';
    const runner = this.#runner?.describe();
    if (this.#agent === undefined || now === this.#me) return `${runner ?? 'this thread'} runs it`;
    return `${nameOfLife(this.#agent, now)} runs it`;
  }
}

function notPlain(action: string): InvalidArgumentError {
  return new InvalidArgumentError(
    `${action}: needs a plain function, for nothing can be awaited in a thread that blocks; use run`,
  );
}
