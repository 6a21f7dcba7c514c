import { byMessage, type Boundary } from '../wire/boundary.ts';
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
export function packResult(
  how: Result['how'],
  value: unknown,
  boundary: Boundary = byMessage,
): Result {
  if (how === outcomes.threw) return { how, wired: sendable(value, boundary), moves: [] };
  const moves: object[] = [];
  try {
    return { how, wired: encode(value, 'result', moves, boundary), moves };
  } catch (error) {
    return { how: outcomes.threw, wired: sendable(error, boundary), moves: [] };
  }
}

/** Sends it by `post`. What `encode` lets through and structured clone refuses is its failure as well. */
export function sendResult(
  result: Result,
  post: (result: Result) => void,
  boundary: Boundary = byMessage,
): void {
  try {
    post(result);
  } catch (error) {
    discard(result.wired);
    const refusal = sendable(refusedBy(error, 'result'), boundary);
    post({ how: outcomes.threw, wired: refusal, moves: [] });
  }
}
