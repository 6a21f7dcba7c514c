import type { Coroutine } from '../coroutine/task.ts';
import { HeddleError, InvalidArgumentError, ShutDownError, TaskDoneError } from '../errors.ts';
import type { Listener } from '../memory/agent.ts';
import { requireBlocking } from '../memory/blocking.ts';
import {
  Operation,
  show,
  timeoutOf,
  type SyncOptions,
  type WaitOptions,
} from '../operation/operation.ts';
import { Pending } from '../operation/pending.ts';
import type { Choice, Selectable } from '../operation/selectable.ts';
import { platform } from '../realm.ts';
import { begin, beginChoice, timedOut } from '../time/limit.ts';
import { blockedByItself, enterBlocking, leaveBlocking } from '../wait/blocked.ts';
import { currentHolder, thisThread } from '../wait/holder.ts';
import { Line } from '../wait/line.ts';
import { observe } from '../wait/observe.ts';
import type { Waitable } from '../wait/wait.ts';
import type { Shareable } from '../wire/kind.ts';
import { refuseCopy } from '../refuse-copy.ts';
import { each, items } from './each.ts';
import { LocalStore } from './local-store.ts';
import { Put } from './put.ts';
import { nothing, type Side, type Store } from './store.ts';

export interface QueueOptions {
  /** How many items it holds at most; 0: any number. @default 0 */
  maxsize?: number;
  /** How messages call it. */
  name?: string;
}

export interface ShutdownOptions {
  /** True: what is left is thrown away and counts as done. @default false */
  immediate?: boolean;
}

/** What taking an item gives when there is none and there will be none. */
const ended: unique symbol = /* @__PURE__ */ Symbol('ended') as never;
let count = 0;

/**
 * First in, first out, between the tasks of one thread or of many; a put waits while it is full, a get while it is empty.
 * Between threads an item is copied, as postMessage would; in one thread it is the very object that was put.
 * @example await queue.put('line'); for await (const line of queue) console.log(line);
 * Python: queue.Queue, asyncio.Queue.
 */
export class Queue<T> implements Waitable, Shareable, Listener, Selectable<T> {
  readonly name: string | undefined;
  readonly maxsize: number;
  /** A raw clone or JSON would give a dead copy: both refuse. */
  readonly toJSON: () => never = refuseCopy;
  #id = 0;
  #store: Store<T, unknown>;
  readonly #getting: Line<Pending<T>> = new Line();
  readonly #putting: Line<Put> = new Line();
  readonly #joining: Line<Pending<void>> = new Line();

  /** @throws InvalidArgumentError if `maxsize` is no whole number from 0 up, or `name` no string. */
  constructor(options: QueueOptions = {}) {
    if (typeof options !== 'object' || options === null) {
      throw new InvalidArgumentError(`new Queue: options must be an object, got ${show(options)}`);
    }
    const { maxsize = 0, name } = options;
    if (!Number.isSafeInteger(maxsize) || maxsize < 0) {
      throw new InvalidArgumentError(
        `new Queue: maxsize must be a whole number from 0 (no bound) up, got ${show(maxsize)}`,
      );
    }
    if (name !== undefined && typeof name !== 'string') {
      throw new InvalidArgumentError(`new Queue: name must be a string, got ${show(name)}`);
    }
    this.name = name;
    this.maxsize = maxsize;
    this.#store = new LocalStore(maxsize) as Store<T, unknown>;
  }

  /** How many items are in it at this moment. Python: qsize(). */
  get size(): number {
    return this.#store.size;
  }

  /** Python: empty(). */
  get empty(): boolean {
    return this.#store.size === 0;
  }

  /** Has it as many items as `maxsize` allows? Python: full(). */
  get full(): boolean {
    return this.maxsize > 0 && this.#store.size >= this.maxsize;
  }

  /** Is it in shared memory, because it was handed to another thread? Then items are copied. */
  get shared(): boolean {
    return this.#store.shared;
  }

