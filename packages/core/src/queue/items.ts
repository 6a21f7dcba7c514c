import type { Memory } from '../memory/memory.ts';
import { discardValue, readLoaded, readValue, type Loaded } from '../wire/bytes.ts';
import { freeChain, readChain } from './chain.ts';
import type { Item } from './record.ts';

/** The items of a queue in shared memory: in which order, and how they lie there. */
export interface Items {
  readonly size: number;
  /** Is an item longer than a record put as a chain? Else it is put as bytes, however long. */
  readonly chainsLong: boolean;
  /** It is a rendezvous, and one may be put for whoever asks at this moment. */
  admits: boolean;
  /** At a rendezvous, the thread to which the item that was put last is on its way, or -1. */
  readonly promisedTo: number;
  /** Nothing is to come to this thread any more: what is on its way is for whoever comes next. False: nothing was. */
  renounce(thread?: number): boolean;
  /** How many more were put than `done` counts. */
  beyond(done: number): number;
  /** Puts them all in; false: there is no room for all, or it is closed. @throws MemoryFullError */
  put(items: Item | readonly Item[], count: number): boolean;
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
export type Taken = number | Bytes;

/** The bytes of a value that is no number: one of these. */
interface Bytes {
  /** They are the value. */
  readonly array: Uint8Array | undefined;
  readonly loaded: Loaded | undefined;
  readonly copied: Uint8Array | undefined;
  readonly chain: number;
  /** Are handles in them? */
  readonly carries: boolean;
}

/** @throws InvalidHandleError if it cannot be made in this thread. */
export function valueOf(memory: Memory, taken: Taken): unknown {
  if (typeof taken === 'number') return taken;
  if (taken.array !== undefined) return taken.array;
  if (taken.loaded !== undefined) return readLoaded(taken.loaded);
  return readValue(taken.copied ?? takeChain(memory, taken.chain));
}

/** In place of `valueOf`, for what nobody will get. */
export function discard(memory: Memory, taken: Taken): void {
  if (typeof taken === 'number' || taken.array !== undefined) return;
  const bytes = taken.copied ?? takeChain(memory, taken.chain);
  if (taken.carries) discardValue(bytes);
}

export function ofArray(array: Uint8Array): Taken {
  return { array, loaded: undefined, copied: undefined, chain: 0, carries: false };
}

export function ofLoaded(loaded: Loaded, carries: boolean): Taken {
  return { array: undefined, loaded, copied: undefined, chain: 0, carries };
}

export function ofCopied(copied: Uint8Array, carries: boolean): Taken {
  return { array: undefined, loaded: undefined, copied, chain: 0, carries };
}

export function ofChain(chain: number, carries: boolean): Taken {
  return { array: undefined, loaded: undefined, copied: undefined, chain, carries };
}

function takeChain(memory: Memory, chain: number): Uint8Array {
  const bytes = readChain(memory, chain);
  freeChain(memory, chain);
  return bytes;
}
