import { InvalidArgumentError, NoSchedulerError, type CancelledError } from '../errors.ts';
import { refuseCopy } from '../refuse-copy.ts';
import { explorer } from '../scheduler/explorer.ts';
import { makeReady, mayGoOn } from '../scheduler/loop.ts';
import type { Runnable } from '../scheduler/order.ts';
import { show } from '../show.ts';
import { current, spend, type Running } from '../wait/current.ts';
import { currentHolder, type Holder } from '../wait/holder.ts';
import { Line } from '../wait/line.ts';
import type { Link } from '../wait/wait.ts';

export { show };

const pending = 0;
const resolved = 1;
const rejected = 2;

/** What a coroutine yields to its scheduler while an operation is pending; only operations know it. @internal */
export const suspended: Suspended = /* @__PURE__ */ Symbol('suspended') as never;
/** Its type: an interface, since a `unique symbol` becomes a plain `symbol` in an inferred generator. */
export interface Suspended {
  /** Its name is what a compiler says of `yield operation`. */
  readonly 'an operation is waited for with yield*, not yield': never;
}

/** One object for every suspension: `yield*` hands it on as it is. @internal */
export const suspension: IteratorYieldResult<Suspended> = { done: false, value: suspended };

/** Is told once that an operation has settled. @internal */
export interface Observer {
  settled(operation: Operation<unknown>): void;
}

/**
 * Something that takes time and has begun: `await` it, or `yield*` it in a coroutine.
 * It settles once. One that can settle at the call does so without a promise and without suspending a coroutine.
 * Python: an awaitable, and the blocking call itself.
 */
export class Operation<T> implements PromiseLike<T> {
  /** @internal */
  _state: 0 | 1 | 2 = pending;
  /** @internal */
  _value: unknown = undefined;
  /** One, or several and how often each is to be told: of a hundred thousand each may leave by itself. @internal */
  _observers: Observer | Map<Observer, number> | undefined = undefined;
  /** @internal */
  _promise: Promise<T> | undefined = undefined;
  /** A copy would be dead: structured clone and JSON refuse. */
  readonly toJSON: () => string = refuseCopy;

  /** @internal */
  static resolved<T>(value: T): Operation<T> {
    if (value === undefined) return (settledVoid ??= settledWith(undefined)) as Operation<T>;
    return settledWith(value);
  }

  /** @internal */
  static rejected<T>(error: unknown): Operation<T> {
    const operation = new Operation<T>();
    operation._reject(error);
    return operation;
  }

  /** False if it has settled before. @internal */
  _resolve(value: T): boolean {
    return this._settle(resolved, value);
  }

  /** False if it has settled before. @internal */
  _reject(error: unknown): boolean {
    const unseen = this._observers === undefined;
    if (!this._settle(rejected, error)) return false;
    // A failure that nobody looks at is the host's to report, as that of a promise is: so it becomes one.
    if (unseen) this._promise = explorer?.unseen(error) ?? Promise.reject(error);
    return true;
  }

  /** Fails it without a report if nobody looks: whoever gave it up knows. @internal */
  _failQuietly(reason: unknown): boolean {
    return this._settle(rejected, reason);
  }

  private _settle(state: 1 | 2, value: unknown): boolean {
    if (this._state !== pending) return false;
    this._state = state;
    this._value = value;
    this._ended();
    const observers = this._observers;
    this._observers = undefined;
    if (observers instanceof Map) {
      for (const [observer, times] of observers) {
        for (let left = times; left > 0; left--) observer.settled(this);
      }
    } else observers?.settled(this);
    return true;
  }

  /** It has settled, and its observers are still to be told. @internal */
  _ended(): void {}

  /** Gives a pending wait up and fails it with `reason`. False: it settled first, or a grant was on its way. @internal */
  _giveUp(_reason: unknown): boolean {
    return false;
  }

  /**
   * The coroutine that waited is gone: withdrawn, unless somebody else waits for it, or it is not its own wait (a task).
   * False: a grant was on its way.
   * @internal
   */
  _leave(): boolean {
    return true;
  }

