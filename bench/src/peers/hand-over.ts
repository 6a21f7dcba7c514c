/**
 * The bare hand-over between two threads, by park and unpark: a word for each of them, on which it sleeps until the other
 * one wakes it. Nothing but the turn itself changes hands.
 */
export class HandOver {
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #me: number;

  /** `me`: 0 or 1. Of the words, one of the two is 1: it is that one's turn. */
  constructor(words: Int32Array<SharedArrayBuffer>, me: number) {
    this.#words = words;
    this.#me = me;
  }

  /** Waits for this thread's turn. */
  park(): void {
    while (Atomics.exchange(this.#words, this.#me, 0) === 0) Atomics.wait(this.#words, this.#me, 0);
  }

  /** Makes it the other's. */
  unpark(): void {
    Atomics.store(this.#words, 1 - this.#me, 1);
    Atomics.notify(this.#words, 1 - this.#me, 1);
  }
}
