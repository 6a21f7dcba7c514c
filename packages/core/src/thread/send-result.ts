import { discard, encode, type Wired } from '../wire/value.ts';
import { outcomes } from './call-lane.ts';
import { refusedBy, sendable } from './sendable.ts';

/** How something has ended, and what it gave or threw, as a message carries it. */
export interface Result {
  readonly how: typeof outcomes.returned | typeof outcomes.threw;
  readonly wired: Wired;
  /** What moves with it. */
  readonly moves: readonly object[];
}

/** What cannot cross is its failure. */
export function packResult(how: Result['how'], value: unknown): Result {
  if (how === outcomes.threw) return { how, wired: sendable(value), moves: [] };
  const moves: object[] = [];
  try {
    return { how, wired: encode(value, 'result', moves), moves };
  } catch (error) {
    return { how: outcomes.threw, wired: sendable(error), moves: [] };
  }
}

/** Sends it by `post`. What `encode` lets through and structured clone refuses is its failure as well. */
export function sendResult(result: Result, post: (result: Result) => void): void {
  try {
    post(result);
  } catch (error) {
    discard(result.wired);
    post({ how: outcomes.threw, wired: sendable(refusedBy(error, 'result')), moves: [] });
  }
}