  /** The one who waits was cancelled. True: so is this, and its end, to come, is what that one hears. @internal */
  _cancelWith(_error: CancelledError): boolean {
    return false;
  }

  /** `who` can do nothing until it has settled; the moment in which a cycle can close. @internal */
  _blocks(_who: Holder): void {}

  /** `who`, who was blocked, goes on and leaves it to others who wait for the same. @internal */
  _unblocks(_who: Holder): void {}

  /** Whoever waits for it may be called off after a time, so it is no edge in the wait-for graph. @internal */
  _bound(): void {}

  /** The same, as one that others than the caller can watch. @internal */
  _watched(): Operation<T> {
    return this;
  }

  /** What it stands for, if it is another one with a limit. @internal */
  get _inner(): Operation<unknown> | undefined {
    return undefined;
  }

  /** How a message calls it. @internal */
  _describe(): string {
    return 'an operation';
  }

  /** For the type: it may stand where a promise is asked for. */
  get [Symbol.toStringTag](): string {
    return 'Operation';
  }

  /** @internal */
  get _settled(): boolean {
    return this._state !== pending;
  }

  /** Tells `observer` when it settles; the operation must be pending. @internal */
  _observe(observer: Observer): void {
    const observers = this._observers;
    if (observers === undefined) {
      this._observers = observer;
      return;
    }
    const several =
      observers instanceof Map ? observers : (this._observers = new Map([[observers, 1]]));
    several.set(observer, (several.get(observer) ?? 0) + 1);
  }

  /** @internal */
  _unobserve(observer: Observer): void {
    const observers = this._observers;
    if (observers instanceof Map) {
      observers.delete(observer);
      if (observers.size > 0) return;
    } else if (observers !== observer) return;
    this._observers = undefined;
  }

  /** Its outcome: the value, or the failure thrown; it must have settled. @internal */
  _outcome(): T {
    if (this._state === resolved) return this._value as T;
    this._looked();
    throw this._value;
  }

  /** Somebody has seen its failure, so the host has nothing to report. @internal */
  _looked(): void {
    this._promise?.catch(() => {});
  }

  /** The operation as a promise, the same one each time. */
  toPromise(): Promise<T> {
    explorer?.promised();
    if (this._promise !== undefined) return this._promise;
    if (this._state === resolved) return (this._promise = Promise.resolve(this._value as T));
    if (this._state === rejected) return (this._promise = Promise.reject(this._value));
    this._promise = new Promise((resolve, reject) => {
      const awaited = new Awaited(this, resolve, reject);
      this._observe(awaited);
      if (currentHolder() === undefined) noteOutside(awaited);
    });
    return this._promise;
  }

  /** For `await`. */
  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    if (this._state === pending) currentHolder()?.awaits?.(this);
    else if (!spend() && !mayGoOn()) return this._afterTurn().then(onFulfilled, onRejected);
    return this.toPromise().then(onFulfilled, onRejected);
  }

  /** The loop looks at the clock first: a flow that only awaits what has settled would leave the host no turn. */
  private _afterTurn(): Promise<T> {
    this._looked(); // it will be looked at, once the host had its turn
    return new Promise((resolve) => {
      makeReady({ step: () => resolve(this.toPromise()) });
    });
  }

  /** As that of a promise. */
  catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.toPromise().catch(onRejected);
  }

  /** As that of a promise. */
  finally(onFinally?: (() => void) | null): Promise<T> {
    return this.toPromise().finally(onFinally);
  }

  /**
   * For `yield* operation` in a coroutine.
   * @throws NoSchedulerError outside one.
   */
  [Symbol.iterator](): Iterator<Suspended, T, unknown> {
    if (current === undefined) {
      throw new NoSchedulerError(
        `cannot yield* ${this._describe()}: ` +
          'no coroutine is running here; await it, or run the generator with spawn()',
      );
    }
    return this as unknown as Iterator<Suspended, T, unknown>; // its own iterator: no object for each yield*
  }

  /** @internal */
  next(): IteratorResult<Suspended, T> {
    if (this._state === pending) {
      runningOf(this).suspend(this);
      return suspension;
    }
    if (spend() || mayGoOn()) return { done: true, value: this._outcome() };
    this._looked(); // it will be looked at, once the host had its turn
    runningOf(this).suspend(undefined);
    return suspension;
  }

  /** The scheduler throws into a coroutine that waits here. @internal */
  throw(error: unknown): never {
    throw error;
  }
}

