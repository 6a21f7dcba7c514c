import {
  CancelledError,
  InvalidArgumentError,
  InvalidStateError,
  TaskGroupError,
} from '../errors.ts';
import { Operation, show } from '../operation/operation.ts';
import { forYield, isCoroutineBody, taskHere } from './block.ts';
import { accompany, untilGone, type Member, type MemberResult } from './member.ts';
import { root, Scope } from './scope.ts';
import { spawnIn, type SpawnOptions } from './spawn.ts';
import { currentTask, type Coroutine, type Task, type TaskFunction } from './task.ts';

export interface TaskGroupOptions {
  /** How messages call it. */
  name?: string;
}

let count = 0;

/**
 * Tasks that end together: whoever leaves the group waits for all of them, and the first failure cancels the others and
 * the body. All errors come as one `TaskGroupError`. Threads and processes may be part of it as tasks are.
 * @example yield* new TaskGroup().run(function* (group) { group.spawn(work, 1); group.spawn(work, 2); });
 * Python: asyncio.TaskGroup.
 */
export class TaskGroup extends Scope {
  override readonly _home: Scope = currentTask()?._scope._home ?? root;
  readonly #name: string | undefined;
  #id = 0;
  readonly #errors: unknown[] = [];
  /** In whose code the body is; it is interrupted when a task fails. */
  #parent: Task<unknown> | undefined = currentTask();
  #parentAsked = false;
  /** The body, where that is an async or a plain function: it ends with the others. */
  #body: Task<unknown> | undefined;
  #bodyAsked = false;
  /** A failure or a cancellation has called all of them off. */
  #aborting = false;
  #cancelled: CancelledError | undefined;
  #bounded = false;
  /** How far it is: to be entered; its body runs; whoever leaves it waits; all is over. */
  #phase: 'open' | 'running' | 'leaving' | 'closed' = 'open';
  #end: End | undefined;
  /** Who leaves it. */
  #leaver: Task<unknown> | undefined;

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
    return this.#body === undefined || this.#body._settled ? this._alive : this._alive - 1;
  }

  /**
   * Starts a task in the group, as `spawn` does. What that task spawns by itself belongs to the program, not to the group.
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

  /**
   * Starts a thread or a process as part of the group: the group waits until it is gone, its failure cancels the others, and
   * it is cancelled with them. Then it is asked first, so that its tasks are cancelled and their `finally` runs, and ended by
   * force when its `grace` is over. The task that is returned stands for it: it gives what its `result()` gives.
   * @example
   * yield* new TaskGroup().run(function* (group) {
   *   group.start(new Thread({ target: bank.audit, args: [lock] }));
   *   group.start(new Process({ target: report.print }));
   * });
   * @throws as its `start()`, InvalidArgumentError; InvalidStateError as `spawn`. Nothing was started then.
   */
  start<M extends Member>(member: M): Task<MemberResult<M>> {
    if (typeof (member as Partial<Member> | null | undefined)?._callOff !== 'function') {
      throw new InvalidArgumentError(
        `start in ${this.describe()}: needs a Thread or a Process, got ${show(member)}`,
      );
    }
    if (this.#phase === 'closed' || this.#aborting) throw this.#refusal('start in');
    const { name } = member;
    member.start();
    const rest = (): void =>
      void spawnIn(this, { target: () => untilGone(member), name, eager: true }, []);
    // At once: one that is cancelled before its first step takes none, and would leave the member alone.
    const task = this.spawn({ target: () => accompany(member, rest), name, eager: true });
    return task as Task<unknown> as Task<MemberResult<M>>;
  }

  /** Cancels the tasks that have not ended, and leaves the body alone; that is no failure of the group. */
  cancel(reason?: unknown): void {
    if (this.#phase !== 'closed') this.#abort(reason, false);
  }

  /**
   * Runs `body` and then waits for all tasks of the group: a generator function to `yield*`, another one to await.
   * @throws TaskGroupError with all that failed; CancelledError if whoever called this was cancelled meanwhile.
   */
  run<T>(body: (group: this) => Coroutine<T>): Coroutine<T>;
  run<T>(body: (group: this) => PromiseLike<T> | T): Operation<T>;
  run<T>(body: TaskFunction<[this], T>): Coroutine<T> | Operation<T> {
    const action = `run of ${this.describe()}`;
    if (isCoroutineBody(body, action)) return forYield(this.#coroutine(body, action), action);
    if (this.#phase !== 'open' || this.#aborting) throw this.#refusal('run');
    // A task of the group itself, so that it is called off with the others on every runtime that can do so.
    this.#parent = undefined;
    const first = this.spawn({ target: body, args: [this], name: `body of ${this.name}` });
    this.#body = first;
    return this.#leave(currentTask(), () => first._outcome()) as Operation<T>;
  }

  /**
   * Leaves it: waits for all of its tasks. It is not told whether the body has thrown (JavaScript's `await using` tells
   * nobody), so that cancels none of them; what was thrown then comes as `suppressed` beside the tasks' errors.
   */
  [Symbol.asyncDispose](): PromiseLike<void> {
    if (this.#phase === 'running') return Operation.rejected(this.#refusal('leave'));
    if (this.#end !== undefined) return this.#end.then(() => {});
    const parent = this.#parent;
    this.#takeBackParent();
    return this.#leave(parent, () => undefined) as Operation<void>;
  }

  /** @internal */
  override describe(): string {
    return `task group ${JSON.stringify(this.name)}`;
  }

  *#coroutine<T>(body: (group: this) => Coroutine<T>, action: string): Coroutine<T> {
    if (this.#phase !== 'open' || this.#aborting) throw this.#refusal('run');
    const parent = taskHere(action);
    this.#parent = parent;
    this.#phase = 'running';
    let result: { value: T } | undefined;
    try {
      result = { value: yield* body(this) };
    } catch (error) {
      const own = this.#takeBackParent() === 0;
      if (error instanceof CancelledError) {
        if (!own) this.#cancelled ??= error;
      } else this.#note(error);
      this.#abort(`the body of ${this.describe()} failed`);
    }
    this.#takeBackParent();
    const got = result;
    return yield* this.#leave(parent, () => got?.value) as Operation<T>;
  }

  /** Whom this group has interrupted is not asked to end by anybody else for that. Gives how many others asked. */
  #takeBackParent(): number | undefined {
    const parent = this.#parent;
    this.#parent = undefined;
    return this.#parentAsked ? parent?.uncancel() : undefined;
  }

  #leave(leaver: Task<unknown> | undefined, result: () => unknown): Operation<unknown> {
    this.#phase = 'leaving';
    this.#leaver = leaver;
    const end = (this.#end = new End(this, result));
    if (this._alive === 0) this.#close();
    return end;
  }

  #close(): void {
    if (this.#phase !== 'leaving') return;
    this.#phase = 'closed';
    const end = this.#end!;
    const leaver = this.#leaver;
    this.#leaver = undefined;
    if (this.#errors.length > 0) {
      end._reject(this.#error());
      // A request to end that came beside the failures has not been answered: it is heard at the next wait.
      if (leaver !== undefined && leaver.cancelling > 0) {
        leaver.uncancel();
        leaver.cancel(this.#cancelled?.cause);
      }
    } else if (this.#cancelled !== undefined) end._failQuietly(this.#cancelled);
    else end._settleWithResult();
  }

  /** What the body throws may be what it has heard of a task that failed. */
  #note(error: unknown): void {
    if (!this.#errors.includes(error)) this.#errors.push(error);
  }

  #error(): TaskGroupError {
    const errors = this.#errors;
    const shown = errors
      .slice(0, 3)
      .map((error) => (error instanceof Error ? String(error) : show(error)))
      .join('; ');
    const more = errors.length > 3 ? `; and ${errors.length - 3} more` : '';
    return new TaskGroupError(
      errors,
      `${errors.length} of ${this.describe()} failed: ${shown}${more}`,
    );
  }

  #abort(reason: unknown, withBody = true): void {
    const body = this.#body;
    if (!this.#aborting) {
      this.#aborting = true;
      for (const task of Array.from(this._tasks)) if (task !== body) task.cancel(reason);
    }
    if (!withBody || this.#bodyAsked) return;
    this.#bodyAsked = true;
    body?.cancel(reason);
  }

  #refusal(action: string): InvalidStateError {
    const why =
      this.#phase === 'closed'
        ? 'it has been left'
        : this.#aborting
          ? 'its tasks are being cancelled'
          : 'it runs already';
    const cause = this.#errors.length === 0 ? undefined : this.#error();
    return new InvalidStateError(`cannot ${action} ${this.describe()}: ${why}`, { cause });
  }

  override _failed(task: Task<unknown>, error: unknown): boolean {
    if (task === this.#body) this.#note(error);
    else this.#errors.push(error);
    const reason = `${task.describe()} of ${this.describe()} failed`;
    if (!this.#parentAsked && this.#parent !== undefined) {
      this.#parentAsked = true;
      this.#parent.cancel(reason);
    }
    this.#abort(reason);
    return true;
  }

  override _left(task: Task<unknown>): void {
    super._left(task);
    if (this._alive === 0) this.#close();
  }

  /** Whoever waits for the end was cancelled: so are all, and the end is heard when they have ended. @internal */
  _cancelAll(error: CancelledError): void {
    this.#cancelled ??= error;
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
  readonly #result: () => unknown;

  constructor(group: TaskGroup, result: () => unknown) {
    super();
    this.#group = group;
    this.#result = result;
  }

  _settleWithResult(): void {
    try {
      this._resolve(this.#result());
    } catch (error) {
      this._failQuietly(error); // only the body's own CancelledError: all else has come as the group's error
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
