import { Pending } from '../operation/pending.ts';
import { Line } from '../wait/line.ts';
import { observe } from '../wait/observe.ts';
import type { Waitable } from '../wait/wait.ts';
import { nothing, type Store } from './store.ts';

/** What waits for room: an item or several. */
export class Put extends Pending<void> {
  /** As the store keeps it. @internal */
  wrapped: unknown;

  /** @internal */
  constructor(target: Waitable, verb: string, wrapped: unknown) {
    super(target, verb);
    this.wrapped = wrapped;
  }
}

/** Who waits for an item, or for up to `most`. */
export class Get<T> extends Pending<T | T[]> {
  /** 0: one, as it is. @internal */
  readonly most: number;

  /** @internal */
  constructor(target: Waitable, verb: string, most: number) {
    super(target, verb);
    this.most = most;
  }
}

/** An item, or up to `most` of them as a list. */
export function take<T>(store: Store<T, unknown>, most: number): T | T[] | typeof nothing {
  return most === 0 ? store.tryGet() : store.tryGetMany(most);
}

/** The tasks of this thread that wait, each kind in the order in which they came. */
export class Waiters<T> {
  readonly getting: Line<Get<T>> = new Line();
  readonly putting: Line<Put> = new Line();
  readonly joining: Line<Pending<void>> = new Line();

  get empty(): boolean {
    return this.getting.empty && this.putting.empty && this.joining.empty;
  }

  /** Serves them as far as the store allows. `refusal` makes the error for who waits for what was shut down. */
  serve(store: Store<T, unknown>, refusal: (wait: Pending<unknown>) => Error): void {
    const { closed } = store; // before the items: what was put before it was shut down must still come out
    while (this.#put(store) || this.#get(store)) store.waiting(this);
    if (closed !== 0) this.#refuse(store, refusal);
    while (!this.joining.empty && store.unfinished === 0) this.joining.shift()!._resolve();
    store.waiting(this);
  }

  /** Hands an item over to who has waited longest for one. False: nobody waits. */
  give(item: T): boolean {
    const get = this.getting.shift();
    if (get === undefined) return false;
    if (observe !== undefined) {
      observe('put', get.target);
      observe('got', get.target);
    }
    return get._resolve(item);
  }

  /** The item of who has waited longest to hand one over. */
  receive(): T | typeof nothing {
    const put = this.putting.shift();
    if (put === undefined) return nothing;
    if (observe !== undefined) {
      observe('put', put.target);
      observe('got', put.target);
    }
    put._resolve();
    return put.wrapped as T;
  }

  #put(store: Store<T, unknown>): boolean {
    const put = this.putting.first;
    if (put === undefined) return false;
    try {
      if (!store.tryPut(put.wrapped)) return false;
    } catch (error) {
      refuseStep(error);
      Line.remove(put);
      return put._reject(error);
    }
    Line.remove(put);
    if (observe !== undefined) observe('put', put.target);
    put._resolve();
    return true;
  }

  /** An item that cannot be made in this thread fails whoever was to get it. */
  #get(store: Store<T, unknown>): boolean {
    const get = this.getting.first;
    if (get === undefined) return false;
    let taken: T | T[] | typeof nothing;
    try {
      taken = take(store, get.most);
    } catch (error) {
      refuseStep(error);
      Line.remove(get);
      return get._reject(error);
    }
    if (taken === nothing) return false;
    Line.remove(get);
    if (observe !== undefined) observe('got', get.target);
    get._resolve(taken);
    return true;
  }

  #refuse(store: Store<T, unknown>, refusal: (wait: Pending<unknown>) => Error): void {
    for (let put = this.putting.shift(); put !== undefined; put = this.putting.shift()) {
      store.drop(put.wrapped);
      put._reject(refusal(put));
    }
    for (let get = this.getting.shift(); get !== undefined; get = this.getting.shift()) {
      get._reject(refusal(get));
    }
  }
}

/** Code that is run step by step is left with a symbol, which is nobody's failure. @internal */
export function refuseStep(error: unknown): void {
  if (typeof error === 'symbol') throw error;
}
