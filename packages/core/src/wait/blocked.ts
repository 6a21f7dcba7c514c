import { DeadlockError } from '../errors.ts';
import { turnOfThread } from '../turn-of-thread.ts';
import type { Holder } from './holder.ts';
import type { Waitable } from './wait.ts';

/** The blocking call that stops this thread, for whoever asks what it waits for. One at most: no other code runs meanwhile. */
export interface Blocked {
  /** With its preposition: `getSync from`. */
  verb: string;
  target: Waitable | undefined;
  who: Holder | undefined;
}

/** @internal */
export const blocked: Blocked = { verb: '', target: undefined, who: undefined };

/** @internal */
export function enterBlocking(verb: string, target: Waitable, who: Holder): void {
  blocked.verb = verb;
  blocked.target = target;
  blocked.who = who;
}

/** @internal */
export function leaveBlocking(): void {
  blocked.target = blocked.who = undefined;
}

/** `who` blocks its thread until something happens that only a task of this thread could bring about. @internal */
export function blockedByItself(who: Holder, target: Waitable): DeadlockError {
  return new DeadlockError([
    { holder: who.describe(), holds: turnOfThread, waitsFor: target.describe() },
    { holder: 'any task that could help', holds: 'what it waits for', waitsFor: turnOfThread },
  ]);
}

/** `who` blocks its thread for what `other`, of the same thread, has: itself, or one who cannot go on meanwhile. @internal */
export function blockedBy(who: Holder, wanted: string, other: Holder, held: string): DeadlockError {
  const me = { holder: who.describe(), waitsFor: wanted };
  if (other === who) return new DeadlockError([{ ...me, holds: held }]);
  return new DeadlockError([
    { ...me, holds: turnOfThread },
    { holder: other.describe(), holds: held, waitsFor: turnOfThread },
  ]);
}