  /** Was it shut down? */
  get closed(): boolean {
    return this.#store.closed !== 0;
  }

  /**
   * Puts an item in, when there is room.
   * @throws ShutDownError, TimeoutError, `signal.reason`; CannotSendError if it is shared and the item cannot cross.
   * Python: put(item, timeout=…).
   */
  put(item: T, options?: WaitOptions): Operation<void> {
    if (options === undefined) {
      return (
        this.#putNow(item) ?? this.#enter(this.#putting, new Put(this, this.#store.wrap(item)))
      );
    }
    return beginChoice(options, this.#put(item));
  }

  /**
   * Takes the next item, when there is one.
   * @throws ShutDownError once it is shut down and empty, TimeoutError, `signal.reason`.
   * Python: get(timeout=…).
   */
  get(options?: WaitOptions): Operation<T> {
    if (options === undefined) {
      return this.#getNow() ?? this.#enter(this.#getting, new Pending<T>(this, 'get'));
    }
    return beginChoice(options, this._choice());
  }

  /** In a `select` the queue itself stands for its `get`. @internal */
  _choice(): Choice<T> {
    return {
      describe: () => `get from ${this.describe()}`,
      attempt: () => this.#getNow(),
      enter: () => this.#enter(this.#getting, new Pending<T>(this, 'get')),
      explain: () => this.explain(),
    };
  }

  /**
   * A `put` as something that `select` may choose: the item is put only if it does.
   * @example yield* select({ sent: out.putting(item), stop: stopping });
   * Go: `case out <- item`.
   */
  putting(item: T): Selectable<void> {
    return { _choice: () => this.#put(item) };
  }

  #put(item: T): Choice<void> {
    return {
      describe: () => `put into ${this.describe()}`,
      attempt: () => this.#putNow(item),
      enter: () => this.#enter(this.#putting, new Put(this, this.#store.wrap(item))),
      explain: () => this.explain(),
    };
  }

  /** Puts it in if there is room at this moment. @throws ShutDownError, CannotSendError. Python: put_nowait. */
  tryPut(item: T): boolean {
    const outcome = this.#offer(item);
    if (outcome === 'ended') throw this.#refusal('put into');
    return outcome === 'put';
  }

  /** Takes an item if there is one at this moment. @throws ShutDownError. Python: get_nowait. */
  tryGet(): T | undefined {
    const item = this.#take();
    if (item === ended) throw this.#refusal('get from');
    return item === nothing ? undefined : item;
  }

  /** `put` for a thread that may block. @throws BlockingNotAllowedError; else as `put`. */
  putSync(item: T, options?: SyncOptions): void {
    let outcome: string | undefined;
    this.#block(
      'putting',
      'putSync into',
      options,
      () => (outcome = this.#offer(item, true)) !== 'full',
    );
    if (outcome === 'ended') throw this.#refusal('put into');
  }

  /** `get` for a thread that may block. @throws BlockingNotAllowedError; else as `get`. */
  getSync(options?: SyncOptions): T {
    let item = nothing as T | typeof nothing | typeof ended;
    this.#block('getting', 'getSync from', options, () => (item = this.#take(true)) !== nothing);
    if (item === ended) throw this.#refusal('get from');
    return item as T;
  }

  /**
   * Says that an item which was got has been worked off.
   * @throws TaskDoneError if that was said more often than items were put.
   * Python: task_done().
   */
  taskDone(): void {
    if (!this.#store.taskDone()) {
      throw new TaskDoneError(
        `taskDone of ${this.describe()} was called more often than items were put`,
      );
    }
    this.look();
  }

  /** Ends when every item that was put has been worked off. @throws TimeoutError, `signal.reason`. Python: join(). */
  join(options?: WaitOptions): Operation<void> {
    return begin(
      options,
      () => `join of ${this.describe()}`,
      () => (this.#store.unfinished === 0 ? Operation.resolved<void>(undefined) : undefined),
      () => this.#enter(this.#joining, new Pending<void>(this, 'join')),
      () => `${this.#store.unfinished} items are not done`,
    );
  }

  /** `join` for a thread that may block. @throws BlockingNotAllowedError, TimeoutError. */
  joinSync(options?: SyncOptions): void {
    this.#block('joining', 'joinSync of', options, () => this.#store.unfinished === 0);
  }

  /**
   * Ends it: nothing can be put any more, what is left can be got, and then every get fails with ShutDownError.
   * May be called again.
   * @throws InvalidArgumentError for options of the wrong kind.
   * Python: shutdown(immediate).
   */
  shutdown(options: ShutdownOptions = {}): void {
    const immediate = (options as ShutdownOptions | null)?.immediate ?? false;
    // `shutdown(true)` is Python's, and would keep what was to be thrown away.
    if (typeof options !== 'object' || options === null || typeof immediate !== 'boolean') {
      throw new InvalidArgumentError(
        `shutdown of ${this.describe()}: needs { immediate: true } or { immediate: false }, got ${show(options)}`,
      );
    }
    this.#store.shutdown(immediate);
    this.look();
  }

  /**
   * Calls `body` with each item until the queue is shut down and empty; a generator function runs as part of the caller.
   * @example yield* queue.forEach((line) => console.log(line));
   * @throws InvalidArgumentError if `body` is no function, or an async one.
   */
  forEach(body: (item: T) => Coroutine<void> | void): Coroutine<void> {
    if (typeof body !== 'function') {
      throw new InvalidArgumentError(
        `forEach of ${this.describe()}: needs a function, got ${show(body)}`,
      );
    }
    return each(this, body);
  }

  /** `for await (const item of queue)`: until it is shut down and empty. */
  [Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    return items(this);
  }

  /** @internal */
  describe(): string {
    const name =
      this.name === undefined ? `#${(this.#id ||= ++count)}` : ` ${JSON.stringify(this.name)}`;
    return `queue${name}`;
  }

  /** @internal */
  get within(): true {
    return true;
  }

  /** @internal */
  explain(): string {
    const { size, unfinished } = this.#store;
    return `it holds ${size}${this.maxsize > 0 ? ` of ${this.maxsize}` : ''} items, ${unfinished} are not done`;
  }

  #refusal(action: string): ShutDownError {
    return new ShutDownError(`cannot ${action} ${this.describe()}: it was shut down`);
  }

  /** `ahead`: a blocking call goes before what waits in its own thread, which cannot go on meanwhile. */
  #offer(item: T, ahead = false): 'put' | 'full' | 'ended' {
    const store = this.#store;
    if (store.closed !== 0) return 'ended';
    if (!ahead && !this.#putting.empty) return 'full';
    const wrapped = store.wrap(item);
    if (store.tryPut(wrapped)) {
      if (observe !== undefined) observe('put', this);
      if (!this.#getting.empty) this.look();
      return 'put';
    }
    store.drop(wrapped);
    return store.closed === 0 ? 'full' : 'ended';
  }

  #take(ahead = false): T | typeof nothing | typeof ended {
    const store = this.#store;
    // Looked at before the items: what another thread puts and shuts down in between must still come out.
    const { closed } = store;
    if (!ahead && !this.#getting.empty) return nothing;
    const item = store.tryGet();
    if (item === nothing) return closed === 0 ? nothing : ended;
    if (observe !== undefined) observe('got', this);
    if (!this.#putting.empty) this.look();
    return item;
  }

  #putNow(item: T): Operation<void> | undefined {
    const outcome = this.#offer(item);
    if (outcome === 'full') return undefined;
    return outcome === 'put'
      ? Operation.resolved<void>(undefined)
      : Operation.rejected(this.#refusal('put into'));
  }

  #getNow(): Operation<T> | undefined {
    const item = this.#take();
    if (item === nothing) return undefined;
    return item === ended
      ? Operation.rejected(this.#refusal('get from'))
      : Operation.resolved(item);
  }

  #enter<W extends Pending<unknown>>(line: Line<W>, wait: W): W {
    line.push(wait);
    this.#tellStore();
    if (this.#store.shared) this.look(); // it may have changed before other threads knew of this wait
    return wait;
  }

  #block(side: Side, verb: string, options: SyncOptions | undefined, attempt: () => boolean): void {
    const action = (): string => `${verb} ${this.describe()}`;
    requireBlocking(action);
    const timeout = timeoutOf(options, action);
    const end = platform().now() + timeout;
    const who = currentHolder() ?? thisThread;
    enterBlocking(verb, this, who);
    let outcome: 'done' | 'late' | 'never';
    try {
      outcome = this.#store.block(side, attempt, () => end - platform().now());
    } finally {
      leaveBlocking();
    }
    if (outcome === 'late') throw timedOut(action(), timeout, () => this.explain());
    if (outcome === 'never') throw blockedByItself(who, this);
  }

  /** Serves this thread's waiters as far as the store allows; the bell of other threads calls it too. @internal */
  look(): void {
    const store = this.#store;
    const { closed } = store; // before the items, as in #take
    for (let served = true; served;) {
      served = false;
      for (let put = this.#putting.first; put !== undefined; put = this.#putting.first) {
        if (!store.tryPut(put.wrapped)) break;
        this.#putting.shift();
        if (observe !== undefined) observe('put', this);
        put._resolve();
        served = true;
      }
      for (let get = this.#getting.first; get !== undefined; get = this.#getting.first) {
        if (!this.#serve(get)) break;
        served = true;
      }
    }
    if (closed !== 0) this.#refuseWaiters();
    while (store.unfinished === 0 && !this.#joining.empty) this.#joining.shift()!._resolve();
    this.#tellStore();
  }

  /** False: there is nothing for it. An item that cannot be made in this thread fails whoever was to get it. */
  #serve(get: Pending<T>): boolean {
    let item: T | typeof nothing;
    try {
      item = this.#store.tryGet();
    } catch (error) {
      if (!(error instanceof HeddleError)) throw error;
      Line.remove(get);
      return get._reject(error);
    }
    if (item === nothing) return false;
    Line.remove(get);
    if (observe !== undefined) observe('got', this);
    return get._resolve(item);
  }

  #refuseWaiters(): void {
    for (let put = this.#putting.shift(); put !== undefined; put = this.#putting.shift()) {
      this.#store.drop(put.wrapped);
      put._reject(this.#refusal('put into'));
    }
    for (let get = this.#getting.shift(); get !== undefined; get = this.#getting.shift()) {
      get._reject(this.#refusal('get from'));
    }
  }

  #tellStore(): void {
    this.#store.waiting({
      getting: !this.#getting.empty,
      putting: !this.#putting.empty,
      joining: !this.#joining.empty,
    });
  }

  /** Does a task of this thread wait for it? @internal */
  get _waits(): boolean {
    return !(this.#getting.empty && this.#putting.empty && this.#joining.empty);
  }

  /** @internal */
  withdraw(wait: Pending<unknown>): boolean {
    Line.remove(wait);
    if (wait instanceof Put) this.#store.drop(wait.wrapped);
    this.#tellStore();
    return true;
  }

  /** Moves it into another store: items, counts and waiters stay; if an item cannot cross, it stays where it was. @internal */
  _share(make: (from: Store<T, unknown>, waiting: readonly unknown[]) => Moved<T>): void {
    const puts = [...this.#putting];
    const { store, wrapped } = make(
      this.#store,
      puts.map((put) => put.wrapped),
    );
    this.#store = store;
    puts.forEach((put, index) => (put.wrapped = wrapped[index]));
    this.#tellStore();
  }
}

/** A store in place of another, and the items that wait for room, as it keeps them. @internal */
export interface Moved<T> {
  store: Store<T, unknown>;
  wrapped: readonly unknown[];
}
