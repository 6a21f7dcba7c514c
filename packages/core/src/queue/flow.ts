import { InvalidArgumentError, ShutDownError } from '../errors.ts';
import type { Listener } from '../memory/bell.ts';
import { mayBlock, requireBlocking } from '../memory/blocking.ts';
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
import { refuseCopy } from '../refuse-copy.ts';
import { beginChoice, timedOut } from '../time/limit.ts';
import { blockedByItself, enterBlocking, leaveBlocking } from '../wait/blocked.ts';
import { currentHolder, thisThread } from '../wait/holder.ts';
import { Line } from '../wait/line.ts';
import { observe } from '../wait/observe.ts';
import type { Waitable } from '../wait/wait.ts';
import type { Shareable } from '../wire/kind.ts';
import { nothing, type Side, type Store } from './store.ts';
import { Get, Put, refuseStep, take, Waiters } from './waiters.ts';

/** How messages speak of one kind: `put into queue "log"`. */
export interface Words {
  readonly noun: string;
  readonly put: string;
  readonly into: string;
  readonly get: string;
  readonly ended: string;
}

/** What taking an item gives when there is none and there will be none. */
const ended: unique symbol = /* @__PURE__ */ Symbol('ended') as never;
const counts: Record<string, number> = {};

/** A store in place of another, and the items that wait for room, as it keeps them. @internal */
export interface Moved<T> {
  store: Store<T, unknown>;
  wrapped: readonly unknown[];
}

/**
 * What every queue and channel is: items on their way between tasks and threads, and who waits for them. The classes that
 * users know give its steps their names.
 */
export abstract class Flow<T> implements Waitable, Shareable, Listener, Selectable<T> {
  readonly name: string | undefined;
  /** A raw clone or JSON would give a dead copy: both refuse. */
  readonly toJSON: () => never = refuseCopy;
  /** @internal */
  readonly _words: Words;
  #id = 0;
  #store: Store<T, unknown>;
  readonly #waiters: Waiters<T> = new Waiters();

  /** @internal */
  constructor(type: string, words: Words, name: string | undefined, store: Store<T, unknown>) {
    if (name !== undefined && typeof name !== 'string') {
      throw new InvalidArgumentError(`new ${type}: name must be a string, got ${show(name)}`);
    }
    this.name = name;
    this._words = words;
    this.#store = store;
  }

  /** Is it in shared memory, because it was handed to another thread? Then items are copied. */
  get shared(): boolean {
    return this.#store.shared;
  }

  /** @internal */
  get _store(): Store<T, unknown> {
    return this.#store;
  }

  /** Does a task of this thread wait for it? @internal */
  get _waits(): boolean {
    return !this.#waiters.empty;
  }

  /** @internal */
  _put(item: T, options?: WaitOptions): Operation<void> {
    if (options !== undefined) return beginChoice(options, this._choiceToPut(item));
    const wrapped = this.#store.wrap(item);
    return this.#putNow(this._words.put, wrapped) ?? this.#enterPut(this._words.put, wrapped);
  }

  /** All of them, when there is room for all. @internal */
  _putMany(items: readonly T[], options: WaitOptions | undefined): Operation<void> {
    const verb = `${this._words.put}Many`;
    return beginChoice(
      options,
      this.#choiceToPut(verb, () => this.#store.wrapAll(items)),
    );
  }

  /** @internal */
  _get(options?: WaitOptions): Operation<T> {
    if (options === undefined) {
      const { get } = this._words;
      return this.#getNow<T>(get, 0) ?? this.#enterGet<T>(get, 0);
    }
    return beginChoice(options, this._choice());
  }

