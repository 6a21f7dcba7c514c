import { plainBoundary } from './boundary.ts';
import { mailbox, readValue, writeValue, type Mailbox } from '@heddle/core/internal';
import { FrameReader, headerLength, topics, writeHeader, type Topic } from './frames.ts';

/** As much is kept before it goes out, even in the middle of a turn. */
const most = 1 << 20;

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
  readonly #write: (bytes: Uint8Array) => void;
  readonly #reader: FrameReader;
  readonly #boxes: readonly Mailbox<unknown>[] = Object.values(topics).map(() => mailbox());
  #out = new Uint8Array(1024);
  #length = 0;
  #isClosed = false;

  /** @param write Takes bytes that it must have copied or written when it returns. */
  constructor(write: (bytes: Uint8Array) => void) {
    this.#write = write;
    this.#reader = new FrameReader((topic, bytes) => this.#boxes[topic]!.put(readValue(bytes)));
  }

  /** Bytes have come. @throws CorruptedError, InvalidHandleError for what Heddle has not written. */
  push(chunk: Uint8Array): void {
    this.#reader.push(chunk);
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
    this.#write(bytes);
    if (this.#out.length > most) this.#out = new Uint8Array(1024);
  }

  /** Nothing goes out any more. */
  close(): void {
    this.#isClosed = true;
    this.#length = 0;
  }
}
