import type { Holder } from '@heddle/core/internal';
import type { Peer } from './peer.ts';
import type { ServedClass } from './steps.ts';

/** Who has got a guard, and for what. */
export interface Got {
  readonly holder: Holder;
  readonly writes: boolean;
}

/** What an object here stands for. */
export interface Remote {
  readonly peer: Peer;
  readonly number: number;
  readonly title: string;
  readonly served: ServedClass;
  /** The guards of it that have not been released. */
  readonly guards: Map<number, Got>;
  /** So many steps have been begun whose end is taken for granted. */
  early: number;
  /** So many of them since the last one that is answered. */
  quiet: number;
  /** One of them has failed, or would: no more of them. */
  mayFail: boolean;
  /** Why one of those has failed after all: who does the next one hears of it. */
  refused: unknown;
  /** So many items have come out of it here and are not marked as done. */
  open: number;
}

const remotes = new WeakMap<object, Remote>();
/** By whose they are and their numbers there. */
export const known: Map<string, WeakRef<object>> = new Map();

/** What this object stands for, if it stands for one of another process. */
export function remoteOf(object: object): Remote | undefined {
  return remotes.get(object);
}

/** `object` stands for what is described so. */
export function standsFor(object: object, remote: Remote): void {
  remotes.set(object, remote);
}