  /** At least one and at most so many. @internal */
  _getMany(most: number, options: WaitOptions | undefined): Operation<T[]> {
    return beginChoice(options, this.#choiceToGet<T[]>(`${this._words.get}Many`, most));
  }

  /** In a `select` it stands for its `get`. @internal */
  _choice(): Choice<T> {
    return this.#choiceToGet(this._words.get, 0);
  }

  /** @internal */
  _choiceToPut(item: T): Choice<void> {
    return this.#choiceToPut(this._words.put, () => this.#store.wrap(item));
  }

  #choiceToGet<R>(verb: string, most: number): Choice<R> {
    return {
      describe: () => this.#action(verb),
      attempt: () => this.#getNow<R>(verb, most),
      enter: (ofSeveral) => this.#enterGet<R>(verb, most, ofSeveral),
      look: () => this.#lookIfShared(),
      explain: () => this.explain(),
    };
  }

  #choiceToPut(verb: string, wrap: () => unknown): Choice<void> {
    return {
      describe: () => this.#action(verb),
      attempt: () => {
        const wrapped = wrap();
        const operation = this.#putNow(verb, wrapped);
        if (operation === undefined) this.#store.drop(wrapped);
        return operation;
      },
      enter: (ofSeveral) => this.#enterPut(verb, wrap(), ofSeveral),
      look: () => this.#lookIfShared(),
      explain: () => this.explain(),
    };
  }

  /** @internal */
  _tryPut(item: T): boolean {
    const wrapped = this.#store.wrap(item);
    if (this.#offer(wrapped)) return true;
    this.#store.drop(wrapped);
    if (this.#store.closed !== 0) throw this.#refusal(this._words.put);
    return false;
  }

  /** @internal */
  _tryGet(): T | undefined {
    const item = this.#take(0);
    if (item === ended) throw this.#refusal(this._words.get);
    return item === nothing ? undefined : (item as T);
  }

  /** @internal */
  _putSync(item: T, options: SyncOptions | undefined): void {
    const timeout = this.#limitOf('put', 'Sync', options);
    this.#putSync('Sync', this.#store.wrap(item), timeout);
  }

  /** @internal */
  _putManySync(items: readonly T[], options: SyncOptions | undefined): void {
    const timeout = this.#limitOf('put', 'ManySync', options);
    this.#putSync('ManySync', this.#store.wrapAll(items), timeout);
  }

  #putSync(suffix: string, first: unknown, timeout: number): void {
    if (this.#offer(first, true)) return;
    let wrapped = first;
    let isLeft = true;
    try {
      wrapped = this.#store.keep(wrapped);
      const attempt = (): boolean => {
        isLeft = false; // if this throws, the store has dropped it
        isLeft = !this.#offer(wrapped, true);
        return !isLeft || this.closed;
      };
      if (!this.closed) this.#block('putting', this._words.put + suffix, timeout, attempt);
    } finally {
      if (isLeft) this.#store.drop(wrapped);
    }
    if (isLeft) throw this.#refusal(this._words.put);
  }

  /** @internal */
  _getSync(options: SyncOptions | undefined): T {
    const timeout = this.#limitOf('get', 'Sync', options);
    return this.#getSync('Sync', 0, timeout) as T;
  }

  /** @internal */
  _getManySync(most: number, options: SyncOptions | undefined): T[] {
    const timeout = this.#limitOf('get', 'ManySync', options);
    return this.#getSync('ManySync', most, timeout) as T[];
  }

  #getSync(suffix: string, most: number, timeout: number): T | T[] {
    const taken = this.#take(most, true);
    if (taken === ended) throw this.#refusal(this._words.get);
    return taken === nothing ? this.#waitToGet(suffix, most, timeout) : taken;
  }

  #waitToGet(suffix: string, most: number, timeout: number): T | T[] {
    let taken: T | T[] | typeof nothing | typeof ended = nothing;
    const attempt = (): boolean => (taken = this.#take(most, true)) !== nothing;
    this.#block('getting', this._words.get + suffix, timeout, attempt);
    if ((taken as unknown) === ended) throw this.#refusal(this._words.get);
    return taken as T | T[];
  }

  /**
   * Puts back what was got and will not be worked on: to where it was, as if it had not been got; in shared memory behind
   * all others, once there is room.
   * @internal
   */
  _putBack(items: readonly T[]): void {
    const store = this.#store;
    if (store.putBack !== undefined) store.putBack(items);
    else {
      for (const item of items) {
        this._taskDone();
        if (store.closed === 0) this._put(item);
      }
    }
    this.look();
  }

  /** @internal */
  _joinSync(options: SyncOptions | undefined): void {
    const timeout = this.#limitOf('join', 'Sync', options);
    const attempt = (): boolean => this.#store.unfinished === 0;
    if (!attempt()) this.#block('joining', 'joinSync', timeout, attempt);
  }

  /** @internal */
  _join(options: WaitOptions | undefined): Operation<void> {
    return beginChoice(options, {
      describe: () => this.#action('join'),
      attempt: () =>
        this.#store.unfinished === 0 ? Operation.resolved<void>(undefined) : undefined,
      enter: (ofSeveral) =>
        this.#enter(this.#waiters.joining, new Pending<void>(this, 'join'), ofSeveral),
      look: () => this.#lookIfShared(),
      explain: () => this.#explain('joining'),
    });
  }

  /** @internal */
  _taskDone(): boolean {
    const isCounted = this.#store.taskDone();
    if (isCounted && !this.#waiters.joining.empty) this.look();
    return isCounted;
  }

  /** @internal */
  _shutdown(immediate: boolean): void {
    this.#store.shutdown(immediate);
    this.look();
  }

  /** Was it ended? */
  get closed(): boolean {
    return this.#store.closed !== 0;
  }

  /** @internal */
  describe(): string {
    const { noun } = this._words;
    if (this.name !== undefined) return `${noun} ${JSON.stringify(this.name)}`;
    return `${noun}#${(this.#id ||= counts[noun] = (counts[noun] ?? 0) + 1)}`;
  }

  /** @internal */
  get within(): true {
    return true;
  }

  /** @internal */
  abstract explain(): string;

  #explain(side: Side): string {
    if (side !== 'joining') return this.explain();
    const { unfinished } = this.#store;
    return unfinished === 1 ? '1 item is not done' : `${unfinished} items are not done`;
  }

  /** The verb with its preposition. */
  #phrase(verb: string): string {
    const { put, into, get } = this._words;
    if (verb.startsWith(put)) return `${verb} ${into}`;
    return verb.startsWith(get) ? `${verb} from` : `${verb} of`;
  }

  #action(verb: string): string {
    return `${this.#phrase(verb)} ${this.describe()}`;
  }

  #refusal(verb: string): ShutDownError {
    return new ShutDownError(`cannot ${this.#action(verb)}: it was ${this._words.ended}`);
  }

  /** `ahead`: a blocking call goes before what waits in its own thread, which cannot go on meanwhile. */
  #offer(wrapped: unknown, ahead = false): boolean {
    if (this.#store.isRendezvous) return this.#waiters.give(wrapped as T);
    const { putting, getting } = this.#waiters;
    // At a rendezvous between threads, who comes meets who waits in this one, before those in the own line.
    const meets = !getting.empty && this.#store.admit();
    if ((!ahead && !putting.empty && !meets) || !this.#store.tryPut(wrapped)) return false;
    if (observe !== undefined) observe('put', this);
    if (!getting.empty) this.look();
    return true;
  }

  #take(most: number, ahead = false): T | T[] | typeof nothing | typeof ended {
    const store = this.#store;
    if (store.isRendezvous) {
      const item = this.#waiters.receive();
      return item === nothing && store.closed !== 0 ? ended : item;
    }
    const { putting, getting } = this.#waiters;
    const meets = !putting.empty && store.admit();
    if (meets) this.look();
    if (!ahead && !getting.empty && !meets) return nothing;
    let taken = take(store, most);
    if (taken === nothing) {
      if (store.closed === 0) return nothing;
      taken = take(store, most); // what another thread put before it shut down must still come out
      if (taken === nothing) return ended;
    }
    if (observe !== undefined) observe('got', this);
    if (!putting.empty) this.look();
    return taken;
  }

  #putNow(verb: string, wrapped: unknown): Operation<void> | undefined {
    if (this.#offer(wrapped)) return Operation.resolved<void>(undefined);
    if (this.#store.closed === 0) return undefined;
    this.#store.drop(wrapped);
    return Operation.rejected(this.#refusal(verb));
  }

  #getNow<R>(verb: string, most: number): Operation<R> | undefined {
    let taken: T | T[] | typeof nothing | typeof ended;
    try {
      taken = this.#take(most);
    } catch (error) {
      refuseStep(error);
      if (!this.#store.shared) throw error; // the caller's own `compare` has failed
      return Operation.rejected(error); // the item fails who gets it, as it does one that waits
    }
    if (taken === nothing) return undefined;
    return taken === ended
      ? Operation.rejected(this.#refusal(verb))
      : Operation.resolved(taken as R);
  }

  #enterPut(verb: string, wrapped: unknown, ofSeveral = false): Put {
    const wait = new Put(this, verb, this.#store.keep(wrapped));
    return this.#enter(this.#waiters.putting, wait, ofSeveral);
  }

  #enterGet<R>(verb: string, most: number, ofSeveral = false): Pending<R> {
    const wait = new Get<T>(this, verb, most);
    return this.#enter(this.#waiters.getting, wait, ofSeveral) as Pending<unknown> as Pending<R>;
  }

  #enter<W extends Pending<unknown>>(line: Line<W>, wait: W, ofSeveral = false): W {
    line.push(wait);
    this.#store.waiting(this.#waiters);
    if (!ofSeveral) this.#lookIfShared();
    return wait;
  }

  /** It may have changed before other threads knew of a wait. */
  #lookIfShared(): void {
    if (this.#store.shared) this.look();
  }

  /** How long a blocking call may take. */
  #limitOf(step: 'put' | 'get' | 'join', suffix: string, options: SyncOptions | undefined): number {
    if (options === undefined && mayBlock()) return Infinity;
    const verb = step === 'join' ? step : this._words[step];
    const action = (): string => this.#action(verb + suffix);
    requireBlocking(action);
    return options === undefined ? Infinity : timeoutOf(options, action);
  }

  #block(side: Side, verb: string, timeout: number, attempt: () => boolean): void {
    const { now } = platform();
    const end = now() + timeout;
    const who = currentHolder() ?? thisThread;
    enterBlocking(this.#phrase(verb), this, who);
    let outcome: 'done' | 'late' | 'never';
    try {
      outcome = this.#store.block(side, attempt, () => end - now());
    } finally {
      leaveBlocking();
    }
    if (outcome === 'late') throw timedOut(this.#action(verb), timeout, () => this.#explain(side));
    if (outcome === 'never') throw blockedByItself(who, this);
  }

  /** Serves this thread's waiters as far as the store allows; the bell of other threads calls it too. @internal */
  look(): void {
    this.#waiters.serve(this.#store, (wait) => this.#refusal(wait.verb));
  }

  /** @internal */
  withdraw(wait: Pending<unknown>): boolean {
    const { putting } = this.#waiters;
    const wasNextToPut = wait === putting.first;
    Line.remove(wait);
    if (wait instanceof Put) this.#store.drop(wait.wrapped);
    this.#store.waiting(this.#waiters);
    // There may be room for those behind it, if it wanted more of it than they do.
    if (wasNextToPut && !putting.empty) this.look();
    return true;
  }

  /** Moves it into another store: items, counts and waiters stay; if an item cannot cross, it stays where it was. @internal */
  _share(make: (from: Store<T, unknown>, waiting: readonly unknown[]) => Moved<T>): void {
    const puts = [...this.#waiters.putting];
    const { store, wrapped } = make(
      this.#store,
      puts.map((put) => put.wrapped),
    );
    this.#store = store;
    puts.forEach((put, index) => (put.wrapped = wrapped[index]));
    store.waiting(this.#waiters);
  }
}
