import { Line, Pending, readValue, Ring, settleAll } from '@heddle/core/internal';
import type { Waitable } from '@heddle/core/internal';
import type { Port } from './joint.ts';

/** What has come for an end that is here, and who waits for it. */
export class Inbox implements Port {
  readonly #messages: Ring<Uint8Array> = new Ring();
  readonly #receiving: Line<Pending<unknown>> = new Line();
  readonly #watching: Line<Pending<void>> = new Line();
  readonly #endOfFile: () => Error;
  #hasEnded = false;

  /** @param endOfFile What a receive fails with once there is nothing more. */
  constructor(endOfFile: () => Error) {
    this.#endOfFile = endOfFile;
  }

  /** Whoever sends to it is gone. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** A receive would not wait: it gets a value, or the end of file. */
  get isReady(): boolean {
    return this.#messages.size > 0 || this.#hasEnded;
  }

  get isWaitedFor(): boolean {
    return !this.#receiving.empty || !this.#watching.empty;
  }

  deliver(bytes: Uint8Array): void {
    if (this.#hasEnded) return;
    const wait = this.#receiving.shift();
    if (wait !== undefined) {
      settle(wait, bytes);
      return;
    }
    this.#messages.push(bytes);
    settleAll(this.#watching);
  }

  ended(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.refuse(this.#endOfFile);
    settleAll(this.#watching);
  }

  /** Fails all who wait for a value. */
  refuse(error: () => Error): void {
    for (let wait = this.#receiving.shift(); wait !== undefined; wait = this.#receiving.shift()) {
      wait._reject(error());
    }
  }

  /** The next message, or undefined: there is none. */
  take(): Uint8Array | undefined {
    return this.#messages.shift();
  }

  /** Nobody will take them: who waits is told by what is ready. */
  clear(): void {
    this.#messages.clear();
    settleAll(this.#watching);
  }

  /** Stands in line for the next value. */
  receive(target: Waitable): Pending<unknown> {
    const wait = new Pending<unknown>(target, 'recv');
    this.#receiving.push(wait);
    return wait;
  }

  /** Stands in line until a receive would not wait. */
  watch(target: Waitable): Pending<void> {
    const wait = new Pending<void>(target, 'poll');
    this.#watching.push(wait);
    return wait;
  }
}

function settle(wait: Pending<unknown>, bytes: Uint8Array): void {
  let value: unknown;
  try {
    value = readValue(bytes);
  } catch (error) {
    wait._reject(error);
    return;
  }
  wait._resolve(value);
}
