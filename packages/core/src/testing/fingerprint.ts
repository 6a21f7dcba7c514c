/** Two mixes of 32 bits, as in cyrb53. (A million points meet by chance once in tens of millions of searches.) */
export class Fingerprint {
  #a = 0xdeadbeef | 0;
  #b = 0x41c6ce57;

  add(word: number): void {
    this.#a = Math.imul(this.#a ^ word, 2654435761) ^ (this.#a >>> 15);
    this.#b = Math.imul(this.#b ^ word, 1597334677) ^ (this.#b >>> 13);
  }

  /** The words of a part of memory: most are 0, so those that are not are added with their places. */
  addWords(words: Int32Array, from: number, to: number): void {
    let a = this.#a;
    let b = this.#b;
    for (let i = from; i < to; i++) {
      const word = words[i]!;
      if (word === 0) continue;
      a = Math.imul(a ^ i, 2654435761) ^ (a >>> 15);
      b = Math.imul(b ^ i, 1597334677) ^ (b >>> 13);
      a = Math.imul(a ^ word, 2654435761) ^ (a >>> 15);
      b = Math.imul(b ^ word, 1597334677) ^ (b >>> 13);
    }
    this.#a = a;
    this.#b = b;
  }

  /** Two halves; the words that were added last are in all of their bits. */
  get low(): number {
    const mixed = Math.imul(this.#a ^ (this.#b >>> 16), 2246822507);
    return mixed ^ (mixed >>> 13);
  }

  get high(): number {
    const mixed = Math.imul(this.#b ^ (this.#a >>> 16), 3266489909);
    return mixed ^ (mixed >>> 13);
  }
}
