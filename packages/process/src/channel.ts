import { plainBoundary } from './boundary.ts';
import { mailbox, readOwnValue, writeValue, type Mailbox } from '@heddle/core/internal';
import { FrameReader, headerLength, topics, writeHeader, type Topic } from './frames.ts';

/** As much is kept before it goes out, even in the middle of a turn. */
const most = 1 << 20;

/** Writes bytes. False: it has not written all of them yet, and needs them until it has. */
export type Write = (bytes: Uint8Array) => boolean;

/** A chunk of this length is given back once it is read: else such chunks make the collector come every few hundred. */
const large = 4096;

/** What is to go out is collected in as much at first. */
const least = 1024;

/** One message as a frame of its own. */
export function frameOf(message: unknown): Uint8Array {
  const bytes = writeValue(message, 'message', plainBoundary);
  const frame = new Uint8Array(headerLength + bytes.length);
  writeHeader(frame, 0, topics.served, bytes.length);
  frame.set(bytes, headerLength);
  return frame;
}

/** One end of what connects a process and its parent: messages of several topics, many of them in one write. */
export class Channel {
  readonly #write: Write;
  readonly #reader: FrameReader;
  readonly #boxes: readonly Mailbox<unknown>[] = Object.values(topics).map(() => mailbox());
  #out = new Uint8Array(least);
  #length = 0;
  #isClosed = false;

  constructor(write: Write) {
    this.#write = write;
    this.#reader = new FrameReader((topic, bytes) => this.#deliver(topic, readOwnValue(bytes)));
  }

  /** Bytes have come. @throws CorruptedError, InvalidHandleError for what Heddle has not written. */
  push(chunk: Uint8Array): void {
    this.#reader.push(chunk);
    if (chunk.length >= large && hasOwnMemory(chunk)) (chunk.buffer as ArrayBuffer).transfer(0);
  }

  /** What a listener throws is a fault of this process, and no fault of what came. */
  #deliver(topic: Topic, message: unknown): void {
    try {
      this.#boxes[topic]!.put(message);
    } catch (error) {
      void Promise.reject(error as Error);
    }
  }

  /** Did it end in the middle of a message? */
  get isWithin(): boolean {
    return this.#reader.isWithin;
  }

  listen(topic: Topic, listener: (message: unknown) => void): void {
    this.#boxes[topic]!.open(listener);
  }

  /** Sends a message with all others of this turn. @throws CannotSendError */
  send(topic: Topic, message: unknown): void {
    if (this.#isClosed) return;
    const bytes = writeValue(message, 'message', plainBoundary);
    const end = this.#length + headerLength + bytes.length;
    this.#room(end);
    writeHeader(this.#out, this.#length, topic, bytes.length);
    this.#out.set(bytes, this.#length + headerLength);
    if (this.#length === 0) queueMicrotask(() => this.flush());
    this.#length = end;
    if (end >= most) this.flush();
  }

  #room(length: number): void {
    if (length <= this.#out.length) return;
    const grown = new Uint8Array(Math.max(length, this.#out.length * 2));
    grown.set(this.#out.subarray(0, this.#length));
    this.#out = grown;
  }

  /** Writes what was sent. */
  flush(): void {
    if (this.#length === 0) return;
    const bytes = this.#out.subarray(0, this.#length);
    this.#length = 0;
    const isFree = this.#write(bytes);
    if (!isFree || this.#out.length > most) this.#out = new Uint8Array(least);
  }

  /** Nothing goes out any more. */
  close(): void {
    this.#isClosed = true;
    this.#length = 0;
  }
}

/** Of Node it is known that it does not come back to what it has given. */
function hasOwnMemory({ length, buffer }: Uint8Array): boolean {
  const { bun, deno } = process.versions;
  return length === buffer.byteLength && bun === undefined && deno === undefined;
}
