import { TimeoutError } from 'heddle';
import type { Actor } from './actor.ts';

/** Some way of waiting that may end early, and what ends it. */
export function limited(actor: Actor): {
  readonly timeout?: number;
  readonly signal?: AbortSignal;
} {
  const way = actor.random.below(6);
  if (way === 0) return { timeout: actor.random.below(4) };
  if (way > 1) return {};
  const abort = new AbortController();
  setTimeout(() => abort.abort(new RangeError('called off')), actor.random.below(4));
  return { signal: abort.signal };
}

/** Counts what ended a wait early. @throws What else it was */
export function givenUp(actor: Actor, error: unknown): void {
  if (error instanceof TimeoutError) {
    actor.does('timed out');
    actor.count('timeouts');
  } else if (error instanceof RangeError) {
    actor.does('was aborted');
    actor.count('aborts');
  } else throw error;
}
