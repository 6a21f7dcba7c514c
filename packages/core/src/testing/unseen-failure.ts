/** Stands for a failure that nobody looked at when it came; it notes whether somebody did later. */
export class UnseenFailure extends Promise<never> {
  /** What is made of it by `then` is an ordinary promise. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  static of(error: unknown): UnseenFailure {
    const failure = new UnseenFailure((_, reject) => reject(error));
    failure.error = error;
    // So that the host has nothing to report.
    Promise.prototype.then.call(failure, undefined, () => {});
    return failure;
  }

  error: unknown = undefined;
  seen = false;

  override then<A = never, B = never>(
    onFulfilled?: ((value: never) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.seen = true;
    return super.then(onFulfilled, onRejected);
  }
}
