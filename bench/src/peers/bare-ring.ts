import { RingBuffer } from 'ringbuf.js';
import { recordBytes } from '../threads/items.ts';

/** How many items it holds. */
const capacity = 1024;

const types = { numbers: Float64Array, records: Uint8Array } as const;
const elements = { numbers: 1, records: recordBytes } as const;

/** Which items a bare ring can hold: elements of a typed array. */
export type RingKind = keyof typeof types;

export function ringStorage(kind: RingKind): SharedArrayBuffer {
  return RingBuffer.getStorageForCapacity(capacity * elements[kind], types[kind]);
}

/** One end of a ring of ringbuf.js, with a buffer of `most` items. It cannot wait: both ends look again and again. */
export class BareRing {
  readonly #ring: RingBuffer;
  readonly #elements: number;
  readonly #buffer: Float64Array | Uint8Array;
  readonly #records: readonly (Float64Array | Uint8Array)[];

  constructor(kind: RingKind, storage: SharedArrayBuffer, most: number) {
    const size = elements[kind];
    const buffer = new types[kind](most * size);
    this.#ring = new RingBuffer(storage, types[kind]);
    this.#elements = size;
    this.#buffer = buffer;
    this.#records = Array.from({ length: most }, (_, i) =>
      buffer.subarray(i * size, (i + 1) * size),
    );
  }

  set(index: number, item: unknown): void {
    if (this.#elements === 1) this.#buffer[index] = item as number;
    else this.#records[index]!.set(item as Uint8Array);
  }

  at(index: number): unknown {
    return this.#elements === 1 ? this.#buffer[index] : this.#records[index];
  }

  /** Puts the first `count` items of the buffer in. */
  push(count: number): void {
    const end = count * this.#elements;
    for (let at = 0; at < end;) at += this.#ring.push(this.#buffer, end - at, at);
  }

  /** Gets so many items into the buffer, or fewer; one at least. */
  pop(most: number): number {
    for (;;) {
      const got = this.#ring.pop(this.#buffer, most * this.#elements);
      if (got > 0) return got / this.#elements;
    }
  }
}
