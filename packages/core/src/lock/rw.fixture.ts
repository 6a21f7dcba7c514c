import { AbandonedLockError } from '../errors.ts';
import { Agent } from '../memory/agent.ts';
import type { Threads } from '../testing/explored-threads.ts';
import type { Guard } from './guard.ts';
import type { RwLock } from './rw-lock.ts';
import { receiveThing } from './sent.fixture.ts';

// What explored programs of several threads do with a readers-writer lock.

export function receiveRw(threads: Threads, box?: number): RwLock {
  return receiveThing<RwLock>(threads, 'rw-lock', {}, box);
}

/** Reads: nobody writes meanwhile. */
export function reading(threads: Threads, guard: Guard): void {
  threads.beside();
  guard.release();
  threads.mark();
}

/** Writes: nobody else is in. */
export function writing(threads: Threads, guard: Guard): void {
  threads.critical();
  guard.release();
  threads.mark();
}

/** What the creator of a thread does as soon as it hears of its death. */
export function bury(threads: Threads, thread: string): void {
  if (threads.died()) Agent.dismiss(threads.memory, threads.enlisted(thread));
  threads.mark();
}

/** Has what it asks for in the end, also if the lock has to be recovered first. */
export function insist(lock: RwLock, acquire: () => Guard): Guard {
  for (;;) {
    try {
      return acquire();
    } catch (error) {
      if (!(error instanceof AbandonedLockError)) throw error;
      lock.write.recover()?.release();
    }
  }
}
