import {
  CancelledError,
  InvalidArgumentError,
  InvalidStateError,
  TaskGroupError,
} from '../errors.ts';
import { Operation, show } from '../operation/operation.ts';
import { forYield, isCoroutineBody, type Body } from './block.ts';
import { Scope } from './scope.ts';
import { spawnIn, type SpawnOptions } from './spawn.ts';
import { enclosingTask, type Coroutine, type Task, type TaskFunction } from './task.ts';

export interface TaskGroupOptions {
  /** How messages call it. */
  name?: string;
}

let count = 0;

/**
 * Tasks that end together: whoever leaves the group waits for all of them, and the first failure cancels the others and
 * the body. All errors come as one `TaskGroupError`.
 * @example yield* new TaskGroup().run(function* (group) { group.spawn(work, 1); group.spawn(work, 2); });
 * Python: asyncio.TaskGroup.
 */
export class TaskGroup extends Scope {
  readonly #name: string | undefined;
  #id = 0;
  readonly #errors: unknown[] = [];
  /** Who runs the body; it is interrupted when a task fails. */
  #parent: Task<unknown> | undefined = enclosingTask();
  #parentAsked = false;
  /** A failure or a cancellation has called all of them off. */
  #aborting = false;
  #cancelled: CancelledError | undefined;
  #bounded = false;
  /** How far it is: its body runs; whoever leaves it waits; all is over. */
  #phase: 'open' | 'leaving' | 'closed' = 'open';
  #end: End | undefined;

  /** @throws InvalidArgumentError if `name` is no string. */
  constructor(options: TaskGroupOptions = {}) {
    super();
    const name = (options as TaskGroupOptions | null)?.name;
    if (
      typeof options !== 'object' ||
      options === null ||
      (name !== undefined && typeof name !== 'string')
    ) {
      throw new InvalidArgumentError(
        `new TaskGroup: needs { name: string } or nothing, got ${show(options === null ? null : (name ?? options))}`,
      );
    }
    this.#name = name;
  }

  get name(): string {
    return this.#name ?? `group-${(this.#id ||= ++count)}`;
  }

  /** How many of its tasks have not ended. */
  get size(): number {
    return this._alive;
  }

