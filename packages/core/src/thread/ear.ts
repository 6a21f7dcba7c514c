import type { Bell, Listener } from '../memory/bell.ts';

/** Who listens to a thread's bell at times. */
export class Ear {
  readonly #bell: Bell;
  readonly #listener: Listener;
  #isOpen = false;

  constructor(bell: Bell, listener: Listener) {
    this.#bell = bell;
    this.#listener = listener;
  }

  listen(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#bell.listen(this.#listener);
  }

  quiet(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#bell.quiet(this.#listener);
  }
}
