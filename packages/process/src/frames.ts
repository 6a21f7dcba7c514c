import { CorruptedError } from '@heddle/core';

// What goes between two processes: frames of bytes, each with a header that says whose it is and how long. Every runtime
// writes and reads the same, so any can have a child of any other.

/** What a frame is about. */
export const topics = {
  /** A task or calls, as between a thread and its creator. */
  work: 0,
  /** What one process serves and the other uses. */
  served: 1,
  /** The process itself. */
  process: 2,
  /** What ends of pipes send to each other. */
  pipes: 3,
} as const;
export type Topic = (typeof topics)[keyof typeof topics];

/** Of the frames and of what is in them. */
const version = 1;
/** So much room is kept for the next frame. */
const keptRoom = 1 << 20;
/** What every frame begins with: 'H'. */
const mark = 0x48;
/** mark, version, topic, check of the length, length. */
export const headerLength = 8;

function checkOf(length: number): number {
  return (length ^ (length >>> 8) ^ (length >>> 16) ^ (length >>> 24) ^ 0x5a) & 0xff;
}

/** Writes a header into the first bytes of a frame. */
export function writeHeader(frame: Uint8Array, at: number, topic: Topic, length: number): void {
  frame[at] = mark;
  frame[at + 1] = version;
  frame[at + 2] = topic;
  frame[at + 3] = checkOf(length);
  frame[at + 4] = length;
  frame[at + 5] = length >>> 8;
  frame[at + 6] = length >>> 16;
  frame[at + 7] = length >>> 24;
}

/** @throws CorruptedError for bytes that no Heddle has written. */
function readHeader(
  bytes: Uint8Array,
  at: number,
): { readonly topic: Topic; readonly length: number } {
  const [topic, check] = [bytes[at + 2]!, bytes[at + 3]];
  const length =
    (bytes[at + 4]! | (bytes[at + 5]! << 8) | (bytes[at + 6]! << 16) | (bytes[at + 7]! << 24)) >>>
    0;
  if (bytes[at] !== mark || topic > topics.pipes || checkOf(length) !== check) {
    const found = Array.from(bytes.subarray(at, at + headerLength), (byte) =>
      byte.toString(16).padStart(2, '0'),
    );
    throw new CorruptedError(`the channel carries what Heddle did not write: ${found.join(' ')}`);
  }
  if (bytes[at + 1] !== version) {
    throw new CorruptedError(
      `the other process speaks version ${bytes[at + 1]} of Heddle's frames, this one ${version}; use one version of Heddle in both`,
    );
  }
  return { topic: topic as Topic, length };
}

/** Gets a frame's topic and what is in it, which holds until it returns. */
export type Deliver = (topic: Topic, bytes: Uint8Array) => void;

/** Makes frames of bytes that come in pieces of any size. */
export class FrameReader {
  readonly #deliver: Deliver;
  readonly #header = new Uint8Array(headerLength);
  #headerFilled = 0;
  #topic: Topic = topics.work;
  /** What is in the frame that has begun to come: a part of the room. */
  #body: Uint8Array | undefined;
  #room = new Uint8Array(0);
  #filled = 0;

  constructor(deliver: Deliver) {
    this.#deliver = deliver;
  }

  /** Has a frame begun, and not ended? */
  get isWithin(): boolean {
    return this.#headerFilled > 0;
  }

  /** @throws CorruptedError for what is no frame. */
  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#headerFilled === 0 && chunk.length - at >= headerLength) {
        const { topic, length } = readHeader(chunk, at);
        const end = at + headerLength + length;
        if (end <= chunk.length) {
          this.#deliver(topic, chunk.subarray(at + headerLength, end));
          at = end;
          continue;
        }
      }
      at = this.#collect(chunk, at);
    }
  }

  /** Keeps what there is of a frame that is not complete; gives where the next byte is. */
  #collect(chunk: Uint8Array, from: number): number {
    let at = from;
    while (this.#headerFilled < headerLength && at < chunk.length) {
      this.#header[this.#headerFilled++] = chunk[at++]!;
    }
    if (this.#headerFilled < headerLength) return at;
    if (this.#body === undefined) {
      const { topic, length } = readHeader(this.#header, 0);
      this.#topic = topic;
      // New memory for each makes the collector come often.
      if (this.#room.length < length) this.#room = new Uint8Array(length);
      this.#body = this.#room.subarray(0, length);
      this.#filled = 0;
    }
    const part = chunk.subarray(at, at + this.#body.length - this.#filled);
    this.#body.set(part, this.#filled);
    this.#filled += part.length;
    if (this.#filled === this.#body.length) {
      const body = this.#body;
      this.#body = undefined;
      this.#headerFilled = 0;
      this.#deliver(this.#topic, body);
      if (this.#room.length > keptRoom) this.#room = new Uint8Array(0);
    }
    return at + part.length;
  }
}
