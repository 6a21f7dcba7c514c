import type { Holder } from './holder.ts';
import type { Waitable } from './wait.ts';

/**
 * Hears that somebody is about to take a lock and would wait for it, and may refuse that by a throw; see trace/lock-order.ts.
 * `blocking`: by a `…Sync` call.
 */
export type Asked = (lock: Waitable, who: Holder, blocking: boolean) => void;

/** Looked at whenever a lock is taken: while nobody wants to hear, that is all. @internal */
export let asked: Asked | undefined;

/** @internal */
export function hearAsking(by: Asked | undefined): void {
  asked = by;
}
