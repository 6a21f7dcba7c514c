import { atomics, glance } from '../memory/atomics.ts';

// A ring of words in shared memory: one thread writes records into it, another reads them in order. How far each has come
// is a count of its own, which goes round at 2^32, on a cache line that the other only reads.

/** Where they stand, in words from the ring's beginning. */
const words = { read: 0, written: 16, data: 32 } as const;
/** The header of what fills the rest of the ring up to its end: a record stands in one piece. */
const skip = 0;

/** How many words a ring of so many words of records takes. */
export function ringSize(size: number): number {
  return words.data + size;
}

/** As records begin: how many words it has, itself included, and what it is (1 … 15). */
export function head(type: number, length: number): number {
  return (length << 4) | type;
}

export function typeOf(header: number): number {
  return header & 15;
}

export function lengthOf(header: number): number {
  return header >>> 4;
}

/** One end of a ring. `size` is a power of two. */
abstract class End {
  readonly words: Int32Array<SharedArrayBuffer>;
  protected readonly at: number;
  protected readonly size: number;

  constructor(view: Int32Array<SharedArrayBuffer>, at: number, size: number) {
    this.words = view;
    this.at = at;
    this.size = size;
  }

  protected placeOf(count: number): number {
    return this.at + words.data + (count & (this.size - 1));
  }
}

export class RingWriter extends End {
  /** How far it has written; what is after `#published` nobody sees yet. */
  #written = 0;
  #published = 0;
  #read = 0;

  /** A place for a record of so many words, or -1: there is no room for it now. */
  reserve(length: number): number {
    const toEnd = this.size - (this.#written & (this.size - 1));
    const skipped = toEnd < length ? toEnd : 0;
    if (!this.#hasRoom(length + skipped)) return -1;
    if (skipped > 0) {
      this.words[this.placeOf(this.#written)] = head(skip, skipped);
      this.#written = (this.#written + skipped) | 0;
    }
    return this.placeOf(this.#written);
  }

  /** The record at the place that was reserved is written. */
  add(length: number): void {
    this.#written = (this.#written + length) | 0;
  }

  /** Lets the reader see all that was added. False: there was nothing new. */
  publish(): boolean {
    if (this.#published === this.#written) return false;
    this.#published = this.#written;
    atomics.store(this.words, this.at + words.written, this.#written);
    return true;
  }

  #hasRoom(length: number): boolean {
    if (this.size - ((this.#written - this.#read) | 0) >= length) return true;
    this.#read = atomics.load(this.words, this.at + words.read);
    return this.size - ((this.#written - this.#read) | 0) >= length;
  }
}

export class RingReader extends End {
  #read = 0;
  #written = 0;

  /** Goes on where another, who reads no more, has come to as far as it has said. */
  takeOver(): void {
    this.#read = this.#written = atomics.load(this.words, this.at + words.read);
  }

  /** Is there something to read? */
  get hasMore(): boolean {
    if (this.#read !== this.#written) return true;
    this.#written = atomics.load(this.words, this.at + words.written);
    return this.#read !== this.#written;
  }

  /** The place of the next record, or -1 if there is none. */
  next(): number {
    for (;;) {
      if (!this.hasMore) return -1;
      const place = this.placeOf(this.#read);
      const header = glance(this.words, place);
      if (typeOf(header) !== skip) return place;
      this.#read = (this.#read + lengthOf(header)) | 0;
    }
  }

  /** The next record was read, all of it. */
  leave(): void {
    const header = glance(this.words, this.placeOf(this.#read));
    this.#read = (this.#read + lengthOf(header)) | 0;
  }

  /** Lets the writer have the room of all that was read. */
  release(): void {
    atomics.store(this.words, this.at + words.read, this.#read);
  }
}
