import {
  AbandonedLockError,
  CancelledError,
  ShutDownError,
  sleep,
  spawn,
  tasks,
  TimeoutError,
  type Coroutine,
  type Guard,
  type Lock,
  type Queue,
  type Semaphore,
  type Value,
} from 'heddle';
import type { Figures } from '../actor.ts';
import { Fault } from '../fault.ts';
import { Random } from '../random.ts';

/** What one process serves to others that may be killed. */
export interface Household {
  readonly lock: Lock;
  /** 1 while somebody is inside. */
  readonly inside: Value<'u8'>;
  readonly entries: Value<'u32'>;
  readonly permits: Semaphore;
  readonly work: Queue<number>;
  readonly done: Queue<number>;
  readonly stop: Value<'u8'>;
}

/** A process that takes part, or a task of the one that has it all. */
class Member {
  readonly figures: Figures = {};
  readonly #random: Random;
  readonly #home: Household;

  constructor(seed: number, home: Household) {
    this.#random = new Random(seed);
    this.#home = home;
  }

  #count(what: string): void {
    this.figures[what] = (this.figures[what] ?? 0) + 1;
  }

  async live(mayBlock: boolean, began?: () => void): Promise<Figures> {
    const steps = [
      () => this.#enter(mayBlock && this.#random.oneIn(2)),
      () => this.#takePermit(),
      () => this.#work(),
      () => this.#leaveInTheMiddle(),
    ];
    while (this.#home.stop.value === 0) {
      began?.();
      await this.#random.of(steps)();
      // Whoever has it all is many times as quick, and is to leave something for the others.
      if (began !== undefined) await sleep(1 + this.#random.below(4));
      else if (this.#random.oneIn(4)) await sleep(0);
    }
    return this.figures;
  }

  async #enter(blocks: boolean): Promise<void> {
    const guard = await this.#tolerate(() => this.#take(blocks));
    if (guard === undefined) return;
    const { inside, entries } = this.#home;
    if (inside.exchange(1) !== 0) throw new Fault('two are inside at once');
    const before = entries.value;
    if (this.#random.oneIn(3)) await sleep(0);
    entries.value = before + 1;
    inside.value = 0;
    guard.release();
    this.#count('acquired');
  }

  async #take(blocks: boolean): Promise<Guard> {
    const { lock } = this.#home;
    const limit = this.#random.oneIn(3) ? { timeout: this.#random.below(4) } : {};
    if (blocks) return lock.acquireSync(limit);
    if (!this.#random.oneIn(4)) return await lock.acquire(limit);
    const abort = new AbortController();
    const waiting = lock.acquire({ ...limit, signal: abort.signal });
    waiting.catch(() => {}); // it may fail before it is looked at
    if (this.#random.oneIn(2)) await sleep(0);
    abort.abort(new CancelledError('no longer wanted'));
    return await waiting;
  }

  /** Undefined: it ended in vain, as it may. */
  async #tolerate(take: () => Promise<Guard>): Promise<Guard | undefined> {
    try {
      return await take();
    } catch (error) {
      if (error instanceof AbandonedLockError) return this.#recover();
      if (error instanceof TimeoutError) this.#count('timed out');
      else if (error instanceof CancelledError) this.#count('aborted');
      else throw error;
      return undefined;
    }
  }

  #recover(): Guard | undefined {
    const guard = this.#home.lock.recover();
    if (guard === undefined) return undefined; // another was first
    this.#home.inside.value = 0;
    this.#count('recovered');
    return guard;
  }

  async #takePermit(): Promise<void> {
    const { permits } = this.#home;
    const guard = await this.#tolerate(() => permits.acquire({ timeout: 5 }).toPromise());
    if (this.#random.oneIn(3)) await sleep(0);
    guard?.release();
  }

  async #work(): Promise<void> {
    const { work, done } = this.#home;
    let item: number;
    try {
      item = await work.get({ timeout: this.#random.below(4) });
    } catch (error) {
      if (error instanceof TimeoutError || error instanceof ShutDownError) return;
      throw error;
    }
    if (this.#random.oneIn(3)) await sleep(0);
    await done.put(item);
    work.taskDone();
    this.#count('items');
  }

  /** A task waits for a lock and an item, and is cancelled, perhaps just when it gets them. */
  async #leaveInTheMiddle(): Promise<void> {
    const { lock, permits } = this.#home;
    const task = spawn(function* (): Coroutine<void> {
      const permit = yield* permits.acquire();
      try {
        const guard = yield* lock.acquire();
        guard.release();
      } finally {
        permit.release();
      }
    });
    task.catch(() => {}); // it may fail before it is looked at
    if (this.#random.oneIn(2)) await sleep(0);
    task.cancel();
    try {
      await task;
    } catch (error) {
      if (error instanceof AbandonedLockError) this.#recover()?.release();
      else if (!(error instanceof CancelledError)) throw error;
      this.#count('cancelled');
    }
  }
}

export function live(seed: number, home: Household, began?: () => void): Promise<Figures> {
  return new Member(seed, home).live(false, began);
}

export const serving = tasks('soak.serving', import.meta.url, {
  live: (seed: number, home: Household): Promise<Figures> => new Member(seed, home).live(true),
});
