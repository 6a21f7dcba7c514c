/** As many bytes of what nobody has asked for are kept, for the message of an error. */
const most = 4096;

/** What a process has printed: all of it, or its end. */
export class Tail {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  add(chunk: Uint8Array, keepsAll: boolean): void {
    this.#parts.push(chunk);
    this.#length += chunk.length;
    if (keepsAll) return;
    while (this.#parts.length > 1 && this.#length - this.#parts[0]!.length >= most) {
      this.#length -= this.#parts.shift()!.length;
    }
  }

  /** All that is kept. */
  get text(): string {
    return new TextDecoder().decode(Buffer.concat(this.#parts));
  }

  /** The last lines, as an error tells them. */
  get end(): string {
    return this.text.slice(-most).trimEnd();
  }
}
