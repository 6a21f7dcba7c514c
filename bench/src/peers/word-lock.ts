const free = 0;
const held = 1;
const contended = 2;

/**
 * The bare lock of three states (free, held, held with somebody waiting) in one word of shared memory:
 * no owner, no order, no limits, no detection. What any lock between threads costs at least.
 */
export class WordLock {
  readonly words: Int32Array<SharedArrayBuffer>;

  constructor(words: Int32Array<SharedArrayBuffer> = new Int32Array(new SharedArrayBuffer(4))) {
    this.words = words;
  }

  acquireSync(): void {
    if (Atomics.compareExchange(this.words, 0, free, held) === free) return;
    while (Atomics.exchange(this.words, 0, contended) !== free) {
      Atomics.wait(this.words, 0, contended);
    }
  }

  /** Undefined if it was free. */
  acquire(): Promise<void> | undefined {
    return Atomics.compareExchange(this.words, 0, free, held) === free ? undefined : this.#wait();
  }

  async #wait(): Promise<void> {
    while (Atomics.exchange(this.words, 0, contended) !== free) {
      const { async, value } = Atomics.waitAsync(this.words, 0, contended);
      if (async) await value;
    }
  }

  release(): void {
    if (Atomics.exchange(this.words, 0, free) === contended) Atomics.notify(this.words, 0, 1);
  }
}
