import { DeadlockError } from '../errors.ts';
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
  const link = {
    holder: who.describe(),
    holds: 'the turn of its thread',
    waitsFor: target.describe(),
  };
  return new DeadlockError([
    link,
    { holder: target.describe(), holds: 'what it waits for', waitsFor: link.holds },
  ]);
}
