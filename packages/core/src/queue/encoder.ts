import { carriesHandles, discardValue, movingBuffers, writeValue } from '../wire/bytes.ts';
import { buffersOf, empty, mayMove } from '../wire/transfer.ts';
import { isList, listed, mostBytes, type Encoded, type Item, type Wrapped } from './record.ts';

/** Makes bytes of what is no number. */
export class Encoder {
  /** What messages call an item. */
  readonly #path: string;
  /** What `encode` gives for all but numbers, until it is called again. */
  readonly #scratch: Encoded = {
    bytes: new Uint8Array(0),
    isArray: false,
    carries: false,
    chain: 0,
    moves: undefined,
  };

  constructor(path: string) {
    this.#path = path;
  }

  /** @throws CannotSendError */
  encode(item: unknown): Item {
    if (typeof item === 'number') return item;
    const scratch = this.#scratch;
    const isArray = isPlainBytes(item);
    // A getter of the item may put something else meanwhile.
    const bytes = isArray ? (item as Uint8Array) : writeValue(item, this.#path);
    scratch.isArray = isArray;
    scratch.bytes = bytes;
    scratch.carries = !isArray && carriesHandles();
    scratch.moves = isArray ? this.#movesOf(bytes) : movingBuffers();
    scratch.chain = 0; // that of a long one before it is in the queue
    return scratch;
  }

  #movesOf(bytes: Uint8Array): readonly ArrayBuffer[] | undefined {
    return mayMove() ? buffersOf([bytes], this.#path) : undefined;
  }

  /** @throws CannotSendError if one of them cannot cross; nothing is handed over then. */
  encodeAll(items: readonly unknown[]): readonly Item[] {
    const wrapped: Item[] = [];
    try {
      for (const item of items) {
        const one = this.encode(item);
        // An array of bytes is copied only if it has to wait.
        wrapped.push(typeof one !== 'number' && one.isArray ? { ...one } : keptOne(one));
      }
    } catch (error) {
      drop(wrapped);
      throw error;
    }
    return wrapped;
  }
}

/** For as long as it has to wait. */
export function kept(wrapped: Wrapped): Wrapped {
  return isList(wrapped) ? wrapped.map(keptOne) : keptOne(wrapped);
}

function keptOne(item: Item): Item {
  if (typeof item === 'number') return item;
  return { ...item, bytes: item.bytes.slice() };
}

/** Lets go of what was not put. */
export function drop(wrapped: Wrapped): void {
  for (const item of listed(wrapped)) {
    if (typeof item !== 'number' && item.carries) discardValue(item.bytes);
  }
}

/** What of it moves is in shared memory now. */
export function emptyMoved(wrapped: Wrapped): void {
  if (!mayMove()) return;
  for (const item of listed(wrapped)) {
    if (typeof item !== 'number' && item.moves !== undefined) empty(item.moves);
  }
}

/** An array of bytes that needs no more than to be copied: it is the language's own, and its buffer nothing special. */
function isPlainBytes(item: unknown): boolean {
  if (typeof item !== 'object' || item === null) return false;
  if (Object.getPrototypeOf(item) !== Uint8Array.prototype) return false;
  const { length, buffer } = item as Uint8Array<ArrayBuffer>;
  return (
    length <= mostBytes && buffer instanceof ArrayBuffer && !buffer.resizable && !buffer.detached
  );
}
