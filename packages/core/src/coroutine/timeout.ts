import { CancelledError, TimeoutError } from '../errors.ts';
import { leftBehind } from '../operation/left-behind.ts';
import { Operation, type Observer } from '../operation/operation.ts';
import { operationOf, type Awaitable } from '../operation/from.ts';
import { failAs } from '../operation/pass-on.ts';
import { explorer } from '../scheduler/explorer.ts';
import { makeReady } from '../scheduler/loop.ts';
import { Deadline, durationOf } from '../time/deadline.ts';
import { current } from '../wait/current.ts';
import { forYield, isCoroutineBody, taskHere } from './block.ts';
import { currentTask, newTask, Task, type Coroutine, type TaskFunction } from './task.ts';

/**
 * Runs a block, or waits for an operation, for `ms` milliseconds at most: then it is cancelled, and when that has ended
 * (its cleanup may take its time) a TimeoutError comes out. A generator function is for `yield*`, all else to await.
 * @example yield* withTimeout(50, function* (timeout) { yield* lock.acquire(); timeout.reschedule(100); });
 * @example const reply = await withTimeout(50, task);
 * @throws TimeoutError; InvalidArgumentError for what is no duration, or nothing to wait for.
 * Python: asyncio.timeout, asyncio.wait_for.
 */
export function withTimeout<T>(ms: number, body: (timeout: Deadline) => Coroutine<T>): Coroutine<T>;
export function withTimeout<T>(
  ms: number,
  source: ((timeout: Deadline) => PromiseLike<T> | T) | Awaitable<T>,
): Operation<T>;
export function withTimeout<T>(
  ms: number,
  source: TaskFunction<[Deadline], T> | Awaitable<T>,
): Coroutine<T> | Operation<T> {
  const action = `withTimeout(${String(ms)})`;
  durationOf(ms, action);
  if (typeof source === 'function') {
    if (isCoroutineBody(source, action)) return forYield(limited(ms, source, action), action);
    return new Timed(ms, true, (deadline) => {
      const task = newTask(source as TaskFunction<readonly unknown[], T>, [deadline]);
      const urgency = currentTask()?.urgency ?? 0;
      if (urgency !== 0) task.urgency = urgency; // it runs in place of whoever waits for it
      makeReady(task);
      return task;
    });
  }
  const operation = operationOf(source, action);
  return operation._settled ? operation : new Timed(ms, false, () => operation);
}

function* limited<T>(
  ms: number,
  body: (timeout: Deadline) => Coroutine<T>,
  action: string,
): Coroutine<T> {
  const task = taskHere(action);
  const before = task.cancelling;
  let inVain = '';
  const deadline = new Deadline(ms, () => {
    inVain = waitOf(task);
    task.cancel(`its time limit of ${deadline.ms} ms`);
  });
  task._limits(1);
  let isLeft = false;
  /** True: nobody but this limit has asked the task to end. */
  const leave = (): boolean => {
    if (isLeft) return false;
    isLeft = true;
    task._limits(-1);
    return deadline.end() && task.uncancel() <= before;
  };
  try {
    return yield* body(deadline);
  } catch (error) {
    if (!leave() || !(error instanceof CancelledError)) throw error;
    throw late(deadline.ms, task.describe() + inVain, error);
  } finally {
    leave();
  }
}

/** What a task waits for, and who has that: a TimeoutError says so. */
function waitOf(task: Task<unknown>): string {
  const wait = task.waitsIn;
  if (wait === undefined) return '';
  const { target } = wait;
  if (target instanceof Task) return ` waited for the end of ${target.describe()}`;
  const { holder } = target;
  const held = holder === undefined ? '' : `, which ${holder.describe()} holds`;
  const next = holder?.waitsIn?.target.describe();
  return ` waited for ${target.describe()}${held}${next === undefined ? '' : ` and waits for ${next}`}`;
}

function late(ms: number, what: string, cause?: unknown): TimeoutError {
  return new TimeoutError(`withTimeout(${ms}) timed out after ${ms} ms: ${what}`, ms, { cause });
}

/** An operation that is called off when its time is over. */
class Timed<T> extends Operation<T> implements Observer {
  readonly #deadline: Deadline;
  readonly #inner: Operation<T>;
  /** It runs the body of the block, which is nobody else's. */
  readonly #isOwn: boolean;
  #inVain = '';
  /** Whoever waits here was cancelled, which goes before the time limit. */
  #calledOff = false;

  constructor(ms: number, isOwn: boolean, begin: (deadline: Deadline) => Operation<T>) {
    super();
    this.#isOwn = isOwn;
    this.#deadline = new Deadline(ms, () => this.#expire());
    const inner = (this.#inner = begin(this.#deadline));
    inner._observe(this);
    if (isOwn || ms !== Infinity) inner._bound(); // a body may set itself a limit later
    if (ms === 0) this.#deadline.fireNow();
    if (!this._settled) current?.began(this);
  }

  #expire(): void {
    const inner = this.#inner;
    if (inner._settled) return;
    const isOutOfReach = inner instanceof Task && inner._isOutOfReach;
    if (inner instanceof Task) this.#inVain = waitOf(inner);
    const error = new CancelledError(`${inner._describe()} was given up`, {
      cause: `its time limit of ${this.#deadline.ms} ms`,
    });
    if ((inner._cancelWith(error) || inner._giveUp(error)) && !isOutOfReach) return;
    if (!(inner instanceof Task && inner._isToBeTold)) {
      this.#leaveToItself();
      return;
    }
    // What it awaits at this moment Heddle hears of in the next microtask.
    explorer?.promised();
    void Promise.resolve().then(() => {
      if (!this._settled && inner._isToBeTold) this.#leaveToItself();
    });
  }

  /** Nothing can end what it waits for (a promise, as of `fetch` without the task's signal): it goes on. */
  #leaveToItself(): void {
    const inner = this.#inner;
    inner._unobserve(this);
    this._reject(
      late(this.#deadline.ms, `${inner._describe()}, which goes on: it cannot be cancelled now`),
    );
  }

  settled(inner: Operation<T>): void {
    const expired = this.#deadline.end();
    if (inner._state === 1) {
      this._resolve(inner._value as T);
      return;
    }
    inner._looked();
    const error = inner._value;
    const isLate = error instanceof CancelledError && expired && !this.#calledOff;
    if (isLate) this._reject(late(this.#deadline.ms, inner._describe() + this.#inVain, error));
    else failAs(this, error);
  }

  override _cancelWith(error: CancelledError): boolean {
    this.#calledOff = this.#inner._cancelWith(error) || this.#inner._giveUp(error);
    return this.#calledOff;
  }

  override _leave(): boolean {
    if (this._settled || this._observers !== undefined) return true;
    this.#deadline.end();
    this.#inner._unobserve(this);
    const error = leftBehind(this._describe());
    if (this.#isOwn) this.#inner._cancelWith(error);
    return this._failQuietly(error);
  }

  override _bound(): void {
    this.#inner._bound();
  }

  override get _inner(): Operation<unknown> {
    return this.#inner;
  }

  override _describe(): string {
    return this.#inner._describe();
  }
}
