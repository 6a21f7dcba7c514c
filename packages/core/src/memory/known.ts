/**
 * The objects of this thread and their slots: one object for a slot, however often its handle comes in,
 * for the waiters of a slot must stand in one line.
 */
export class Known {
  readonly #objects = new Map<number, WeakRef<object>>();
  readonly #slots = new WeakMap<object, number>();
  readonly #gone = new FinalizationRegistry((slot: number) => {
    if (this.#objects.get(slot)?.deref() === undefined) this.#objects.delete(slot);
  });

  get(slot: number): object | undefined {
    return this.#objects.get(slot)?.deref();
  }

  slotOf(object: object): number | undefined {
    return this.#slots.get(object);
  }

  set(slot: number, object: object): void {
    this.#objects.set(slot, new WeakRef(object));
    this.#slots.set(object, slot);
    this.#gone.register(object, slot);
  }

  /** For an object whose way into shared memory has failed. */
  forget(slot: number, object: object): void {
    this.#objects.delete(slot);
    this.#slots.delete(object);
  }
}
