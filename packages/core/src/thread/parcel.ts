import { CannotSendError, MemoryFullError } from '../errors.ts';
import { byMessage, type Boundary } from '../wire/boundary.ts';
import { carriesHandles, discardValue, writeValue } from '../wire/bytes.ts';
import { mayMove, transfer } from '../wire/transfer.ts';
import { discard, encode, type Wired } from '../wire/value.ts';
import { areInline } from './inline-values.ts';
import { refusedBy } from './sendable.ts';

/** Values on their way to another thread: as bytes for shared memory, or as what a message carries. */
export type Parcel = Packed | Letter;

interface Packed {
  readonly bytes: Uint8Array;
  readonly carries: boolean;
  /** It can go to one thread only: there are handles in it, or something that moves. */
  readonly isOnce: boolean;
}

export interface Letter {
  readonly bytes?: undefined;
  readonly wired: Wired;
  readonly moves: readonly object[];
  readonly isOnce: boolean;
  readonly boundary?: Boundary;
}

/**
 * Packs arguments for shared memory; undefined: they need not be.
 * @throws CannotSendError with the path to what cannot cross.
 */
export function pack(
  args: readonly unknown[],
  moving: readonly object[] | undefined,
): Parcel | undefined {
  if (moving === undefined && areInline(args)) return undefined;
  if (moving !== undefined || mayMove()) {
    const letter = packLetter(args, moving);
    if (letter.moves.length > 0) return letter;
    discard(letter.wired);
  }
  try {
    const bytes = writeValue(args, 'args').slice();
    const carries = carriesHandles();
    return { bytes, carries, isOnce: carries };
  } catch (error) {
    // What needs a message; what cannot cross at all is refused there too.
    if (error instanceof CannotSendError || error instanceof MemoryFullError)
      return packLetter(args, undefined);
    throw error;
  }
}

/** Packs arguments for a message. @throws CannotSendError with the path to what cannot cross. */
export function packLetter(
  args: readonly unknown[],
  moving: readonly object[] | undefined,
  boundary: Boundary = byMessage,
): Letter {
  if (moving !== undefined) transfer(args as unknown[], moving);
  const moves: object[] = [];
  const wired = encode(args, 'args', moves, boundary);
  return { wired, moves, isOnce: moves.length > 0 || carriesSpecial(wired), boundary };
}

/**
 * A parcel that is to wait: what is in a letter may be changed meanwhile, so it is copied, and what moves has moved at once.
 * @throws CannotSendError for what structured clone refuses.
 */
export function kept(parcel: Parcel): Parcel {
  if (parcel.bytes !== undefined) return parcel;
  const { wired, moves, isOnce } = parcel;
  if (wired.bytes !== undefined) return parcel;
  if (!moves.every((part) => part instanceof ArrayBuffer)) return parcel; // not every runtime moves a port to itself
  const { structuredClone } = globalThis as unknown as {
    structuredClone(value: Wired, options: { transfer: readonly object[] }): Wired;
  };
  const copied = { wired, moves };
  try {
    const copy = structuredClone(copied as never, { transfer: moves }) as unknown as typeof copied;
    return { ...copy, isOnce };
  } catch (error) {
    throw refusedBy(error, 'args');
  }
}

function carriesSpecial({ special, bytes }: Wired): boolean {
  return special !== undefined || (bytes !== undefined && carriesHandles());
}

/** In place of sending it. */
export function discardParcel(parcel: Parcel): void {
  if (parcel.bytes === undefined) discard(parcel.wired);
  else if (parcel.carries) discardValue(parcel.bytes);
}
