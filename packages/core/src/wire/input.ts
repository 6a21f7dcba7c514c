import { InvalidHandleError } from '../errors.ts';
import * as tag from './tag.ts';
import { readKey, readLatin1, readUtf16, readUtf8 } from './text.ts';

/** Up to so many are copied one by one: a view of them, and a call, cost more. */
const fewBytes = 48;

/** A message of bytes in a scratch, and what is read from it without looking further: numbers, texts, bytes. */
export abstract class Input {
  readonly #scratch: Uint8Array = new Uint8Array(4096);
  readonly #scratchView: DataView = new DataView(this.#scratch.buffer);
  #bytes: Uint8Array = this.#scratch;
  #view: DataView = this.#scratchView;
  #at = 0;
  #end = 0;

  /** Takes a copy: the bytes may be in shared memory, where TextDecoder does not read and others may write. */
  load(bytes: Uint8Array, from: number, length: number): void {
    this.#at = 0;
    this.#end = length;
    if (this.#end <= this.#scratch.length) {
      this.#bytes = this.#scratch;
      this.#view = this.#scratchView;
    } else {
      this.#bytes = new Uint8Array(this.#end);
      this.#view = new DataView(this.#bytes.buffer);
    }
    if (length > fewBytes) this.#bytes.set(bytes.subarray(from, from + length));
    else for (let i = 0; i < length; i++) this.#bytes[i] = bytes[from + i]!;
  }

  /** Takes the bytes themselves, which nobody writes to until they are read. */
  loadOwn(bytes: Uint8Array): void {
    const { buffer, byteOffset, length } = bytes;
    if (length <= this.#scratch.length) return this.load(bytes, 0, length);
    this.#at = 0;
    this.#end = length;
    this.#bytes = new Uint8Array(buffer, byteOffset, length);
    this.#view = new DataView(buffer, byteOffset, length);
  }

  protected end(): void {
    if (this.#at !== this.#end) this.corrupt('it goes on after its end');
    this.#bytes = this.#scratch;
    this.#view = this.#scratchView;
  }

  /** What is no object, after its tag; `object` reads what is one. */
  protected scalar(first: number): unknown {
    if (first >= tag.SMALL_INT) return first - tag.SMALL_INT;
    if (first >= tag.SHORT_TEXT) {
      const length = first - tag.SHORT_TEXT;
      return readLatin1(this.#bytes, this.#take(length), length);
    }
    switch (first) {
      case tag.UNDEFINED:
        return undefined;
      case tag.NULL:
        return null;
      case tag.FALSE:
        return false;
      case tag.TRUE:
        return true;
      case tag.INT32:
        return this.#view.getInt32(this.#take(4), true);
      case tag.FLOAT64:
        return this.#view.getFloat64(this.#take(8), true);
      case tag.BIGINT64:
        return this.#view.getBigInt64(this.#take(8), true);
      case tag.BIGINT: {
        const negative = this.byte() === 1;
        const size = BigInt(`0x${this.string()}`);
        return negative ? -size : size;
      }
      case tag.UTF8: {
        const length = this.#view.getUint32(this.#take(4), true);
        const from = this.#take(length);
        return readUtf8(this.#bytes.subarray(from, from + length));
      }
      case tag.UTF16: {
        const length = this.#view.getUint32(this.#take(4), true);
        const from = this.#take(length);
        return readUtf16(this.#bytes, from, from + length);
      }
      default:
        return this.object(first);
    }
  }

  protected abstract object(type: number): unknown;

  protected value(): unknown {
    return this.scalar(this.byte());
  }

  protected string(): string {
    const text = this.value();
    return typeof text === 'string' ? text : this.corrupt('a text is missing');
  }

  /** A text that names a field. */
  protected key(): string {
    const first = this.#bytes[this.#at] as number;
    if (first < tag.SHORT_TEXT || first >= tag.SMALL_INT) return this.string();
    this.#take(1);
    const length = first - tag.SHORT_TEXT;
    return readKey(this.#bytes, this.#take(length), length);
  }

  protected byte(): number {
    return this.#bytes[this.#take(1)] as number;
  }

  protected count(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      if (scale > 2 ** 42) this.corrupt('it has a number that is too large');
    }
  }

  /** A copy of the next bytes, in a buffer of its own. */
  protected copy(length: number, options?: { maxByteLength: number }): ArrayBuffer {
    const from = this.#take(length);
    const buffer = new ArrayBuffer(length, options);
    new Uint8Array(buffer).set(this.#bytes.subarray(from, from + length));
    return buffer;
  }

  /** Where the next bytes begin, once it is sure that they are there. */
  #take(length: number): number {
    const from = this.#at;
    this.#at += length;
    if (this.#at > this.#end) this.corrupt('it ends too early');
    return from;
  }

  protected corrupt(what: string, cause?: unknown): never {
    throw new InvalidHandleError(
      `cannot read a message of ${this.#end} bytes: ${what}; pass the bytes that writeValue() made, of the same version`,
      cause === undefined ? undefined : { cause },
    );
  }
}
