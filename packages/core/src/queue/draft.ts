import { allocate, free } from '../memory/allocate.ts';
import { atomics } from '../memory/atomics.ts';
import { kinds, slotWords, tableWords } from '../memory/layout.ts';
import type { Memory } from '../memory/memory.ts';
import { peekValue } from '../wire/bytes.ts';
import { readChain } from './chain.ts';
import { change, complete } from './journal.ts';

/** An item in the table: the first block of its bytes, whether handles are in them, and how many were put before it. */
export interface Entry {
  readonly chain: number;
  readonly carries: boolean;
  readonly arrival: number;
}

/** An entry: the block, and twice how many were put before, plus 1 if it carries handles. */
const entryWords = 2;

/** A queue's table as it will be: what changes in it is seen by nobody else before `commit`. */
export class Draft {
  readonly #memory: Memory;
  readonly #queue: number;
  readonly #table: number;
  readonly #changed = new Map<number, Entry>();
  readonly #values = new Map<number, unknown>();
  size: number;

  /** While this thread has the mutex. */
  constructor(memory: Memory, queue: number) {
    complete(memory, queue);
    this.#memory = memory;
    this.#queue = queue;
    this.#table = this.#load(tableWords.table);
    this.size = this.#load(tableWords.count);
  }

  get(index: number): Entry {
    const changed = this.#changed.get(index);
    if (changed !== undefined) return changed;
    const at = placeOf(this.#table, index);
    const words = this.#memory.reach(Math.floor((at + 1) / slotWords));
    const arrival = atomics.load(words, at + 1);
    return { chain: atomics.load(words, at), carries: (arrival & 1) === 1, arrival: arrival >> 1 };
  }

  set(index: number, entry: Entry): void {
    this.#changed.set(index, entry);
  }

  /** The item, to be compared: it stays in the table. */
  value({ chain }: Entry): unknown {
    if (this.#values.has(chain)) return this.#values.get(chain);
    const value = peekValue(readChain(this.#memory, chain));
    this.#values.set(chain, value);
    return value;
  }

  /** Makes the table what the draft is; `puts` were put by then. @throws MemoryFullError; then nothing has changed. */
  commit(puts: number = this.#load(tableWords.puts)): void {
    const at = this.#queue * slotWords;
    const room = this.#load(tableWords.room);
    const changes = new Map<number, number>();
    let table = this.#table;
    if (this.size > room) {
      const more = Math.max(this.size, room * 2 + 1);
      table = newTable(this.#memory, more);
      changes.set(at + tableWords.table, table);
      changes.set(at + tableWords.room, more);
      for (let index = 0; index < this.size; index++) this.set(index, this.get(index));
    }
    changes.set(at + tableWords.count, this.size);
    changes.set(at + tableWords.puts, puts);
    for (const [index, { chain, carries, arrival }] of this.#changed) {
      if (index >= this.size) continue;
      changes.set(placeOf(table, index), chain);
      changes.set(placeOf(table, index) + 1, (arrival << 1) | (carries ? 1 : 0));
    }
    try {
      change(this.#memory, this.#queue, changes);
    } catch (error) {
      if (table !== this.#table) free(this.#memory, table, kinds.table);
      throw error;
    }
    if (table !== this.#table) free(this.#memory, this.#table, kinds.table);
  }

  #load(word: number): number {
    return atomics.load(this.#memory.words, this.#queue * slotWords + word);
  }
}

function placeOf(table: number, index: number): number {
  return table * slotWords + 1 + index * entryWords;
}

/** @throws MemoryFullError */
export function newTable(memory: Memory, room: number): number {
  const slots = Math.ceil((1 + room * entryWords) / slotWords);
  const table = allocate(memory, slots, 'table');
  memory.reach(table + slots - 1);
  return table;
}
