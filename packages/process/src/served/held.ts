import { OverReleaseError, WriteGuard, type Guard, type Semaphore } from '@heddle/core';
import type { Flow } from './flow.ts';
import type { Entry } from './handles.ts';
import { remoteOf } from './remote.ts';

/** What another process has got by a guard, and has not given back. */
export class Held {
  readonly guard: Guard;
  readonly entry: Entry;
  readonly flow: Flow;
  /** The call that gave it. */
  readonly call: number;
  /** The number of the flow. */
  readonly who: number;
  readonly isPermit: boolean;
  /** Of a semaphore: how many permits are given back when that process dies. */
  #permits: number;

  /** @param options With which it was asked for. */
  constructor(
    guard: Guard,
    entry: Entry,
    flow: Flow,
    { call, who }: { readonly call: number; readonly who: number },
    options: unknown,
  ) {
    this.guard = guard;
    this.entry = entry;
    this.flow = flow;
    this.call = call;
    this.who = who;
    this.isPermit = entry.served.hasPermits === true;
    this.#permits = (options as { permits?: number } | undefined)?.permits ?? 1;
  }

  get writes(): boolean {
    return this.guard instanceof WriteGuard;
  }

  /** So many were released without a guard: it gives how many of them may have been those of this one. */
  returned(count: number): number {
    const mine = Math.min(count, this.#permits);
    this.#permits -= mine;
    return mine;
  }

  /** The guard was released. */
  dispose(): void {
    unlessOver(() => this.guard[Symbol.dispose]());
  }

  /** Its process is gone. A lock stays, and is abandoned with its holder. */
  dies(): void {
    const { entry } = this;
    if (this.isPermit && remoteOf(entry.object) === undefined) {
      if (this.#permits > 0) unlessOver(() => (entry.object as Semaphore).release(this.#permits));
    } else if (this.isPermit || (entry.served.hasReaders === true && !this.writes)) this.dispose();
  }
}

/** Somebody else may have given the permits back already. */
function unlessOver(step: () => void): void {
  try {
    step();
  } catch (error) {
    if (!(error instanceof OverReleaseError)) throw error;
  }
}
