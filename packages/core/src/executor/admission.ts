import { BrokenExecutorError, ShutDownError } from '../errors.ts';

/** Whether an executor takes calls, and why it takes none any more. */
export class Admission {
  readonly #describe: () => string;
  #state: 'open' | 'shut' | 'broken' = 'open';
  #brokenBy: unknown;

  /** @param describe How messages call the executor. */
  constructor(describe: () => string) {
    this.#describe = describe;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  shut(): void {
    if (this.isOpen) this.#state = 'shut';
  }

  break(by: unknown): void {
    this.#state = 'broken';
    this.#brokenBy = by;
  }

  /** @throws ShutDownError, BrokenExecutorError */
  require(action: string): void {
    if (!this.isOpen) throw this.refusal(action);
  }

  refusal(action: string): ShutDownError | BrokenExecutorError {
    if (this.#state !== 'broken') {
      return new ShutDownError(`${action}: ${this.#describe()} was shut down`);
    }
    const why = this.#brokenBy instanceof Error ? `: ${this.#brokenBy.message}` : '';
    return new BrokenExecutorError(`${action}: ${this.#describe()} is broken${why}`, {
      cause: this.#brokenBy,
    });
  }
}
