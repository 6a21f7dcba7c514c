import type { Memory } from '../memory/memory.ts';
import { discardValue, readLoaded, readValue, type Loaded } from '../wire/bytes.ts';
import { freeChain, readChain } from './chain.ts';
import type { Wrapped } from './record.ts';
import type { SharedRendezvous } from './shared-rendezvous.ts';

/** The items of a queue in shared memory: in which order, and how they lie there. */
export interface Items {
  readonly size: number;
  /** There is if it has no place for items: they go in only for who waits for one. */
  readonly rendezvous?: SharedRendezvous | undefined;
  /** How many more were put than `done` counts. */
  beyond(done: number): number;
  /** Puts them all in; false: there is no room for all, or it is closed. @throws MemoryFullError */
  put(items: Wrapped, count: number): boolean;
  /** Takes the next out, if there is one. */
  takeOne(): Taken | undefined;
  /** Takes up to `most` out, in order. */
  take(most: number): readonly Taken[];
  /** Does something while nobody puts or gets; `left` are in it. */
  alone(action: (left: number) => void): void;
  /** Takes all out, in any order; within `alone`. */
  takeAll(): readonly Taken[];
}

/** What was read while the mutex was held, and is made a value after that, for then other code may run. */
export type Taken = number | Uint8Array | Loaded | Message;

/** A value in bytes: they are here, or in a chain. */
interface Message {
  readonly bytes: Uint8Array | undefined;
  readonly chain: number;
  /** Are handles in them? */
  readonly carries: boolean;
}

/** @throws InvalidHandleError if it cannot be made in this thread. */
export function valueOf(memory: Memory, taken: Taken): unknown {
  if (typeof taken === 'number' || taken instanceof Uint8Array) return taken;
  return 'chain' in taken ? readValue(bytesOf(memory, taken)) : readLoaded(taken);
}

/** In place of `valueOf`, for what nobody will get. */
export function discard(memory: Memory, taken: Taken): void {
  if (typeof taken === 'number' || !('chain' in taken)) return;
  const bytes = bytesOf(memory, taken);
  if (taken.carries) discardValue(bytes);
}

/** Those of a chain are copied out of it, and it is freed. */
function bytesOf(memory: Memory, { bytes, chain }: Message): Uint8Array {
  if (bytes !== undefined) return bytes;
  const copy = readChain(memory, chain);
  freeChain(memory, chain);
  return copy;
}
