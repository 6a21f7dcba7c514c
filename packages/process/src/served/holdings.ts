import { SpentGuardError, WriteGuard, type Guard, type Semaphore } from '@heddle/core';
import type { Flow } from './flow.ts';
import type { Entry } from './handles.ts';
import { unlessOver, type Held } from './held.ts';
import { remoteOf } from './remote.ts';

/** What another process has got here by guards, and has not given back. */
export class Holdings {
  readonly #held = new Map<number, Held>();
  /** Of each semaphore, how many permits it has, by guards that it may have let go of. */
  readonly #permits = new Map<Entry, number>();
  /** Somebody of that process holds less than before. */
  readonly #letGo: (who: number) => void;
  #count = 0;

  constructor(letGo: (who: number) => void) {
    this.#letGo = letGo;
  }

  /** Gives the number by which the other process calls the guard. */
  add(held: Held): number {
    const number = ++this.#count;
    this.#held.set(number, held);
    this.#hasPermits(held.entry, held.permits);
    return number;
  }

  isHolder(flow: Flow): boolean {
    for (const held of this.#held.values()) if (held.flow === flow) return true;
    return false;
  }

  #hasPermits(entry: Entry, more: number): void {
    if (more === 0) return;
    const permits = (this.#permits.get(entry) ?? 0) + more;
    if (permits > 0) this.#permits.set(entry, permits);
    else this.#permits.delete(entry); // more were released than it had
  }

  /** The other process has let go of a guard; what it has taken by that it may still release. */
  forgets(number: number): void {
    const held = this.#held.get(number);
    if (held === undefined || held.permits === 0 || held.isFar) return;
    this.#held.delete(number);
    this.#letGo(held.who);
  }

  #drop(number: number): Held | undefined {
    const held = this.#held.get(number);
    if (held === undefined) return undefined;
    this.#held.delete(number);
    this.#hasPermits(held.entry, -held.permits);
    this.#letGo(held.who);
    return held;
  }

  release(number: number): void {
    this.#drop(number)?.dispose();
  }

  /** What a call has got that was withdrawn too late. */
  releaseOf(call: number): void {
    for (const [number, held] of this.#held) if (held.call === call) this.release(number);
  }

  /** False: somebody else has released it before. @throws OverReleaseError */
  releaseGuard(entry: Entry, number: number): boolean {
    const held = this.#held.get(number);
    if (held?.entry !== entry) return false;
    this.#drop(number);
    try {
      held.guard.release();
      return true;
    } catch (error) {
      if (error instanceof SpentGuardError) return false;
      throw error;
    }
  }

  /** @throws SpentGuardError */
  downgrade(entry: Entry, number: number): Guard {
    const held = this.#held.get(number);
    if (held?.entry !== entry || !(held.guard instanceof WriteGuard)) throw spent(entry);
    const guard = held.guard.downgrade();
    this.#held.delete(number);
    return guard;
  }

  /** `release()` without a guard: of a lock the latest guard is spent by it, of a semaphore none is. */
  releasedBy(entry: Entry, permits: unknown): void {
    if (entry.served.hasPermits === true) {
      this.#hasPermits(entry, -(typeof permits === 'number' ? permits : 1));
    } else this.#dropLast((held) => held.entry === entry);
  }

  /** `release()` of one side of an `RwLock`: it is the caller's latest guard that is spent. */
  leftBy(entry: Entry, flow: Flow, writes: boolean): void {
    this.#dropLast((held) => held.entry === entry && held.flow === flow && held.writes === writes);
  }

  #dropLast(isIt: (held: Held) => boolean): void {
    const last = [...this.#held].findLast(([, held]) => isIt(held));
    if (last !== undefined) this.#drop(last[0]);
  }

  /** Who held it has died with its process. */
  abandonedBy(flow: Flow): void {
    for (const [number, held] of this.#held) if (held.flow === flow) this.#held.delete(number);
  }

  /** The other process is gone. Locks are abandoned with who held them; permits and places of readers are given back. */
  gone(): void {
    for (const held of this.#held.values()) held.dies();
    this.#held.clear();
    for (const [{ object }, permits] of this.#permits) {
      if (remoteOf(object) === undefined) unlessOver(() => (object as Semaphore).release(permits));
    }
    this.#permits.clear();
  }
}

function spent({ object }: Entry): SpentGuardError {
  const title = (object as { describe(): string }).describe();
  return new SpentGuardError(
    `cannot downgrade ${title}: this guard is spent, it was released before`,
  );
}
