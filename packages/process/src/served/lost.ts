import { Operation } from '@heddle/core/internal';
import type { Peer } from './peer.ts';
import type { Remote } from './remote.ts';

/** Processes that are gone, and why what they served is no more. */
const whyLost = new WeakMap<Peer, () => Error>();

export function noteLost(peer: Peer, why: () => Error): void {
  whyLost.set(peer, why);
}

export function isLost(peer: Peer): boolean {
  return whyLost.has(peer);
}

/** What it served is no more: nobody would answer. */
export function refusal({ peer }: Remote): Operation<never> | undefined {
  const why = whyLost.get(peer);
  return why && Operation.rejected(why());
}
