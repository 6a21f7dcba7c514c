import { ShutDownError, type BrokenExecutorError } from '../errors.ts';
import type { Deaths } from './deaths.ts';

/** Whether an executor takes calls, and why it takes none any more. */
export class Admission {
  readonly #describe: () => string;
  readonly #deaths: Deaths;
  #state: 'open' | 'shut' | 'broken' = 'open';
  #brokenBy: unknown;
  #why = '';

  /** @param describe How messages call the executor. */
  constructor(describe: () => string, deaths: Deaths) {
    this.#describe = describe;
    this.#deaths = deaths;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  get isBroken(): boolean {
    return this.#state === 'broken';
  }

  shut(): void {
    if (this.isOpen) this.#state = 'shut';
  }

  /** @param why As messages say it. */
  break(by: unknown, why: string): void {
    if (this.isBroken) return; // the first one did
    this.#state = 'broken';
    this.#brokenBy = by;
    this.#why = why;
  }

  /** @throws ShutDownError, BrokenExecutorError */
  require(action: string): void {
    if (!this.isOpen) throw this.refusal(action);
  }

  refusal(action: string): ShutDownError | BrokenExecutorError {
    if (this.#state !== 'broken') {
      return new ShutDownError(
        `${action}: ${this.#describe()} was shut down; make a new one, or shut it down after its last call`,
      );
    }
    const text = `${action}: ${this.#describe()} is broken: ${this.#why}`;
    return this.#deaths.broken(text, this.#brokenBy);
  }
}
