import type { CancelledError } from '../errors.ts';
import type { Operation, Signal } from '../operation/operation.ts';
import type { Pending } from '../operation/pending.ts';

/** As much of an `AbortController` as Heddle uses. */
interface Controller {
  readonly signal: Signal;
  abort(reason: unknown): void;
}

/** What most tasks never need, so that they need not carry it. */
export class Seldom {
  /** How often it was asked to end. */
  requests = 0;
  /** Thrown into the coroutine at its next step, or where it would suspend next. */
  cancelled: CancelledError | undefined = undefined;
  /** What it is told of at once: that it yielded something instead of waiting, that it closed a cycle. */
  mistake: Error | undefined = undefined;
  /** Pending operations that it began before the last one. */
  begunEarlier: Pending<unknown>[] | undefined = undefined;
  /** What an async function awaits at this moment. */
  awaited: Set<Operation<unknown>> | undefined = undefined;
  /** The coroutines that wait for the one they have entered. */
  callers: Iterator<unknown, unknown, unknown>[] | undefined = undefined;
  /** How many blocks with a time limit it is in; Infinity: it may be called off by one that is. */
  limits = 0;
  slot = 0;
  urgency = 0;
  /** It may be left waiting when the program ends. */
  daemon = false;
  #controller: Controller | undefined = undefined;

  get signal(): Signal {
    if (this.#controller === undefined) {
      const { AbortController } = globalThis as unknown as {
        AbortController: new () => Controller;
      };
      this.#controller = new AbortController();
      if (this.requests > 0) this.#controller.abort(this.cancelled);
    }
    return this.#controller.signal;
  }

  /** False: nobody listens. */
  abort(error: CancelledError): boolean {
    this.#controller?.abort(error);
    return this.#controller !== undefined;
  }

  beganEarlier(operation: Pending<unknown>): void {
    const earlier = (this.begunEarlier ??= []);
    if (earlier.length >= 32 && (earlier.length & (earlier.length - 1)) === 0) {
      this.begunEarlier = earlier.filter((one) => !one._settled);
    }
    this.begunEarlier!.push(operation);
  }

  leaveBegun(): void {
    if (this.begunEarlier === undefined) return;
    for (const operation of this.begunEarlier) operation._leave();
    this.begunEarlier = undefined;
  }
}
