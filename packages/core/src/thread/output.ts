import { addTimer, removeTimer } from '../time/timers.ts';

// On Node what a worker prints comes by way of its creator's event loop, line by line, and later than what it writes to shared
// memory. A worker of a pool lets the program end as soon as it has no calls, so before that it is asked for what is on its way.

/** A worker whose output comes by way of this thread. */
export interface Printing {
  /** Settles when what it has printed so far has come; undefined: it has. */
  output(): Promise<void> | undefined;
}

const printing: Set<Printing> = /* @__PURE__ */ new Set();

export function noteOutput(worker: Printing): void {
  printing.add(worker);
}

export function forgetOutput(worker: Printing): void {
  printing.delete(worker);
}

/** Settles when what workers of this thread have printed so far has come; undefined: all has. */
export function outputOfWorkers(): Promise<unknown> | undefined {
  const coming = [...printing].flatMap((worker) => worker.output() ?? []);
  return coming.length === 0 ? undefined : Promise.all(coming);
}

/**
 * A worker whose event loop is held up does not hold up the end of the program for longer, in milliseconds. Where many
 * programs share a core, one that only has to print has been seen to take more than a second.
 */
const patience = 10_000;

/** Asks one worker, once for all that it has done since it was asked before. */
export class Output {
  readonly #ask: () => void;
  /** It was asked, and has done nothing since. */
  #isDone = false;
  /** By what it was asked and has not answered, in order. */
  readonly #asked: (() => void)[] = [];

  constructor(ask: () => void) {
    this.#ask = ask;
  }

  /** It may have printed something. */
  stirred(): void {
    this.#isDone = false;
  }

  coming(): Promise<void> | undefined {
    if (this.#isDone) return undefined;
    this.#isDone = true;
    const { promise, resolve } = Promise.withResolvers<void>();
    // The timer holds the program open as well.
    const timer = addTimer(patience, resolve);
    this.#asked.push(() => {
      removeTimer(timer);
      resolve();
    });
    this.#ask();
    return promise;
  }

  /** It has said that all has come. */
  told(): void {
    this.#asked.shift()?.();
  }

  /** It is gone. */
  end(): void {
    this.#isDone = true;
    while (this.#asked.length > 0) this.told();
  }
}
