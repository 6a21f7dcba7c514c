import { TimeoutError } from 'heddle';
import type { Actor } from './actor.ts';

/** Tries again for as long as the time is over first. */
export function insistBlocking<T>(actor: Actor, wait: (options?: { timeout: number }) => T): T {
  for (;;) {
    actor.does('blocks');
    try {
      return actor.random.oneIn(3) ? wait({ timeout: actor.random.below(3) }) : wait();
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      actor.does('timed out');
      actor.count('timeouts');
    }
  }
}

export async function insist<T>(
  actor: Actor,
  wait: (options?: { timeout: number }) => PromiseLike<T>,
): Promise<T> {
  for (;;) {
    actor.does('waits');
    try {
      return await (actor.random.oneIn(3) ? wait({ timeout: actor.random.below(3) }) : wait());
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      actor.does('timed out');
      actor.count('timeouts');
    }
  }
}
