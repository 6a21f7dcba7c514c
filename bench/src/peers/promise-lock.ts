/** A lock as one writes it by hand: a chain of promises, in which each waits for the one before. */
export class PromiseLock {
  #last: Promise<void> = Promise.resolve();

  /** Gives what releases it. */
  async acquire(): Promise<() => void> {
    const before = this.#last;
    let release!: () => void;
    this.#last = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    return release;
  }
}
