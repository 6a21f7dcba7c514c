import { CancelledError } from '../errors.ts';
import type { Observer, Operation } from '../operation/operation.ts';
import { Pending } from '../operation/pending.ts';
import { addTimer, removeTimer, type Timer } from '../time/timers.ts';
import type { Waitable } from '../wait/wait.ts';

/** When a watch over several operations is over. */
export interface Watching<T, R> {
  /** As many of them must have ended. */
  readonly needed: number;
  /** What a failure does. @default nothing */
  readonly failure?: 'ends it' | 'fails it' | undefined;
  /** After so many milliseconds it ends with what is done by then. */
  readonly timeout: number;
  /** What it gives, of those that have ended, in the order in which they did. */
  result(done: readonly Operation<T>[]): R;
}

class Several implements Waitable {
  readonly count: number;

  constructor(count: number) {
    this.count = count;
  }

  describe(): string {
    return `${this.count} operations`;
  }

  withdraw(wait: Watch<unknown, unknown>): boolean {
    wait.stop();
    return true;
  }
}

/** Waits until as many of several operations have ended as are needed; they go on by themselves. */
export class Watch<T, R> extends Pending<R> implements Observer {
  readonly #all: ReadonlySet<Operation<T>>;
  readonly #done: Operation<T>[] = [];
  readonly #how: Watching<T, R>;
  #timer: Timer | undefined;

  constructor(all: ReadonlySet<Operation<T>>, how: Watching<T, R>) {
    super(new Several(all.size), 'wait');
    this.#all = all;
    this.#how = how;
    for (const operation of all) {
      if (operation._settled) this.settled(operation);
      else operation._observe(this);
    }
    if (this.#isOver || how.timeout === 0) this.#finish();
    else if (how.timeout !== Infinity) {
      this.finite = true;
      this.#timer = addTimer(how.timeout, () => this.#finish());
    }
  }

  get #isOver(): boolean {
    return this.#done.length >= Math.min(this.#how.needed, this.#all.size);
  }

  settled(operation: Operation<T>): void {
    if (this._settled) return;
    this.#done.push(operation);
    if (operation._state === 2) {
      operation._looked();
      const { failure } = this.#how;
      const error = operation._value;
      if (failure === 'fails it') {
        this.stop();
        this._reject(error);
        return;
      }
      if (failure === 'ends it' && !(error instanceof CancelledError)) this.#finish();
    }
    if (this.#isOver) this.#finish();
  }

  #finish(): void {
    this.stop();
    this._resolve(this.#how.result(this.#done));
  }

  stop(): void {
    if (this.#timer !== undefined) removeTimer(this.#timer);
    for (const operation of this.#all) operation._unobserve(this);
  }
}
