import { OverReleaseError, WriteGuard, type Guard } from '@heddle/core';
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
  /** Of a semaphore: as many permits. Of what else there is: 0. */
  readonly permits: number;

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
    const asked = (options as { permits?: number } | undefined)?.permits ?? 1;
    this.permits = entry.served.hasPermits === true ? asked : 0;
  }

  get writes(): boolean {
    return this.guard instanceof WriteGuard;
  }

  /** What it is of is served to this process in turn. */
  get isFar(): boolean {
    return remoteOf(this.entry.object) !== undefined;
  }

  /** The guard was released. */
  dispose(): void {
    unlessOver(() => this.guard[Symbol.dispose]());
  }

  /** Its process is gone. A lock stays, and is abandoned with its holder; permits are given back together. */
  dies(): void {
    const { entry, permits } = this;
    if ((permits > 0 && this.isFar) || (entry.served.hasReaders === true && !this.writes))
      this.dispose();
  }
}

/** Somebody else may have given the permits back already. */
export function unlessOver(step: () => void): void {
  try {
    step();
  } catch (error) {
    if (!(error instanceof OverReleaseError)) throw error;
  }
}
