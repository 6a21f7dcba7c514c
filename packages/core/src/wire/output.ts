import * as tag from './tag.ts';
import { writeUtf8 } from './text.ts';

/** Scratch is kept up to this size between messages. */
const keptBytes = 1 << 20;

/** A scratch that grows, and what is written to it without looking further: numbers, texts, bytes. */
export abstract class Output {
  #bytes: Uint8Array = new Uint8Array(4096);
  #view: DataView = new DataView(this.#bytes.buffer);
  #at = 0;
  readonly #views: Uint8Array[] = [];

  protected begin(): void {
    this.#at = 0;
  }

  protected number(value: number): void {
    const whole = value | 0;
    // -0 is equal to 0 everywhere but here.
    if (whole === value && (whole !== 0 || Object.is(value, 0))) {
      if (whole >= 0 && whole < 128) return this.byte(tag.SMALL_INT | whole);
      this.#reserve(5);
      this.#bytes[this.#at] = tag.INT32;
      this.#view.setInt32(this.#at + 1, whole, true);
      this.#at += 5;
      return;
    }
    this.#reserve(9);
    this.#bytes[this.#at] = tag.FLOAT64;
    this.#view.setFloat64(this.#at + 1, value, true);
    this.#at += 9;
  }

  protected bigint(value: bigint): void {
    if (BigInt.asIntN(64, value) === value) {
      this.#reserve(9);
      this.#bytes[this.#at] = tag.BIGINT64;
      this.#view.setBigInt64(this.#at + 1, value, true);
      this.#at += 9;
    } else {
      this.byte(tag.BIGINT);
      this.byte(value < 0n ? 1 : 0);
      this.string((value < 0n ? -value : value).toString(16));
    }
  }

  protected string(text: string): void {
    const { length } = text;
    if (length <= tag.SHORT_TEXT_LIMIT) {
      this.#reserve(length + 1);
      const bytes = this.#bytes;
      const start = this.#at + 1;
      let i = 0;
      for (; i < length; i++) {
        const code = text.charCodeAt(i);
        if (code > 255) break;
        bytes[start + i] = code;
      }
      if (i === length) {
        bytes[this.#at] = tag.SHORT_TEXT | length;
        this.#at = start + length;
        return;
      }
    }
    this.#longString(text);
  }

  #longString(text: string): void {
    const wellFormed = text.isWellFormed();
    this.#reserve(5 + text.length * (wellFormed ? 3 : 2));
    const start = this.#at + 5;
    let size: number;
    if (wellFormed) size = writeUtf8(text, this.#bytes.subarray(start));
    else {
      size = text.length * 2;
      for (let i = 0; i < text.length; i++) {
        this.#view.setUint16(start + i * 2, text.charCodeAt(i), true);
      }
    }
    this.#bytes[this.#at] = wellFormed ? tag.UTF8 : tag.UTF16;
    this.#view.setUint32(this.#at + 1, size, true);
    this.#at = start + size;
  }

  protected copy(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  protected byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#at++] = value;
  }

  /** Seven bits a byte, the lowest first. */
  protected count(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest > 127) {
      this.#bytes[this.#at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#at++] = rest;
  }

  #reserve(size: number): void {
    const needed = this.#at + size;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
    this.#views.length = 0;
  }

  protected result(): Uint8Array {
    const length = this.#at;
    if (this.#bytes.length > keptBytes) {
      const result = this.#bytes.subarray(0, length);
      this.#bytes = new Uint8Array(4096);
      this.#view = new DataView(this.#bytes.buffer);
      this.#views.length = 0;
      return result;
    }
    // Making a view costs more than writing a number, so those of the usual lengths are kept.
    if (length >= 128) return this.#bytes.subarray(0, length);
    return (this.#views[length] ??= this.#bytes.subarray(0, length));
  }
}
