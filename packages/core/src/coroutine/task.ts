import { CancelledError, InvalidArgumentError, InvalidStateError } from '../errors.ts';
import { End } from '../operation/end.ts';
import {
  Operation,
  show,
  suspended,
  type Observer,
  type Signal,
  type Suspended,
} from '../operation/operation.ts';
import { Pending } from '../operation/pending.ts';
import { platform } from '../realm.ts';
import { explorer } from '../scheduler/explorer.ts';
import { makeReady, makeReadyAgain, moved } from '../scheduler/loop.ts';
import type { Runnable } from '../scheduler/order.ts';
import { current, prepay, setCurrent, type Running } from '../wait/current.ts';
import {
  enclosing,
  followAsyncContext,
  setBeginning,
  thisThread,
  type Holder,
} from '../wait/holder.ts';
import { differInUrgency } from '../wait/inherit.ts';
import { observe } from '../wait/observe.ts';
import type { Link, Wait, Waitable } from '../wait/wait.ts';
import { Ending } from './ending.ts';
import { generatorFunction, isAsyncGenerator, isGenerator } from './generator.ts';
import { root, type Scope } from './scope.ts';
import { Seldom } from './seldom.ts';

/** What a coroutine function returns: a generator that waits with `yield*` and returns a `T`. */
export type Coroutine<T> = Generator<Suspended, T, unknown>;

/** The function that a task runs: a generator function, an async function, or a plain one. */
export type TaskFunction<A extends readonly unknown[], T> = (
  ...args: A
) => Coroutine<T> | PromiseLike<T> | T;

/** `ready`: it has not begun, or can go on. `waiting`: for an operation, or, of an async function, for anything. */
export type TaskState = 'ready' | 'running' | 'waiting' | 'done' | 'failed' | 'cancelled';

const unbegun = 0;
/** Suspended on an operation. */
const waiting = 1;
/** The operation it was suspended on has settled, and the outcome is still to be taken. */
const granted = 2;
/** To go on, with nothing to take: it gave way, or is to be told of something. */
const woken = 3;
const running = 4;
/** Has called another coroutine, which runs in its place. */
const entering = 5;
/** It runs by itself (an async function), or ends with an operation that its function returned. */
const following = 6;
/** Its outcome is known, and is being passed on. */
const ended = 7;

const noArguments: readonly unknown[] = [];
const AsyncFunction: unknown = /* @__PURE__ */ Object.getPrototypeOf(async function () {});
let count = 0;
/** How many tasks end at this moment because one that they end with does; a long chain of them would not fit the stack. */
let nested = 0;
const mostNested = 100;

/**
 * A function that runs beside the others of its thread; the operation that ends with what it returns or throws.
 * Made by `spawn`. Python: asyncio.Task.
 */
export class Task<T> extends Ending<T> implements Runnable, Running, Holder, Observer, Link {
  // A parked task is to take no more memory than an async function: what most tasks never need is in `#seldom`, and
  // methods are private to TypeScript only, since the first `#method` of a class costs each object a word.
  before: Link | undefined = undefined;
  after: Link | undefined = undefined;
  /** Who spawned it, until it ends. @internal */
  _spawner: Task<unknown> | undefined;
  /** @internal */
  readonly _scope: Scope;
  /** @internal */
  context: unknown;
  #title: string | TaskFunction<never, unknown>;
  #phase: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 = unbegun;
  /** The function until it begins, and then the coroutine: the innermost, of those that were entered. */
  #code: TaskFunction<readonly unknown[], T> | Coroutine<unknown> | undefined;
  #args: readonly unknown[] | undefined;
  /** What the coroutine is suspended on. */
  #waiting: Operation<unknown> | undefined = undefined;
  /** The operation it began last; earlier ones that were still pending then are in `#seldom`. */
  #begun: Operation<unknown> | undefined = undefined;
  #seldom: Seldom | undefined = undefined;

  /** @internal */
  constructor(
    target: TaskFunction<readonly unknown[], T>,
    args: readonly unknown[],
    name: string | undefined,
    scope: Scope,
    spawner: Task<unknown> | undefined,
  ) {
    super();
    this.#title = name ?? target;
    this.#code = target;
    this.#args = args.length === 0 ? noArguments : args;
    this._scope = scope;
    this._spawner = spawner;
    this.context = spawner === undefined ? thisThread.context : spawner.context;
    scope._enter(this);
    if (observe !== undefined) observe('spawned', this);
  }