/** Settles the promise of an operation: at once, or, while every order of steps is gone through, as a step of its own. */
export class Awaited<T> implements Observer, Runnable, Link {
  before: Link | undefined = undefined;
  after: Link | undefined = undefined;
  readonly operation: Operation<T>;
  readonly #resolve: (value: T) => void;
  readonly #reject: (error: unknown) => void;
  /** Its turn comes when an explorer says so; and whose that is. @internal */
  readonly _explored: { readonly waiter: Holder | undefined } | undefined =
    explorer === undefined ? undefined : { waiter: currentHolder() };

  constructor(
    operation: Operation<T>,
    resolve: (value: T) => void,
    reject: (error: unknown) => void,
  ) {
    this.operation = operation;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  settled(): void {
    if (this.after !== undefined) forgetOutside(this);
    if (this._explored !== undefined) makeReady(this);
    else this.step();
  }

  step(): void {
    const { operation } = this;
    if (operation._state === resolved) this.#resolve(operation._value as T);
    else this.#reject(operation._value);
  }
}

interface Noted extends Link {
  readonly operation: Operation<unknown>;
}

/** What is awaited where no task is known, for whoever asks what this thread waits for. */
const outside: Line<Noted> = /* @__PURE__ */ new Line();
let outsideCount = 0;
/** The last of them: one that was left behind, as `Promise.race` does, must not be kept for ever. */
const mostOutside = 64;

function noteOutside(awaited: Noted): void {
  outside.push(awaited);
  if (outsideCount < mostOutside) outsideCount++;
  else outside.shift();
}

function forgetOutside(awaited: Link): void {
  outsideCount--;
  Line.remove(awaited);
}

/** What is awaited outside of all tasks at this moment; the latest, where it is a lot. @internal */
export function awaitedOutside(): Operation<unknown>[] {
  return Array.from(outside, ({ operation }) => operation);
}

/** `put`, `sleep` and their like that settle at the call have nothing to tell each other apart by. */
let settledVoid: Operation<undefined> | undefined;

function settledWith<T>(value: T): Operation<T> {
  const operation = new Operation<T>();
  operation._state = resolved;
  operation._value = value;
  return operation;
}

function runningOf(operation: Operation<unknown>): Running {
  if (current !== undefined) return current;
  throw new NoSchedulerError(
    `cannot wait for ${operation._describe()}: no coroutine is running here`,
  );
}

/** What every operation takes: both limits give the wait up, and nothing is lost by it. */
export interface WaitOptions {
  /** Milliseconds; 0 asks once. @default Infinity */
  timeout?: number | undefined;
  /** Rejects with `signal.reason` when it is aborted. */
  signal?: Signal | undefined;
}

/** What a `…Sync` call takes: no signal can fire in a thread that is blocked. */
export interface SyncOptions {
  /** Milliseconds; 0 asks once. @default Infinity */
  timeout?: number | undefined;
}

/** As much of an `AbortSignal` as Heddle uses; core knows no runtime's types. */
export interface Signal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/**
 * The limit that was asked for, in milliseconds.
 * @throws InvalidArgumentError for options that are no object, and a timeout that is no number, NaN or negative.
 * @internal
 */
export function timeoutOf(options: SyncOptions | undefined, action: () => string): number {
  if (options === undefined) return Infinity;
  // `acquire(100)` would wait without end.
  if (typeof options !== 'object' || options === null) {
    throw new InvalidArgumentError(`${action()}: options must be an object, got ${show(options)}`);
  }
  const { timeout } = options;
  if (timeout === undefined) return Infinity;
  if (typeof timeout !== 'number' || !(timeout >= 0)) {
    throw new InvalidArgumentError(
      `${action()}: timeout must be a number of milliseconds from 0 up, got ${show(timeout)}`,
    );
  }
  return timeout;
}
