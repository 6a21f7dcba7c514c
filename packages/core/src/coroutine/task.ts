import { CancelledError, InvalidStateError } from '../errors.ts';
import {
  Operation,
  show,
  suspended,
  type Observer,
  type Suspended,
} from '../operation/operation.ts';
import { platform } from '../realm.ts';
import { makeReady, type Runnable } from '../scheduler/loop.ts';
import { current, setCurrent, type Running } from '../wait/current.ts';
import { currentHolder, followAsyncContext, thisThread, type Holder } from '../wait/holder.ts';
import type { Wait } from '../wait/wait.ts';
import { isGenerator } from './generator.ts';

/** What a coroutine function returns: a generator that waits with `yield*` and returns a `T`. */
export type Coroutine<T> = Generator<Suspended, T, unknown>;

/** The function that a task runs: a generator function, an async function, or a plain one. */
export type TaskFunction<A extends readonly unknown[], T> = (
  ...args: A
) => Coroutine<T> | PromiseLike<T> | T;

/** The tasks that must have ended before `run` does. @internal */
export type Scope = Set<Task<unknown>>;

const AsyncFunction: unknown = /* @__PURE__ */ Object.getPrototypeOf(async function () {});
let count = 0;
/** The task whose function is being called: as far as that runs at once, it is inside the task on every runtime. */
let beginning: Task<unknown> | undefined;

function inside<R>(task: Task<unknown>, call: () => R): R {
  const before = beginning;
  beginning = task;
  try {
    return call();
  } finally {
    beginning = before;
  }
}

/**
 * A function that runs beside the others of its thread; the operation that ends with what it returns or throws.
 * Made by `spawn`. Python: asyncio.Task.
 */
export class Task<T> extends Operation<T> implements Runnable, Running, Holder, Observer {
  readonly name: string;
  /** @internal */
  slot = 0;
  #start: (() => unknown) | undefined;
  readonly #isAsync: boolean;
  #generator: Coroutine<T> | undefined;
  /** What the coroutine is suspended on. */
  #waiting: Operation<unknown> | undefined;
  /** Thrown into the coroutine at its next step, or where it would suspend next. */
  #cancelled: CancelledError | undefined;
  /** What it was told of the last cancellation: if it ends by that, nobody needs a report. */
  #asked: CancelledError | undefined;
  /** The operation it began last, and earlier ones that were still pending then. */
  #begun: Operation<unknown> | undefined;
  #begunEarlier: Operation<unknown>[] | undefined;
  /** What an async function awaits at this moment, as far as it is its own. */
  #awaited: Set<Operation<unknown>> | undefined;
  /** The operation it was suspended on has settled, and the outcome is still to be taken. */
  #granted = false;
  /** What it yielded instead of waiting. */
  #mistake: InvalidStateError | undefined;
  /** The scope of tasks that are spawned inside it. @internal */
  readonly scope: Scope | undefined;

  /** @internal */
  constructor(
    target: TaskFunction<readonly unknown[], T>,
    args: readonly unknown[],
    name: string | undefined,
    scope: Scope | undefined,
  ) {
    super(undefined, 'run');
    this.name = name ?? (target.name || `task-${++count}`);
    this.#start = () => target(...args);
    this.#isAsync = Object.getPrototypeOf(target) === AsyncFunction;
    this.scope = scope;
    scope?.add(this);
    makeReady(this);
  }

  describe(): string {
    return `${this.name} (${thisThread.name})`;
  }

  /** @internal */
  get identity(): Holder {
    return this;
  }

  /** @internal */
  get waitsIn(): Wait | undefined {
    const wait = this.#waiting ?? (this.#awaited?.size === 1 ? [...this.#awaited][0] : undefined);
    return wait === undefined || wait._settled ? undefined : wait;
  }

  /**
   * Of a coroutine only: an async function can go on in another branch (`Promise.all`, `Promise.race`) while it awaits
   * here, so its wait proves nothing.
   * @internal
   */
  get blockedOn(): Wait | undefined {
    const wait = this.#waiting;
    return wait === undefined || wait.finite || wait._settled ? undefined : wait;
  }

  /**
   * Asks it to end: what it waits for is given up and fails with a `CancelledError` there, so that its `finally` runs.
   * What it was granted already stays granted; it is then told where it would wait next. One that has not begun never runs.
   * False if it has ended, or is an async function on a runtime that cannot follow it.
   * Python: Task.cancel.
   */
  cancel(reason?: unknown): boolean {
    if (this._settled) return false;
    const error = new CancelledError(`${this.describe()} was cancelled`, { cause: reason });
    if (this.#start !== undefined) {
      this.#start = undefined;
      this.#end(() => this._failQuietly(error));
      return true;
    }
    if (this.#generator === undefined && !(this.#isAsync && followAsyncContext())) return false;
    this.#cancelled = this.#asked = error;
    const waiting = this.#waiting;
    if (waiting !== undefined) this.#interrupt(waiting);
    else for (const awaited of this.#awaited ?? []) this.#refuse(awaited);
    return true;
  }

  /** Wakes the coroutine from a wait that is not granted yet. */
  #interrupt(waiting: Operation<unknown>): void {
    if (waiting._settled) return;
    waiting._unobserve(this);
    if (waiting._leave()) {
      if (!waiting._settled) waiting.target?.unblocked?.(waiting, this);
      this.#waiting = undefined;
      makeReady(this);
    } else if (!waiting._settled) {
      waiting._observe(this);
    } else {
      this.settled();
    }
  }

  /** Fails what an async function awaits, in place of a throw into it. */
  #refuse(awaited: Operation<unknown>): void {
    const error = this.#cancelled;
    if (error !== undefined && awaited._giveUp(error)) this.#cancelled = undefined;
  }

