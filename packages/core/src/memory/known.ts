import type { Memory } from './memory.ts';
import { countIn, countOut, gain, lose } from './shares.ts';

/** This thread's object for a slot. */
interface Entry {
  readonly slot: number;
  readonly object: WeakRef<object>;
  /** A handle of it may be used at any time, and any number of times. */
  pinned: boolean;
}

/** The thread. */
interface Owner {
  readonly thread: number;
  readonly isBuried: boolean;
}

/**
 * The objects of this thread and their slots: one object for a slot, however often its handle comes in,
 * for the waiters of a slot must stand in one line.
 * As long as there is an entry, this thread is counted among those who know the slot.
 */
export class Known {
  readonly #memory: Memory;
  readonly #owner: Owner;
  readonly #entries = new Map<number, Entry>();
  readonly #slots = new WeakMap<object, number>();
  readonly #gone = new FinalizationRegistry<Entry>((entry) => {
    // Was another object made for the slot meanwhile, this thread still knows it; was this one let go of, nothing is left.
    if (this.#entries.get(entry.slot) === entry) this.#remove(entry.slot);
  });

  constructor(memory: Memory, owner: Owner) {
    this.#memory = memory;
    this.#owner = owner;
  }

  get(slot: number): object | undefined {
    return this.#entries.get(slot)?.object.deref();
  }

  slotOf(object: object): number | undefined {
    return this.#slots.get(object);
  }

  /** `object` is from now on this thread's for the slot, which it has allocated or has a handle of. */
  set(slot: number, object: object): void {
    const before = this.#entries.get(slot); // its object is gone, and was not missed yet
    if (before === undefined) gain(this.#memory, slot, this.#owner.thread);
    const entry = { slot, object: new WeakRef(object), pinned: before?.pinned ?? false };
    this.#entries.set(slot, entry);
    this.#slots.set(object, slot);
    this.#gone.register(object, entry);
  }

  /** Lets go of an object at once: one that was closed, or whose way into shared memory has failed. */
  forget(object: object): void {
    const slot = this.#slots.get(object);
    if (slot === undefined) return;
    this.#slots.delete(object);
    const entry = this.#entries.get(slot);
    if (entry?.object.deref() !== object) return;
    if (entry.pinned) countOut(this.#memory, slot);
    this.#remove(slot);
  }

  /** Counts a handle that may be used any number of times: the slot stays until `object` is forgotten. */
  pin(object: object): void {
    const slot = this.#slots.get(object)!;
    const entry = this.#entries.get(slot)!;
    if (entry.pinned) return;
    entry.pinned = true;
    countIn(this.#memory, slot);
  }

  #remove(slot: number): void {
    this.#entries.delete(slot);
    // Its number may be another thread's by now, which knows the slot as well.
    if (!this.#owner.isBuried) lose(this.#memory, slot, this.#owner.thread);
  }
}
