import { thisAgent } from '../memory/agent.ts';
import { generationOf } from '../memory/shares.ts';
import type { Threads } from '../testing/explored-threads.ts';
import { fromHandleOf, kindOf } from '../wire/kind.ts';

// How explored programs hand anything from thread to thread: what is no number of shared memory, both know beforehand.

/** Hands it over, as a message would. */
export function sendThing(threads: Threads, thing: object, box?: number): void {
  threads.send((kindOf(thing)!.toHandle(thing) as { slot: number }).slot, box);
}

/** Waits for the message and makes the thing of it; `data` is what its handle has besides the slot. */
export function receiveThing<T extends object>(
  threads: Threads,
  kind: string,
  data: object = {},
  box?: number,
): T {
  const slot = threads.receive(box);
  const generation = generationOf(thisAgent().memory, slot);
  return fromHandleOf(kind, { ...data, slot, generation, parts: [], name: undefined }) as T;
}