  /** @internal */
  step(): void {
    if (this._settled) return;
    if (this.#generator === undefined && !this.#begin()) return;
    const generator = this.#generator!;
    const before = current;
    // A grant that waits to be taken goes before a cancellation: thrown over it, what was granted would be lost.
    const thrown = this.#mistake ?? (this.#granted ? undefined : this.#cancelled);
    if (this.#mistake !== undefined) this.#mistake = undefined;
    else if (thrown !== undefined) this.#cancelled = undefined;
    this.#waiting = undefined;
    this.#granted = false;
    setCurrent(this);
    let done: boolean | undefined;
    let value: unknown;
    try {
      ({ done, value } = thrown === undefined ? generator.next() : generator.throw(thrown));
    } catch (error) {
      setCurrent(before);
      this.#fail(error);
      return;
    }
    setCurrent(before);
    if (done) this.#end(() => this._resolve(value as T));
    else if (value !== suspended) this.#refuseYield(value);
  }

  #refuseYield(value: unknown): void {
    const what = value instanceof Operation ? 'an operation: wait for it with yield*' : show(value);
    this.#mistake = new InvalidStateError(
      `${this.describe()} yielded ${what}; a coroutine waits with yield* operation`,
    );
    makeReady(this);
  }

  /** Calls the function. True if it is a coroutine, which is then stepped. */
  #begin(): boolean {
    const start = this.#start!;
    this.#start = undefined;
    let result: unknown;
    try {
      result = inside(this, () =>
        this.#isAsync && followAsyncContext() ? platform().asyncContext!.run(this, start) : start(),
      );
      if (isGenerator(result)) {
        this.#generator = result as Coroutine<T>;
        return true;
      }
      if (typeof (result as PromiseLike<T> | undefined)?.then === 'function') {
        (result as PromiseLike<T>).then(
          (value) => this.#end(() => this._resolve(value)),
          (error: unknown) => this.#fail(error),
        );
        return false;
      }
    } catch (error) {
      this.#fail(error);
      return false;
    }
    this.#end(() => this._resolve(result as T));
    return false;
  }

  #fail(error: unknown): void {
    this.#end(() => (error === this.#asked ? this._failQuietly(error) : this._reject(error)));
  }

  #end(settle: () => void): void {
    this.#begun?._leave();
    if (this.#begunEarlier !== undefined)
      for (const operation of this.#begunEarlier) operation._leave();
    this.#begun = this.#begunEarlier = undefined;
    this.scope?.delete(this);
    settle();
  }

  /** @internal */
  suspend(operation: Operation<unknown> | undefined): void {
    if (operation === undefined) {
      this.settled(); // what settled is still to be taken
      return;
    }
    this.#waiting = operation;
    operation._observe(this);
    if (this.#cancelled !== undefined) this.#interrupt(operation);
    else if (!operation.finite) this.#blocked(operation);
  }

  #blocked(operation: Operation<unknown>): void {
    try {
      operation.target?.blocked?.(operation, this);
    } catch (error) {
      // Thrown from here it would leave the operation in line, to be granted to a coroutine that waits elsewhere.
      operation._giveUp(error);
    }
  }

  /** @internal */
  began(operation: Operation<unknown>): void {
    const last = this.#begun;
    this.#begun = operation;
    if (last === undefined || last._settled) return;
    const earlier = (this.#begunEarlier ??= []);
    if (earlier.length >= 32 && (earlier.length & (earlier.length - 1)) === 0) {
      this.#begunEarlier = earlier.filter((one) => !one._settled);
    }
    this.#begunEarlier!.push(last);
  }

  /** @internal */
  settled(): void {
    this.#granted = true;
    makeReady(this);
  }

  /** @internal */
  awaits(operation: Operation<unknown>): void {
    if (this.#generator !== undefined || this._settled) return;
    const awaited = (this.#awaited ??= new Set());
    awaited.add(operation);
    operation._observe({ settled: () => awaited.delete(operation) });
    if (this.#cancelled !== undefined) this.#refuse(operation);
  }
}

/** The task whose code is running, where the runtime can tell. Python: asyncio.current_task. */
export function currentTask(): Task<unknown> | undefined {
  const holder = currentHolder();
  return holder instanceof Task ? holder : undefined;
}

/** The task inside which a new one would begin: the current one, or one whose plain or async function begins. @internal */
export function enclosingTask(): Task<unknown> | undefined {
  return currentTask() ?? beginning;
}
