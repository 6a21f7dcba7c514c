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

/**
 * Runs `body` without weak references and finalizers: a search makes and drops the same objects thousands of times, none of
 * which has a time at which it is collected.
 */
export async function withoutCollector<T>(body: () => Promise<T>): Promise<T> {
  const { WeakRef, FinalizationRegistry } = globalThis;
  Object.assign(globalThis, { WeakRef: Held, FinalizationRegistry: Silent });
  try {
    return await body();
  } finally {
    Object.assign(globalThis, { WeakRef, FinalizationRegistry });
  }
}
