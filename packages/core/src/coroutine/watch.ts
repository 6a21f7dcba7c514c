import { CancelledError } from '../errors.ts';
import type { Observer, Operation } from '../operation/operation.ts';
import { Pending } from '../operation/pending.ts';
import { addTimer, removeTimer, type Timer } from '../time/timers.ts';
import type { Waitable } from '../wait/wait.ts';

/** When a watch over several operations is over. */
export interface Watching<O, R> {
  /** As many of them must have ended. */
  readonly needed: number;
  /** Those that had ended before it began count only until there are as many as are needed. @default false */
  readonly atMost?: boolean;
  /** What a failure does. @default nothing */
  readonly failure?: 'ends it' | 'fails it' | undefined;
  /** After so many milliseconds it ends with what is done by then. */
  readonly timeout: number;
  /** What it gives, of those that have ended, in the order in which they did. */
  result(done: readonly O[]): R;
}

class Several implements Waitable {
  readonly all: ReadonlySet<Operation<unknown>>;

  constructor(all: ReadonlySet<Operation<unknown>>) {
    this.all = all;
  }

  describe(): string {
    return `${this.all.size} operations`;
  }

  needs(): readonly Operation<unknown>[] {
    return [...this.all].filter((operation) => !operation._settled);
  }

  withdraw(wait: Watch<Operation<unknown>, unknown>): boolean {
    wait.stop();
    return true;
  }
}

/** Waits until as many of several operations have ended as are needed; they go on by themselves. */
export class Watch<O extends Operation<unknown>, R> extends Pending<R> implements Observer {
  readonly #all: ReadonlySet<O>;
  readonly #done: O[] = [];
  readonly #how: Watching<O, R>;
  #timer: Timer | undefined;
  /** A failure has ended it. */
  #enough = false;
  #failed: O | undefined;

  constructor(all: ReadonlySet<O>, how: Watching<O, R>) {
    super(new Several(all), 'wait');
    this.#all = all;
    this.#how = how;
    for (const operation of all) {
      if (how.atMost && this.#isOver) break;
      if (operation._settled) this.#note(operation);
    }
    if (this.#isOver || how.timeout === 0) {
      this.#finish();
      return;
    }
    for (const operation of all) if (!operation._settled) operation._observe(this);
    if (how.timeout !== Infinity) {
      this.finite = true;
      this.#timer = addTimer(how.timeout, () => this.#finish());
    }
  }

  get #isOver(): boolean {
    return this.#enough || this.#done.length >= Math.min(this.#how.needed, this.#all.size);
  }

  settled(operation: O): void {
    if (this._settled) return;
    this.#note(operation);
    if (this.#isOver) this.#finish();
  }

  #note(operation: O): void {
    this.#done.push(operation);
    if (operation._state !== 2) return;
    operation._looked();
    const { failure } = this.#how;
    if (failure === 'ends it') this.#enough ||= !(operation._value instanceof CancelledError);
    else if (failure === 'fails it') {
      this.#failed ??= operation;
      this.#enough = true;
    }
  }

  #finish(): void {
    this.stop();
    if (this.#failed !== undefined) this._reject(this.#failed._value);
    else this._resolve(this.#how.result(this.#done));
  }

  stop(): void {
    if (this.#timer !== undefined) removeTimer(this.#timer);
    for (const operation of this.#all) operation._unobserve(this);
  }
}
