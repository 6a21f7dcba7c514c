const held = 1;
/** Somebody waits, so a release has to wake. */
const waiting = 2;
/** It is the turn of the one who set this: nobody else may come first. */
const starving = 4;

/** How long one waits, in milliseconds, before being woken in vain makes it the next one: Heddle's rule, and Go's. */
const patience = 1;

/**
 * The bare word under Heddle's fairness: whoever comes first takes it, but who has waited for more than a millisecond and was
 * woken in vain comes next. Still without owner, limits, detection, or anybody's death.
 */
export class BoundedWordLock {
  readonly words: Int32Array<SharedArrayBuffer>;

  constructor(words: Int32Array<SharedArrayBuffer> = new Int32Array(new SharedArrayBuffer(4))) {
    this.words = words;
  }

  acquireSync(): void {
    if (Atomics.compareExchange(this.words, 0, 0, held) === 0) return;
    const wait = new Waiting(this.words);
    for (let state = wait.look(); state !== 0; state = wait.look()) {
      Atomics.wait(this.words, 0, state);
    }
  }

  /** Undefined if it was free. */
  acquire(): Promise<void> | undefined {
    return Atomics.compareExchange(this.words, 0, 0, held) === 0 ? undefined : this.#wait();
  }

  async #wait(): Promise<void> {
    const wait = new Waiting(this.words);
    for (let state = wait.look(); state !== 0; state = wait.look()) {
      const { async, value } = Atomics.waitAsync(this.words, 0, state);
      if (async) await value;
    }
  }

  release(): void {
    const before = Atomics.and(this.words, 0, starving);
    // Whose turn it is cannot be woken alone: it is not known who it is.
    if ((before & waiting) !== 0) Atomics.notify(this.words, 0, (before & starving) !== 0 ? 64 : 1);
  }
}

/** One that waits. */
class Waiting {
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #patient = performance.now() + patience;
  #looks = 0;
  #isNext = false;

  constructor(words: Int32Array<SharedArrayBuffer>) {
    this.#words = words;
  }

  /** Takes it: 0. Else the state in which it is to sleep. */
  look(): number {
    const isWoken = this.#looks++ > 0;
    for (;;) {
      const state = Atomics.load(this.#words, 0);
      const isOpen = (state & held) === 0 && ((state & starving) === 0 || this.#isNext);
      if (isOpen) {
        // Others may wait too.
        if (this.#swap(state, held | waiting)) return 0;
      } else if ((state & waiting) === 0) {
        if (this.#swap(state, state | waiting)) return state | waiting;
      } else if (isWoken && (state & starving) === 0 && performance.now() >= this.#patient) {
        if (this.#swap(state, state | starving)) this.#isNext = true;
      } else return state;
    }
  }

  #swap(from: number, to: number): boolean {
    return Atomics.compareExchange(this.#words, 0, from, to) === from;
  }
}
