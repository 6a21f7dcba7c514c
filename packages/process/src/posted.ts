import { later } from './later.ts';

/** The answer to a process that is blocked until something comes for an end that it has. */
export interface Pulled {
  readonly values: readonly Uint8Array[];
  /** So many of them were sent as well: they arrive once more. */
  readonly again: number;
  /** Nothing more comes. */
  readonly ended: boolean;
}

/**
 * What was sent to an end that is in another process. That one may block for more, and then reads nothing but the answer: so
 * what it has not confirmed is kept, and what is on its way to it when it blocks is sent again, with the answer.
 */
export class Posted {
  readonly #reply: (pulled: Pulled) => void;
  readonly #kept: Uint8Array[] = [];
  /** How many values came before those that are kept. */
  #confirmed = 0;
  #hasEnded = false;
  #isAsked = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(reply: (pulled: Pulled) => void) {
    this.#reply = reply;
  }

  /** A value is to go there. False: it went as the answer, to who was blocked for it. */
  add(bytes: Uint8Array): boolean {
    if (this.#isAsked) this.#answer([bytes], 0);
    else {
      this.#kept.push(bytes);
      return true;
    }
    return false;
  }

  ended(): void {
    this.#hasEnded = true;
    if (this.#isAsked) this.#answer([], 0);
  }

  /** So many values have arrived. */
  confirmed(count: number): void {
    this.#kept.splice(0, count - this.#confirmed);
    this.#confirmed = count;
  }

  /**
   * It is blocked until a value comes, or for so many milliseconds.
   * @param covered How many values it has, or will find on their way and knows already.
   */
  pull(covered: number, timeout: number): void {
    const onTheirWay = this.#kept.slice(covered - this.#confirmed);
    this.#isAsked = true;
    if (onTheirWay.length > 0 || this.#hasEnded || timeout === 0) {
      this.#answer(onTheirWay, onTheirWay.length);
    } else if (timeout !== Infinity) {
      this.#timer = later(timeout, () => this.#answer([], 0));
      this.#timer.unref(); // the process holds the program open, unless it is a daemon
    }
  }

  #answer(values: readonly Uint8Array[], again: number): void {
    this.close();
    this.#reply({ values, again, ended: this.#hasEnded });
  }

  /** Nobody waits for an answer. */
  close(): void {
    this.#isAsked = false;
    clearTimeout(this.#timer);
  }
}
