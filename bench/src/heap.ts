interface Collecting {
  /** Node, Deno and Chromium have it by their flag. */
  gc?(): void;
  Bun?: { gc(force: boolean): void };
  /** Chromium's. */
  performance: { memory?: { usedJSHeapSize: number } };
}

const realm = globalThis as unknown as Collecting;

/**
 * Frees what nobody holds any more.
 * @throws Error where the runtime was started without the flag that lets a program ask for it.
 */
export async function collectGarbage(): Promise<void> {
  // What a finalizer or a microtask has let go is found by the second.
  for (let time = 0; time < 2; time += 1) {
    if (realm.Bun !== undefined) realm.Bun.gc(true);
    else if (realm.gc !== undefined) realm.gc();
    else throw new Error('cannot collect garbage: start the runtime with --expose-gc');
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Bytes of the heap that are held. */
export async function heapHeld(): Promise<number> {
  await collectGarbage();
  return realm.performance.memory?.usedJSHeapSize ?? process.memoryUsage().heapUsed;
}
