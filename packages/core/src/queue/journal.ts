import { allocate, free } from '../memory/allocate.ts';
import { atomics } from '../memory/atomics.ts';
import { kinds, slotWords, tableWords } from '../memory/layout.ts';
import type { Memory } from '../memory/memory.ts';

// Several words of shared memory that change together, although whoever changes them may be killed at any step: first the
// changes are written down, then one store says that they count, and then they are made. If that is not done, whoever has
// the mutex next makes them once more.

/** Behind the word that says what the block is: how many changes there are, and for each its place and the new value. */
const head = 2;
/** So many fit into the journal that a queue keeps. */
const usual = 64;

const usualSlots = slotsFor(usual);

function slotsFor(changes: number): number {
  return Math.ceil((head + 2 * changes) / slotWords);
}

/** @throws MemoryFullError */
export function newJournal(memory: Memory): number {
  const journal = allocate(memory, usualSlots, 'table');
  memory.reach(journal + usualSlots - 1);
  return journal;
}

/** Makes the changes: values by the places of words. @throws MemoryFullError; then none is made. */
export function change(memory: Memory, queue: number, changes: ReadonlyMap<number, number>): void {
  const at = queue * slotWords;
  let journal = atomics.load(memory.words, at + tableWords.journal);
  if (changes.size > usual) journal = allocate(memory, slotsFor(changes.size), 'table');
  const words = memory.reach(journal + slotsFor(changes.size) - 1);
  let next = journal * slotWords + head;
  for (const [place, value] of changes) {
    words[next] = place;
    words[next + 1] = value;
    next += 2;
  }
  words[journal * slotWords + 1] = changes.size;
  atomics.store(words, at + tableWords.changes, journal);
  complete(memory, queue);
}

/** Makes the changes that count and may not be made yet. */
export function complete(memory: Memory, queue: number): void {
  const at = queue * slotWords;
  const journal = atomics.load(memory.words, at + tableWords.changes);
  if (journal === 0) return;
  const words = memory.reach(journal + usualSlots - 1);
  const count = atomics.load(words, journal * slotWords + 1);
  memory.reach(journal + slotsFor(count) - 1);
  for (let i = 0; i < count; i++) {
    const entry = journal * slotWords + head + 2 * i;
    const place = atomics.load(memory.words, entry);
    atomics.store(
      memory.reach(Math.floor(place / slotWords)),
      place,
      atomics.load(memory.words, entry + 1),
    );
  }
  atomics.store(memory.words, at + tableWords.changes, 0);
  if (journal !== atomics.load(memory.words, at + tableWords.journal)) {
    free(memory, journal, kinds.table);
  }
}
