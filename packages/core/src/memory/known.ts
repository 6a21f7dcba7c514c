/**
 * The objects of this thread by their slots: one object for a slot, however often its handle comes in,
 * for the waiters of a slot must stand in one line.
 */
export class Known<T extends object> {
  readonly #objects = new Map<number, WeakRef<T>>();
  readonly #gone = new FinalizationRegistry((slot: number) => {
    if (this.#objects.get(slot)?.deref() === undefined) this.#objects.delete(slot);
  });

  get(slot: number): T | undefined {
    return this.#objects.get(slot)?.deref();
  }

  set(slot: number, object: T): T {
    this.#objects.set(slot, new WeakRef(object));
    this.#gone.register(object, slot);
    return object;
  }
}