  /**
   * Starts a task in the group, as `spawn` does.
   * @throws InvalidStateError once the group has been left, a task of it has failed, or it was cancelled.
   * Python: TaskGroup.create_task.
   */
  spawn<A extends readonly unknown[], T>(options: SpawnOptions<A, T>): Task<T>;
  spawn<A extends readonly unknown[], T>(target: TaskFunction<A, T>, ...args: A): Task<T>;
  spawn<T>(
    target: TaskFunction<readonly unknown[], T> | SpawnOptions<readonly unknown[], T>,
    ...args: readonly unknown[]
  ): Task<T> {
    if (this.#phase === 'closed' || this.#aborting) throw this.#refusal('spawn into');
    const task = spawnIn(this, target, args);
    if (this.#bounded) task._bound();
    return task;
  }

  /** Cancels the tasks that have not ended; that is no failure of the group. */
  cancel(reason?: unknown): void {
    if (this.#phase !== 'closed') this.#abort(reason);
  }

  /**
   * Runs `body` and then waits for all tasks of the group: a generator function to `yield*`, another one to await.
   * @throws TaskGroupError with all that failed; CancelledError if whoever called this was cancelled meanwhile.
   */
  run<T>(body: (group: this) => Coroutine<T>): Coroutine<T>;
  run<T>(body: (group: this) => PromiseLike<T> | T): Operation<T>;
  run<T>(body: Body<[this], T>): Coroutine<T> | Operation<T> {
    const action = `run of ${this.describe()}`;
    if (isCoroutineBody(body, action)) return forYield(this.#coroutine(body), action);
    if (this.#phase !== 'open') throw this.#refusal('run');
    // A task of the group itself, so that it is called off with the others on every runtime that can do so.
    this.#parent = undefined;
    const first = this.spawn({ target: body, args: [this], name: `body of ${this.name}` });
    return this.#leave(() => first._outcome()) as Operation<T>;
  }

  /** Leaves it: waits for all of its tasks. What the body threw comes as `suppressed` beside the tasks' errors. */
  [Symbol.asyncDispose](): PromiseLike<void> {
    if (this.#phase === 'closed') return Operation.resolved<void>(undefined);
    this.#takeBackParent();
    return this.#leave(() => undefined) as Operation<void>;
  }

  /** @internal */
  override describe(): string {
    return `task group ${JSON.stringify(this.name)}`;
  }

  *#coroutine<T>(body: (group: this) => Coroutine<T>): Coroutine<T> {
    if (this.#phase !== 'open') throw this.#refusal('run');
    const parent = enclosingTask()!;
    this.#parent = parent;
    let result: { value: T } | undefined;
    try {
      result = { value: yield* body(this) };
    } catch (error) {
      const own = this.#takeBackParent() === 0;
      if (!(error instanceof CancelledError)) this.#errors.push(error);
      else if (!own) this.#cancelled ??= error;
      this.#abort(`the body of ${this.describe()} failed`);
    }
    this.#takeBackParent();
    const got = result;
    try {
      return yield* this.#leave(() => got?.value) as Operation<T>;
    } finally {
      // A request to end that came beside the failures has not been answered: it is heard at the next wait.
      if (this.#errors.length > 0 && parent.cancelling > 0) {
        parent.uncancel();
        parent.cancel();
      }
    }
  }

  /** Whom this group has interrupted is not asked to end by anybody else for that. Gives how many others asked. */
  #takeBackParent(): number | undefined {
    const parent = this.#parent;
    this.#parent = undefined;
    return this.#parentAsked ? parent?.uncancel() : undefined;
  }

  #leave(result: () => unknown): Operation<unknown> {
    this.#phase = 'leaving';
    this.#end ??= new End(this);
    this.#end._result = result;
    if (this._alive === 0) this.#close();
    return this.#end;
  }

  #close(): void {
    if (this.#phase !== 'leaving') return;
    this.#phase = 'closed';
    const end = this.#end!;
    if (this.#errors.length > 0) end._reject(this.#error());
    else if (this.#cancelled !== undefined) end._failQuietly(this.#cancelled);
    else end._settleWithResult();
  }

  #error(): TaskGroupError {
    const errors = this.#errors;
    const shown = errors
      .slice(0, 3)
      .map((error) => String(error))
      .join('; ');
    const more = errors.length > 3 ? `; and ${errors.length - 3} more` : '';
    return new TaskGroupError(
      errors,
      `${errors.length} of ${this.describe()} failed: ${shown}${more}`,
    );
  }

  #abort(reason: unknown): void {
    if (this.#aborting) return;
    this.#aborting = true;
    for (const task of Array.from(this._tasks)) task.cancel(reason);
  }

  #refusal(action: string): InvalidStateError {
    const why =
      this.#phase === 'closed'
        ? 'it has been left'
        : this.#aborting
          ? 'its tasks are being cancelled'
          : 'it runs already';
    return new InvalidStateError(`cannot ${action} ${this.describe()}: ${why}`);
  }

  override _failed(task: Task<unknown>, error: unknown): boolean {
    this.#errors.push(error);
    if (!this.#aborting && this.#parent !== undefined) {
      this.#parentAsked = true;
      this.#parent.cancel(`${task.describe()} of ${this.describe()} failed`);
    }
    this.#abort(`${task.describe()} of ${this.describe()} failed`);
    return true;
  }

  override _left(task: Task<unknown>): void {
    super._left(task);
    if (this._alive === 0) this.#close();
  }

  /** Whoever waits for the end was cancelled: so are all, and the end is heard when they have ended. @internal */
  _cancelAll(error: CancelledError): void {
    if (!this.#aborting) this.#cancelled = error;
    this.#abort(error.cause);
  }

  /** @internal */
  _boundAll(): void {
    this.#bounded = true;
    for (const task of this._tasks) task._bound();
  }
}

/** The end of all tasks of a group. */
class End extends Operation<unknown> {
  readonly #group: TaskGroup;
  _result: () => unknown = () => undefined;

  constructor(group: TaskGroup) {
    super();
    this.#group = group;
  }

  _settleWithResult(): void {
    try {
      this._resolve(this._result());
    } catch (error) {
      this._reject(error);
    }
  }

  override _cancelWith(error: CancelledError): boolean {
    this.#group._cancelAll(error);
    return true;
  }

  override _bound(): void {
    this.#group._boundAll();
  }

  override _describe(): string {
    return `end of ${this.#group.describe()}`;
  }
}
