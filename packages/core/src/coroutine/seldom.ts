import type { CancelledError } from '../errors.ts';
import type { Observer, Operation, Signal } from '../operation/operation.ts';

/** As much of an `AbortController` as Heddle uses. */
interface Controller {
  readonly signal: Signal;
  abort(reason: unknown): void;
}

/** What most tasks never need, so that they need not carry it. */
export class Seldom {
  /** How often it was asked to end. */
  requests = 0;
  /** How it was asked last. */
  asked: CancelledError | undefined = undefined;
  /** Thrown into the coroutine at its next step, or where it would suspend next. */
  cancelled: CancelledError | undefined = undefined;
  /** At this moment what it waits for is being cancelled in its place. */
  passesOn = false;
  /** What it is told of at once: that it yielded something instead of waiting, that it closed a cycle. */
  mistake: Error | undefined = undefined;
  /** Pending operations that it began before the last one. */
  begunEarlier: Operation<unknown>[] | undefined = undefined;
  /** What an async function awaits at this moment. */
  awaited: Map<Operation<unknown>, Observer> | undefined = undefined;
  /** The coroutines that wait for the one they have entered. */
  callers: Iterator<unknown, unknown, unknown>[] | undefined = undefined;
  /** How many blocks with a time limit it is in; Infinity: it may be called off by one that is. */
  limits = 0;
  slot = 0;
  urgency = 0;
  /** What it is lent by those who wait for what it has: by each lock, and by who waits for its end. */
  lent: Map<object, number> | undefined = undefined;
  /** It may be left waiting when the program ends. */
  daemon = false;
  #controller: Controller | undefined = undefined;

  get hasSignal(): boolean {
    return this.#controller !== undefined;
  }

  get signal(): Signal {
    if (this.#controller === undefined) {
      const { AbortController } = globalThis as unknown as {
        AbortController: new () => Controller;
      };
      this.#controller = new AbortController();
      if (this.requests > 0) this.#controller.abort(this.asked);
    }
    return this.#controller.signal;
  }

  /** One more request to end. False: nobody listens. */
  ask(error: CancelledError): boolean {
    this.requests++;
    this.asked = error;
    this.#controller?.abort(error);
    return this.#controller !== undefined;
  }

  /** One request less; gives how many are left. */
  takeBack(): number {
    if (this.requests > 0 && --this.requests === 0) {
      this.cancelled = this.asked = this.#controller = undefined;
    }
    return this.requests;
  }

  beganEarlier(operation: Operation<unknown>): void {
    const earlier = (this.begunEarlier ??= []);
    if (earlier.length >= 32 && (earlier.length & (earlier.length - 1)) === 0) {
      this.begunEarlier = earlier.filter((one) => !one._settled);
    }
    this.begunEarlier!.push(operation);
  }

  /** The task has ended: what it began and awaited is left. */
  leaveAll(): void {
    // A race that it awaits may have been won by another: it must not stay with the one that goes on.
    if (this.awaited !== undefined) {
      for (const [operation, noting] of this.awaited) operation._unobserve(noting);
      this.awaited = undefined;
    }
    if (this.begunEarlier === undefined) return;
    // The latest first: it may have been watching an earlier one (`shield`, `gather`), which nobody does then.
    for (const operation of this.begunEarlier.toReversed()) operation._leave();
    this.begunEarlier = undefined;
  }
}
