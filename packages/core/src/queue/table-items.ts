import { free } from '../memory/allocate.ts';
import { atomics } from '../memory/atomics.ts';
import { InvalidStateError, MemoryFullError } from '../errors.ts';
import { kinds, queueSlots, queueWords, slotWords, tableWords, threads } from '../memory/layout.ts';
import type { Memory } from '../memory/memory.ts';
import { lendMutex, lockMutex, reclaimMutex, unlockMutex } from '../memory/mutex.ts';
import { writeValue } from '../wire/bytes.ts';
import { freeChain, writeChain } from './chain.ts';
import { Draft, newTable, type Entry } from './draft.ts';
import { discard, type Items, type Taken } from './items.ts';
import { newJournal } from './journal.ts';
import { listed, type Item, type Wrapped } from './record.ts';
import { lastFirst, type Ordering } from './shared-orders.ts';
import { refuseStep } from './waiters.ts';

const firstRoom = 30;

/**
 * The items of a queue that is no line, in shared memory: a table of them in the order that `Ordering` keeps, and a journal
 * by which all words of a change change together. One mutex guards all of it, also while two items are compared.
 */
export class TableItems implements Items {
  readonly #memory: Memory;
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #queue: number;
  readonly #at: number;
  readonly #maxsize: number;
  readonly #me: number;
  readonly #ordering: Ordering;
  /** This thread has the mutex. */
  #isInside = false;

  constructor(memory: Memory, thread: number, queue: number, ordering: Ordering) {
    this.#memory = memory;
    this.#words = memory.reach(queue + queueSlots - 1);
    this.#queue = queue;
    this.#at = queue * slotWords;
    this.#maxsize = this.#words[this.#at + queueWords.maxsize]!;
    this.#me = thread + 1;
    this.#ordering = ordering;
  }

  /** Makes a new block an empty queue. @throws MemoryFullError */
  static prepare(memory: Memory, queue: number, maxsize: number): void {
    const journal = newJournal(memory);
    let table: number;
    try {
      table = newTable(memory, firstRoom);
    } catch (error) {
      free(memory, journal, kinds.table);
      throw error;
    }
    const words = memory.reach(queue + queueSlots - 1);
    const at = queue * slotWords;
    words[at + queueWords.isTable] = 1;
    words[at + queueWords.maxsize] = maxsize;
    words[at + tableWords.journal] = journal;
    words[at + tableWords.table] = table;
    words[at + tableWords.room] = firstRoom;
  }

  get size(): number {
    return this.#load(tableWords.count);
  }

  beyond(done: number): number {
    return (this.#load(tableWords.puts) - done) | 0;
  }

  put(items: Wrapped, count: number): boolean {
    const entries: { chain: number; carries: boolean }[] = [];
    let isPut = false;
    try {
      for (const item of listed(items)) entries.push(this.#chain(item));
      isPut = this.#alone(() => this.#putAll(entries, count));
    } finally {
      if (!isPut) for (const { chain } of entries) freeChain(this.#memory, chain);
    }
    return isPut;
  }

  #chain(item: Item): { chain: number; carries: boolean } {
    if (typeof item !== 'number' && !item.isArray) {
      return { chain: writeChain(this.#memory, item.bytes), carries: item.carries };
    }
    const value = typeof item === 'number' ? item : item.bytes;
    return { chain: writeChain(this.#memory, writeValue(value, 'item')), carries: false };
  }

  #putAll(entries: readonly { chain: number; carries: boolean }[], count: number): boolean {
    const draft = new Draft(this.#memory, this.#queue);
    if (this.#load(queueWords.closed) !== 0) return false;
    if (this.#maxsize !== 0 && draft.size + count > this.#maxsize) return false;
    let arrival = this.#load(tableWords.puts);
    this.#order(() => {
      for (const entry of entries) this.#ordering.put(draft, { ...entry, arrival: arrival++ });
    });
    draft.commit(arrival);
    return true;
  }

  takeOne(): Taken | undefined {
    return this.take(1)[0];
  }

  take(most: number): readonly Taken[] {
    try {
      return this.#take(most);
    } catch (error) {
      // To take many out takes memory; one by one it does not.
      if (most === 1 || !(error instanceof MemoryFullError)) throw error;
      return this.#take(1);
    }
  }

  #take(most: number): readonly Taken[] {
    // Changes that a dead thread has left may be an item.
    if (this.size === 0 && this.#load(tableWords.changes) === 0) return [];
    return this.#alone(() => {
      const draft = new Draft(this.#memory, this.#queue);
      if (this.#load(queueWords.closed) === 2) return []; // what may still be in it is nobody's
      const taken = this.#order(() => this.#takeOf(draft, most));
      if (taken.length > 0) draft.commit();
      return taken;
    });
  }

  #takeOf(draft: Draft, most: number): readonly Taken[] {
    const taken: Taken[] = [];
    try {
      while (draft.size > 0 && taken.length < most) {
        taken.push(takenOf(this.#ordering.take(draft)));
      }
    } catch (error) {
      refuseStep(error);
      // What is out already is not lost: the next get meets the error.
      if (taken.length === 0) throw error;
    }
    return taken;
  }

  takeAll(): readonly Taken[] {
    const draft = new Draft(this.#memory, this.#queue);
    const taken = Array.from({ length: draft.size }, (_, index) => takenOf(draft.get(index)));
    draft.size = 0;
    draft.commit();
    return taken;
  }

  alone(action: (left: number) => void): void {
    this.#alone(() => action(new Draft(this.#memory, this.#queue).size));
  }

  /** Runs it while no other thread has the mutex. @throws InvalidStateError in the midst of a comparison. */
  #alone<R>(steps: () => R): R {
    if (this.#isInside) {
      throw new InvalidStateError(
        'compare used the queue that it is to bring into order: it must only compare its two arguments',
      );
    }
    const mutex = this.#at + queueWords.putMutex;
    lockMutex(this.#words, mutex, this.#me);
    this.#isInside = true;
    try {
      return steps();
    } finally {
      this.#isInside = false;
      unlockMutex(this.#words, mutex, this.#me);
    }
  }

  /** Steps on a draft, with comparisons among them. */
  #order<R>(steps: () => R): R {
    if (!this.#ordering.calls) return steps();
    lendMutex(this.#words, this.#at + queueWords.putMutex, this.#me);
    let result: R;
    try {
      result = steps();
    } catch (error) {
      refuseStep(error);
      this.#reclaim();
      throw error;
    }
    this.#reclaim();
    return result;
  }

  /** @throws InvalidStateError if others use the table since. */
  #reclaim(): void {
    if (reclaimMutex(this.#words, this.#at + queueWords.putMutex, this.#me)) return;
    throw new InvalidStateError(
      'cannot bring a queue into order: this thread was ended while compare was called',
    );
  }

  #load(word: number): number {
    return atomics.load(this.#words, this.#at + word);
  }
}

function takenOf({ chain, carries }: Entry): Taken {
  return { bytes: undefined, chain, carries };
}

/** Frees what is left of a queue that nobody knows any more. */
export function dropTable(memory: Memory, queue: number): void {
  const items = new TableItems(memory, threads, queue, lastFirst);
  items.alone(() => {
    for (const taken of items.takeAll()) discard(memory, taken);
  });
  const words = memory.reach(queue + queueSlots - 1);
  const at = queue * slotWords;
  for (const word of [tableWords.table, tableWords.journal]) {
    free(memory, atomics.load(words, at + word), kinds.table);
  }
}
