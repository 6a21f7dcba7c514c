import type { Holder } from '../wait/holder.ts';
import { Line } from '../wait/line.ts';
import type { Link } from '../wait/wait.ts';
import type { Guarded } from './guard.ts';
import type { RwLock } from './rw-lock.ts';

/** One reading by somebody of this thread: what its guard gives back. */
export class Reading implements Guarded, Link {
  before: Link | undefined = undefined;
  after: Link | undefined = undefined;
  readonly who: Holder;
  readonly #lock: RwLock;

  constructor(lock: RwLock, who: Holder) {
    this.#lock = lock;
    this.who = who;
  }

  describe(): string {
    return this.#lock.describe();
  }

  _releaseBy(): boolean {
    return this.#lock._endReading(this);
  }
}

/** Who of this thread reads, first come first. */
export class Readers {
  readonly #line = new Line<Reading>();
  size = 0;

  get first(): Reading | undefined {
    return this.#line.first;
  }

  add(reading: Reading): void {
    this.#line.push(reading);
    this.size++;
  }

  /** False: it has ended before. */
  delete(reading: Reading): boolean {
    if (reading.after === undefined) return false;
    Line.remove(reading);
    this.size--;
    return true;
  }

  /** What `who` began last. */
  lastOf(who: Holder): Reading | undefined {
    let last: Reading | undefined;
    for (const reading of this.#line) if (reading.who === who) last = reading;
    return last;
  }

  *holders(): Generator<Holder, void, void> {
    for (const { who } of this.#line) yield who;
  }
}
