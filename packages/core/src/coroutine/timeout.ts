import { CancelledError, TimeoutError } from '../errors.ts';
import { Operation, type Observer } from '../operation/operation.ts';
import { operationOf, type Awaitable } from '../operation/from.ts';
import { Deadline, durationOf } from '../time/deadline.ts';
import { forYield, isCoroutineBody, type Body } from './block.ts';
import { Task, enclosingTask, startTask, type Coroutine } from './task.ts';

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
  source: Body<[Deadline], T> | Awaitable<T>,
): Coroutine<T> | Operation<T> {
  const action = `withTimeout(${String(ms)})`;
  durationOf(ms, action);
  if (typeof source === 'function') {
    if (isCoroutineBody(source, action)) return forYield(limited(ms, source), action);
    return new Timed(ms, (deadline) =>
      startTask(source as Body<readonly unknown[], T>, [deadline]),
    );
  }
  const operation = operationOf(source, action);
  return operation._settled ? operation : new Timed(ms, () => operation);
}

function* limited<T>(ms: number, body: (timeout: Deadline) => Coroutine<T>): Coroutine<T> {
  const task = enclosingTask()!;
  const before = task.cancelling;
  let inVain = '';
  const deadline = new Deadline(ms, () => {
    inVain = waitOf(task);
    task.cancel(`its time limit of ${deadline.ms} ms`);
  });
  task._limits(1);
  try {
    const result = yield* body(deadline);
    if (deadline.end()) task.uncancel();
    return result;
  } catch (error) {
    if (!deadline.end()) throw error;
    const others = task.uncancel() - before;
    if (others > 0 || !(error instanceof CancelledError)) throw error;
    throw late(deadline.ms, task.describe() + inVain, error);
  } finally {
    task._limits(-1);
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
  #inVain = '';

  constructor(ms: number, begin: (deadline: Deadline) => Operation<T>) {
    super();
    this.#deadline = new Deadline(ms, () => this.#expire());
    const inner = (this.#inner = begin(this.#deadline));
    inner._observe(this);
    if (ms !== Infinity) inner._bound();
    if (ms === 0) this.#deadline.fireNow();
  }

  #expire(): void {
    const inner = this.#inner;
    if (inner instanceof Task) this.#inVain = waitOf(inner);
    const error = new CancelledError(`${inner._describe()} was given up`, {
      cause: `its time limit of ${this.#deadline.ms} ms`,
    });
    if (inner._settled || inner._cancelWith(error) || inner._giveUp(error)) return;
    // Nothing here can end it (an async function on a runtime that cannot follow it, a promise): it goes on by itself.
    inner._unobserve(this);
    this._reject(
      late(this.#deadline.ms, `${inner._describe()}, which goes on: it cannot be cancelled`),
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
    if (expired && error instanceof CancelledError) {
      this._reject(late(this.#deadline.ms, inner._describe() + this.#inVain, error));
    } else if (error instanceof CancelledError) this._failQuietly(error);
    else this._reject(error);
  }

  override _cancelWith(error: CancelledError): boolean {
    return this.#inner._cancelWith(error) || this.#inner._giveUp(error);
  }

  override _bound(): void {
    this.#inner._bound();
  }

  override _describe(): string {
    return this.#inner._describe();
  }
}
