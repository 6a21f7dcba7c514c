import { InvalidArgumentError, TaskDoneError } from '../errors.ts';
import {
  show,
  type Operation,
  type SyncOptions,
  type WaitOptions,
} from '../operation/operation.ts';
import { LocalStore, type Order } from './local-store.ts';
import { QueueBase, requireOptions } from './queue-base.ts';

export interface QueueOptions {
  /** How many items it holds at most; 0: any number. @default 0 */
  maxsize?: number;
  /** How messages call it. */
  name?: string;
}

/** A queue that may have a bound, and that knows which of its items are worked off. */
export abstract class BoundedQueue<T> extends QueueBase<T> {
  readonly #maxsize: number;

  /** @internal */
  constructor(type: string, noun: string, options: QueueOptions, items: Order<T>) {
    requireOptions(type, options);
    const { maxsize = 0, name } = options;
    if (!Number.isSafeInteger(maxsize) || maxsize < 0) {
      throw new InvalidArgumentError(
        `new ${type}: maxsize must be a whole number from 0 (no bound) up, got ${show(maxsize)}`,
      );
    }
    super(type, noun, name, new LocalStore(items, maxsize));
    this.#maxsize = maxsize;
  }

  /** How many items it holds at most; 0: any number. It cannot be changed. */
  get maxsize(): number {
    return this.#maxsize;
  }

  /** Has it as many items as `maxsize` allows? Python: full(). */
  get full(): boolean {
    return this.maxsize > 0 && this.size >= this.maxsize;
  }

  /**
   * Says that an item which was got has been worked off.
   * @throws TaskDoneError if that was said more often than items were put.
   * Python: task_done().
   */
  taskDone(): void {
    if (this._taskDone()) return;
    throw new TaskDoneError(
      `taskDone of ${this.describe()} was called more often than items were put`,
    );
  }

  /** Ends when every item that was put has been worked off. @throws TimeoutError, `signal.reason`. Python: join(). */
  join(options?: WaitOptions): Operation<void> {
    return this._join(options);
  }

  /** `join` for a thread that may block. @throws BlockingNotAllowedError, TimeoutError. */
  joinSync(options?: SyncOptions): void {
    this._joinSync(options);
  }
}
