import { thisAgent } from '../memory/agent.ts';
import { generationOf } from '../memory/shares.ts';
import type { Operation } from '../operation/operation.ts';
import type { Threads } from '../testing/explored-threads.ts';
import { fromHandleOf, kindOf } from '../wire/kind.ts';
import type { Guard } from './guard.ts';
import type { Lock } from './lock.ts';

// How explored programs hand a lock from thread to thread, and use it.

/** Moves the lock into shared memory, if it is not there, and gives its slot. */
export function share(lock: Lock): number {
  return (kindOf(lock)!.toHandle(lock) as { slot: number }).slot;
}

/** The lock of a slot, in the thread that runs. */
export function lockAt(
  slot: number,
  options: { readonly name?: string; readonly fair?: boolean } = {},
): Lock {
  const generation = generationOf(thisAgent().memory, slot);
  const { name, fair = false } = options;
  return fromHandleOf('lock', { slot, generation, parts: [], name, owned: true, fair }) as Lock;
}

/** Hands the lock over, as a message would. */
export function send(threads: Threads, lock: Lock): void {
  threads.send(share(lock));
}

/** Waits for the message and makes the lock of it. */
export function receive(threads: Threads, options?: { readonly fair?: boolean }): Lock {
  return lockAt(threads.receive(), options);
}

/** Waits in the event loop, as an `await` does. */
export function granted<T>(threads: Threads, operation: Operation<T>): T {
  operation._looked(); // it is looked at below
  while (!operation._settled) threads.turn();
  return operation._outcome();
}

export function holding(threads: Threads, guard: Guard): void {
  threads.critical();
  guard.release();
  threads.mark();
}