  /** As messages call it: the function's name, or a number. */
  get name(): string {
    const title = this.#title;
    if (typeof title === 'string') return title;
    return (this.#title = title.name || `task-${++count}`);
  }

  /** What it is doing at this moment. Python: done(), cancelled(). */
  get state(): TaskState {
    if (this._state === 1) return 'done';
    if (this._state === 2) return this._value instanceof CancelledError ? 'cancelled' : 'failed';
    if (this.#phase === running || this.#phase === entering || this.#phase === ended) {
      return 'running';
    }
    return this.#phase === waiting || this.#phase === following ? 'waiting' : 'ready';
  }

  describe(): string {
    return `${this.name} (${thisThread.name})`;
  }

  /** How often it was asked to end, and has not taken that back with `uncancel`. Python: cancelling(). */
  get cancelling(): number {
    return this.#seldom?.requests ?? 0;
  }

  /**
   * Asks it to end: what it waits for is given up and fails with a `CancelledError` there, so that its `finally` runs.
   * What it was granted already stays granted; it is then told where it would wait next. One that has not begun never runs.
   * A task that it waits for is cancelled in its place, and it hears of that one's end (`shield` keeps that off).
   * False if it has ended, or is an async function on a runtime that cannot follow it and nobody has asked for its `signal`.
   * Python: Task.cancel.
   */
  cancel(reason?: unknown): boolean {
    // Not by recursion: a chain of tasks that wait for each other may be long.
    const chain: Task<unknown>[] = [this];
    let asked = this._ask(reason);
    while (asked instanceof Task) {
      chain.at(-1)!._seldom().passesOn = true;
      chain.push(asked);
      asked = asked._ask(reason);
    }
    for (const waiter of chain.toReversed().slice(1)) {
      asked = waiter._passedOn(waiter._seldom(), asked);
    }
    return asked;
  }

  /** True: it will end; a task: that one is to be asked in its place. */
  private _ask(reason: unknown): boolean | Task<unknown> {
    if (this._settled || this.#phase === ended) return false;
    const error = new CancelledError(
      `${this.describe()} was cancelled`,
      reason === undefined ? undefined : { cause: reason },
    );
    const seldom = this._seldom();
    if (observe !== undefined) observe('cancelled', this, reason);
    const heard = seldom.ask(error);
    if (this._settled) return true; // whoever heard has seen to it
    if (this.#phase === unbegun) {
      this._failed(error);
      return true;
    }
    if (this.#phase !== following) seldom.cancelled = error;
    const operation = this.#waiting;
    if (this.#phase === following || this.#phase === waiting) {
      // Tasks may wait for each other in a circle: the last of them is interrupted.
      if (operation instanceof Task && !operation._settled && !operation._passesOn)
        return operation;
      if (this.#phase === following) return this._cancelFollowing(seldom, error, heard);
      this._interrupt(operation!, seldom, error);
    }
    return true;
  }

  private get _passesOn(): boolean {
    return this.#seldom?.passesOn === true;
  }

  /** The task that it waits for was asked in its place. */
  private _passedOn(seldom: Seldom, asked: boolean): boolean {
    seldom.passesOn = false;
    if (this.#phase === following) return asked || seldom.hasSignal;
    if (asked) seldom.cancelled = undefined; // it hears of the end of what it waits for
    else if (this.#phase === waiting) this._leaveWait(this.#waiting!);
    return true;
  }

  /**
   * Takes one request to end back, which whoever made it has seen to; returns how many are left. After the last one its
   * `signal` is a new one.
   * Python: Task.uncancel.
   */
  uncancel(): number {
    return this.#seldom?.takeBack() ?? 0;
  }

  /** Is aborted when the task is cancelled: for `fetch` and its like. */
  get signal(): Signal {
    return this._seldom().signal;
  }

  /** Wakes the coroutine from a wait that is not granted yet. */
  private _interrupt(operation: Operation<unknown>, seldom: Seldom, error: CancelledError): void {
    if (this._passOn(operation, seldom, error)) {
      seldom.cancelled = undefined; // it hears of the end of what it waits for
      return;
    }
    this._leaveWait(operation);
  }

  private _leaveWait(operation: Operation<unknown>): void {
    operation._unobserve(this);
    if (operation._leave()) this._wake(operation);
    else if (operation._settled) this.settled(operation);
    else operation._observe(this);
  }

  private _passOn(operation: Operation<unknown>, seldom: Seldom, error: CancelledError): boolean {
    seldom.passesOn = true;
    const isPassedOn = operation._cancelWith(error);
    seldom.passesOn = false;
    return isPassedOn;
  }

  private _wake(operation: Operation<unknown>): void {
    if (!operation._settled) operation._unblocks(this);
    this.#phase = woken;
    makeReady(this);
  }

  private _cancelFollowing(seldom: Seldom, error: CancelledError, heard: boolean): boolean {
    const operation = this.#waiting;
    if (operation !== undefined) {
      return (
        operation._settled ||
        this._passOn(operation, seldom, error) ||
        operation._giveUp(error) ||
        heard
      );
    }
    if (!this._isFollowed) return heard;
    seldom.cancelled = error;
    for (const awaited of seldom.awaited?.keys() ?? []) this._refuse(awaited, seldom, error);
    return true;
  }

  /** An async function that the runtime can follow through its awaits. */
  private get _isFollowed(): boolean {
    return this.#code !== undefined;
  }

  /** Fails what an async function awaits, in place of a throw into it. */
  private _refuse(awaited: Operation<unknown>, seldom: Seldom, error: CancelledError): void {
    if (this._passOn(awaited, seldom, error) || awaited._giveUp(error)) {
      seldom.cancelled = undefined;
    }
  }

  /** @internal */
  step(): void {
    if (this._settled) return;
    if (observe !== undefined) observe('resumed', this);
    if (this.#phase === following) {
      this._endAs(this.#waiting!);
      return;
    }
    if (this.#phase === unbegun && !this._begin()) return;
    const thrown = this.#seldom === undefined ? undefined : this._toThrow(this.#seldom);
    if (this.#phase === waiting || this.#phase === granted) prepay();
    this.#phase = running;
    this.#waiting = undefined;
    const outer = current;
    setCurrent(this);
    const end = this._run(thrown);
    setCurrent(outer);
    if (end === undefined) return;
    if (end.failed) this._failed(end.value);
    else if (end.ended) this._returned(end.value as T);
    else this._refuseYield(end.value);
  }

  /** Until it suspends, ends or does what it should not: in the coroutine itself, or in one that it has entered. */
  private _run(thrown: unknown): { failed?: boolean; ended?: boolean; value: unknown } | undefined {
    let input = thrown;
    let throws = thrown !== undefined;
    for (;;) {
      const code = this.#code as Coroutine<unknown>;
      let done: boolean | undefined;
      let value: unknown;
      try {
        ({ done, value } = throws ? code.throw(input) : code.next(input));
      } catch (error) {
        if (!this._leaveEntered()) return { failed: true, value: error };
        throws = true;
        input = error;
        continue;
      }
      if (done) {
        if (!this._leaveEntered()) return { ended: true, value };
        throws = false;
        input = value;
      } else if (this.#phase === entering) {
        this.#phase = running;
        throws = false;
        input = undefined;
      } else {
        return value === suspended ? undefined : { value };
      }
    }
  }

  private _leaveEntered(): boolean {
    const caller = this.#seldom?.callers?.pop();
    if (caller === undefined) return false;
    this.#code = caller as Coroutine<unknown>;
    return true;
  }

  /** What it is to be told now. */
  private _toThrow(seldom: Seldom): unknown {
    const { mistake, cancelled } = seldom;
    if (mistake !== undefined) {
      seldom.mistake = undefined;
      return mistake;
    }
    // A grant that waits to be taken goes before a cancellation: thrown over it, what was granted would be lost.
    if (this.#phase === granted) return undefined;
    seldom.cancelled = undefined;
    return cancelled;
  }

  private _refuseYield(value: unknown): void {
    const what = value instanceof Operation ? 'an operation: wait for it with yield*' : show(value);
    this._tell(
      new InvalidStateError(
        `${this.describe()} yielded ${what}; a coroutine waits with yield* operation`,
      ),
    );
  }

  override _tell(mistake: Error): void {
    this._seldom().mistake = mistake;
    this.#phase = woken;
    makeReady(this);
  }

  /** Calls the function. True if it is a coroutine, which is then stepped. */
  private _begin(): boolean {
    const target = this.#code as TaskFunction<readonly unknown[], T>;
    const args = this.#args!;
    this.#args = undefined;
    this.#phase = following;
    const kind: unknown = Object.getPrototypeOf(target);
    try {
      if (kind === generatorFunction) {
        this.#code = target(...args) as Coroutine<unknown>;
        return true;
      }
      const result = this._call(target, args, kind === AsyncFunction);
      // First, since to look for `then` on a number takes as long as all else here.
      if (isPrimitive(result)) this._returned(result as T);
      else if (result instanceof Operation) this._follow(result._watched());
      else if (isGenerator(result)) {
        this.#code = result as Coroutine<unknown>;
        return true;
      } else if (typeof (result as PromiseLike<T> | undefined)?.then === 'function') {
        explorer?.promised();
        // Adopted first: a thenable may call back twice, or call back and then throw.
        Promise.resolve(result as PromiseLike<T>).then(
          (value) => this._returned(value),
          (error: unknown) => this._failed(error),
        );
      } else if (isAsyncGenerator(result)) {
        throw new InvalidArgumentError(
          `${this.describe()} is an async function*, which is no coroutine: make it a function* that waits with yield*`,
        );
      } else this._returned(result as T);
    } catch (error) {
      this._failed(error);
    }
    return false;
  }

  /** An eager one is called inside of its spawner, and yet what it begins, takes and sets is its own. */
  private _call(
    target: TaskFunction<readonly unknown[], T>,
    args: readonly unknown[],
    isAsync: boolean,
  ): unknown {
    const outer = current;
    const before = setBeginning(this);
    setCurrent(undefined);
    try {
      if (isAsync && followAsyncContext()) {
        return platform().asyncContext!.run(this, () => target(...args));
      }
      this.#code = undefined;
      return target(...args);
    } finally {
      setBeginning(before);
      setCurrent(outer);
    }
  }

  private _follow(operation: Operation<unknown>): void {
    if ((operation as unknown) === this) throw this._awaitsItself();
    this.#waiting = operation;
    if (observe !== undefined) observe('suspended', this, operation);
    if (operation._settled) this._endAs(operation);
    else operation._observe(this);
  }

  private _endAs(operation: Operation<unknown>): void {
    if (operation._state === 1) this._returned(operation._value as T);
    else {
      operation._looked();
      this._failed(operation._value);
    }
  }

  private _returned(value: T): void {
    this._finish();
    this._resolve(value);
    if (observe !== undefined) observe('ended', this);
    this._scope._left(this);
  }

  private _failed(error: unknown): void {
    this._finish();
    // Whoever cancelled it, or what it waited for, knows.
    const known = error instanceof CancelledError || this._scope._failed(this, error);
    if (known) this._failQuietly(error);
    else this._reject(error);
    if (observe !== undefined) observe('ended', this);
    this._scope._left(this);
  }

  private _finish(): void {
    this.#phase = ended;
    this.#begun?._leave();
    this.#begun = undefined;
    this.#seldom?.leaveAll();
    this.#code = this.#args = this.#waiting = this._spawner = undefined;
  }

  /** @internal */
  suspend(operation: Operation<unknown> | undefined): void {
    if (observe !== undefined) observe('suspended', this, operation);
    if (operation === undefined) {
      this.#phase = granted; // what settled is still to be taken
      makeReadyAgain(this);
      return;
    }
    if ((operation as unknown) === this) throw this._awaitsItself();
    this.#waiting = operation;
    this.#phase = waiting;
    operation._observe(this);
    const seldom = this.#seldom;
    if (seldom === undefined) operation._blocks(this);
    else this._suspendSeldom(operation, seldom);
  }

  private _suspendSeldom(operation: Operation<unknown>, seldom: Seldom): void {
    if (seldom.cancelled !== undefined) this._interrupt(operation, seldom, seldom.cancelled);
    else if (seldom.limits > 0) operation._bound();
    else operation._blocks(this);
  }

  private _awaitsItself(): InvalidStateError {
    return new InvalidStateError(`${this.describe()} cannot wait for its own end`);
  }

  /** @internal */
  giveWay(): void {
    if (observe !== undefined) observe('suspended', this);
    this.#phase = woken;
    makeReady(this);
  }

  /** @internal */
  enter(coroutine: Coroutine<unknown>): void {
    (this._seldom().callers ??= []).push(this.#code as Coroutine<unknown>);
    this.#code = coroutine;
    this.#phase = entering;
  }

  /** @internal */
  began(operation: Operation<unknown>): void {
    const last = this.#begun;
    this.#begun = operation;
    if (last !== undefined && !last._settled) this._seldom().beganEarlier(last);
  }

  /** @internal */
  settled(operation: Operation<unknown>): void {
    if (this.#phase === following && nested < mostNested) {
      nested++;
      this._endAs(operation);
      nested--;
      return;
    }
    if (this.#phase !== following) this.#phase = granted;
    makeReady(this);
  }

  /** @internal */
  awaits(operation: Operation<unknown>): void {
    if (this.#phase !== following || this._settled) return;
    if ((operation as unknown) === this) throw this._awaitsItself();
    const seldom = this._seldom();
    const awaited = (seldom.awaited ??= new Map());
    if (awaited.has(operation)) return;
    if (observe !== undefined) observe('suspended', this, operation);
    const noting: Observer = {
      settled: () => {
        awaited.delete(operation);
        if (observe !== undefined) observe('resumed', this);
      },
    };
    awaited.set(operation, noting);
    operation._observe(noting);
    if (seldom.limits > 0) operation._bound();
    if (seldom.cancelled !== undefined) this._refuse(operation, seldom, seldom.cancelled);
  }

  override _cancelWith(error: CancelledError): boolean {
    return !this._passesOn && this.cancel(error.cause);
  }

  /** An async function that awaits nothing of Heddle's and has no `signal`: being cancelled reaches it later, or never. @internal */
  get _isOutOfReach(): boolean {
    if (this.#phase !== following || this.#waiting !== undefined) return false;
    const seldom = this.#seldom;
    return !(seldom?.hasSignal || (this._isFollowed && (seldom?.awaited?.size ?? 0) > 0));
  }

  /** An async function that was cancelled, and hears of it where it awaits something of Heddle's next. @internal */
  get _isToBeTold(): boolean {
    return this.#phase === following && this.#seldom?.cancelled !== undefined;
  }

  override _bound(): void {
    const tasks: Task<unknown>[] = [this];
    for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
      const seldom = task._seldom();
      if (seldom.limits === Infinity) continue; // tasks may wait for each other in a circle
      seldom.limits = Infinity;
      tasks.push(...task._boundWaits());
    }
  }

  /** The tasks among them are left to the caller, since a chain of them may be long. */
  private _boundWaits(): Task<unknown>[] {
    const tasks: Task<unknown>[] = [];
    for (const operation of this._allWaits) {
      operation._unblocks(this);
      if (operation instanceof Task) tasks.push(operation);
      else operation._bound();
    }
    return tasks;
  }

  /** A block with a time limit begins (1) or ends (-1) in it. @internal */
  _limits(by: 1 | -1): void {
    this._seldom().limits += by;
    if (by === 1) for (const task of this._boundWaits()) task._bound();
  }

  /** What it waits for at this moment, of what Heddle knows: of an async function several, or nothing. @internal */
  get _allWaits(): Operation<unknown>[] {
    const operation = this.#waiting;
    const all = operation === undefined ? [...(this.#seldom?.awaited?.keys() ?? [])] : [operation];
    const isWaiting = this.#phase === waiting || this.#phase === following;
    return isWaiting ? all.filter((one) => !one._settled) : [];
  }

  /** It may be left waiting when the program ends. @internal */
  get _isDaemon(): boolean {
    if (this.#seldom?.daemon === true) return true;
    for (let above = this._spawner; above !== undefined; above = above._spawner) {
      if (above.#seldom?.daemon === true) return true;
    }
    return false;
  }

  /** @internal */
  get identity(): Holder {
    return this;
  }

  /** The one operation that it waits for, if it is one. @internal */
  get _waitsFor(): Operation<unknown> | undefined {
    const all = this._allWaits;
    return all.length === 1 ? all[0] : undefined;
  }

  /** @internal */
  get waitsIn(): Wait | undefined {
    return asWait(this._waitsFor);
  }

  /**
   * Of a coroutine only: an async function can go on in another branch (`Promise.all`, `Promise.race`) while it awaits
   * here, so its wait proves nothing.
   * @internal
   */
  get blockedOn(): Wait | undefined {
    if (this.#phase !== waiting || (this.#seldom?.limits ?? 0) > 0) return undefined;
    const wait = asWait(this.#waiting);
    return wait === undefined || wait.finite || this.#waiting!._settled ? undefined : wait;
  }

  /** Its slot in shared memory, once it needed one. @internal */
  get slot(): number {
    return this.#seldom?.slot ?? 0;
  }
  set slot(slot: number) {
    this._seldom().slot = slot;
  }

  /**
   * How urgent it is, where the policy asks (`setPolicy`): more goes first. It counts when the task is ready the next time.
   * While it holds a lock that a more urgent task waits for it is as urgent as that one.
   * @default 0
   * @throws InvalidArgumentError for what is no finite number.
   */
  get urgency(): number {
    const seldom = this.#seldom;
    if (seldom === undefined) return 0;
    return seldom.lent === undefined
      ? seldom.urgency
      : Math.max(seldom.urgency, ...seldom.lent.values());
  }
  set urgency(urgency: number) {
    if (typeof urgency !== 'number' || !Number.isFinite(urgency)) {
      throw new InvalidArgumentError(
        `urgency of ${this.describe()}: must be a finite number, got ${show(urgency)}`,
      );
    }
    this._seldom().urgency = urgency;
    if (urgency !== 0) differInUrgency();
  }

  /** @internal */
  lend(by: object, urgency: number | undefined): void {
    const before = this.urgency;
    const seldom = this._seldom();
    const lent = (seldom.lent ??= new Map());
    if (urgency !== undefined && urgency > seldom.urgency) lent.set(by, urgency);
    else lent.delete(by);
    if (this.urgency !== before && this.state === 'ready') moved(this);
  }

  /** @internal */
  awaitedNow(): Waitable[] {
    const found: Waitable[] = [];
    // Of the ends of others only one that it cannot leave: nobody would tell that other.
    const only = this.blockedOn?.target;
    if (only instanceof Task) found.push(only);
    const open = this._allWaits;
    for (let operation = open.pop(); operation !== undefined; operation = open.pop()) {
      if (operation instanceof Pending) {
        found.push(operation.target);
        open.push(...((operation.target.needs?.() ?? []) as readonly Operation<unknown>[]));
      } else if (operation._inner !== undefined) open.push(operation._inner);
    }
    return found;
  }

  /** @internal */
  _seldom(): Seldom {
    return (this.#seldom ??= new Seldom());
  }
}

function isPrimitive(value: unknown): boolean {
  return value === null || (typeof value !== 'object' && typeof value !== 'function');
}

function asWait(operation: Operation<unknown> | undefined): Wait | undefined {
  return operation instanceof Pending || operation instanceof End ? operation : undefined;
}

/**
 * The task whose code is running, where the runtime can tell: in a browser that is an async function only up to its first
 * `await`. Python: asyncio.current_task.
 */
export function currentTask(): Task<unknown> | undefined {
  const holder = enclosing();
  return holder instanceof Task ? holder : undefined;
}

/** A task that is still to be started, of whoever's code is running. @internal */
export function newTask<T>(
  target: TaskFunction<readonly unknown[], T>,
  args: readonly unknown[],
  name?: string,
  scope?: Scope,
): Task<T> {
  const spawner = currentTask();
  return new Task(target, args, name, scope ?? spawner?._scope._home ?? root, spawner);
}

/** Starts a task: after the code that is running now. @internal */
export function startTask<T>(
  target: TaskFunction<readonly unknown[], T>,
  args: readonly unknown[],
  name?: string,
  scope?: Scope,
): Task<T> {
  const task = newTask(target, args, name, scope);
  makeReady(task);
  return task;
}
