/** Holds what it refers to. */
class Held<T extends WeakKey> {
  readonly #target: T;

  constructor(target: T) {
    this.#target = target;
  }

  deref(): T {
    return this.#target;
  }
}

/** Never calls. */
class Silent {
  register(): void {}
  unregister(): boolean {
    return false;
  }
}

/** Whose stacks are short: of the errors that a search makes, hardly any is looked at. (Engines other than V8 take no note.) */
const errors = Error as { stackTraceLimit?: number | undefined };

/**
 * Runs `body` without weak references and finalizers: a search makes and drops the same objects thousands of times, none of
 * which has a time at which it is collected.
 */
export async function withoutCollector<T>(body: () => Promise<T>): Promise<T> {
  const { WeakRef, FinalizationRegistry } = globalThis;
  const { stackTraceLimit } = errors;
  Object.assign(globalThis, { WeakRef: Held, FinalizationRegistry: Silent });
  errors.stackTraceLimit = 8;
  try {
    return await body();
  } finally {
    Object.assign(globalThis, { WeakRef, FinalizationRegistry });
    errors.stackTraceLimit = stackTraceLimit;
  }
}
