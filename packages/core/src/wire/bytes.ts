import { throughMemory, type Boundary } from './boundary.ts';
import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

// One of each is enough, but where a getter, `toHandle` or `fromHandle` itself sends or receives.
let writer: Writer | undefined;
let reader: Reader | undefined;
let carries = false;
let moves: readonly ArrayBuffer[] | undefined;

/**
 * The value as bytes, for a ring in shared memory or a pipe: every kind of data that structured clone knows, errors,
 * and objects of registered kinds.
 * @param path What the caller calls the value, for messages: `item`.
 * @returns A view of a scratch, which holds until the next call: copy it.
 * @throws CannotSendError with the path to what cannot cross, or not in bytes; nothing was handed over then.
 */
export function writeValue(
  value: unknown,
  path: string,
  boundary: Boundary = throughMemory,
): Uint8Array {
  const mine = writer ?? new Writer();
  writer = undefined;
  try {
    const bytes = mine.message(value, path, boundary);
    carries = mine.carriesHandles;
    moves = mine.moves;
    return bytes;
  } finally {
    writer = mine;
  }
}

/**
 * The value that `writeValue` made these bytes of. They are copied first, so they may be in shared memory, and free to
 * be written to once this returns.
 * @throws InvalidHandleError if they are no such message.
 */
export function readValue(bytes: Uint8Array): unknown {
  return readLoaded(loadValue(bytes, 0, bytes.length));
}

/** As `readValue`, of bytes that nobody writes to meanwhile: a long message is not copied as a whole. */
export function readOwnValue(bytes: Uint8Array): unknown {
  const mine = reader ?? new Reader();
  reader = undefined;
  mine.loadOwn(bytes);
  return readLoaded(mine);
}

/** A message that was copied, and is still to be read. */
export type Loaded = Reader;

/** Copies a message out of memory that others may write to once this returns: `readLoaded` makes the value of the copy. */
export function loadValue(bytes: Uint8Array, from: number, length: number): Loaded {
  const mine = reader ?? new Reader();
  reader = undefined;
  mine.load(bytes, from, length);
  return mine;
}

/** @throws InvalidHandleError if it is no message. */
export function readLoaded(loaded: Loaded): unknown {
  try {
    return loaded.read();
  } finally {
    reader = loaded;
  }
}

/** Are there handles in what `writeValue` gave last? Such a message must be read once, or discarded. */
export function carriesHandles(): boolean {
  return carries;
}

/** The buffers that move with what `writeValue` gave last, and are to be empty once it is where it was to go. */
export function movingBuffers(): readonly ArrayBuffer[] | undefined {
  return moves;
}

/** In place of `readValue`, for a message that nobody will read. */
export function discardValue(bytes: Uint8Array): void {
  withReader((mine) => mine.discard(bytes));
}

/** As `readValue`, of a message that will be read once more, or discarded. */
export function peekValue(bytes: Uint8Array): unknown {
  return withReader((mine) => mine.peek(bytes));
}

function withReader(use: (mine: Reader) => unknown): unknown {
  const mine = reader ?? new Reader();
  reader = undefined;
  try {
    return use(mine);
  } finally {
    reader = mine;
  }
}
