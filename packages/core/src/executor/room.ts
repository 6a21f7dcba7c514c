import { Operation, type WaitOptions } from '../operation/operation.ts';
import { begin } from '../time/limit.ts';
import type { Backlog } from './backlog.ts';
import type { Pool } from './pool.ts';
import { PoolLine } from './pool-line.ts';
import type { Staff } from './staff.ts';

/** How many calls a pool may still get, and those who wait until it is one more. */
export class Room {
  readonly #staff: Staff;
  readonly #backlog: Backlog;
  readonly #maxQueue: number;
  readonly #line: PoolLine;

  constructor(pool: Pool, staff: Staff, backlog: Backlog, maxQueue: number) {
    this.#staff = staff;
    this.#backlog = backlog;
    this.#maxQueue = maxQueue;
    this.#line = new PoolLine(pool);
  }

  /** Is there room for one more? */
  get isThere(): boolean {
    const { size } = this.#backlog;
    return size < this.#maxQueue || (size === 0 && this.#staff.hasRoom);
  }

  /** Settles when there is. */
  wait(options?: WaitOptions): Operation<void> {
    return begin(
      options,
      () => `room in ${this.#line.describe()}`,
      () => (this.isThere ? Operation.resolved<void>(undefined) : undefined),
      () => this.#line.enter('room'),
      () => this.fullness,
    );
  }

  /** Why there is none. */
  get fullness(): string {
    const most = this.#maxQueue;
    return most === 0
      ? 'all workers have calls, and none may wait (maxQueue: 0; the default is Infinity)'
      : `as many calls wait as may (maxQueue: ${most})`;
  }

  /** There may be more. */
  offer(): void {
    if (this.#line.empty) return;
    // As many as there is room for; all, where no later end of a call would let those in whose place nobody took.
    const isIdle = this.#backlog.size === 0 && this.#staff.isIdle;
    for (let left = isIdle ? Infinity : this.#places; left > 0 && !this.#line.empty; left--) {
      this.#line.settleFirst();
    }
  }

  get #places(): number {
    const places = this.#maxQueue - this.#backlog.size;
    return this.#backlog.size > 0 ? places : places + this.#staff.places;
  }

  refuse(why: (verb: string) => Error): void {
    this.#line.refuse(why);
  }
}
