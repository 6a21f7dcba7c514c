import { free } from '../memory/allocate.ts';
import { atomics, glance } from '../memory/atomics.ts';
import { kinds, queueSlots, queueWords, slotWords, threads, waitSet } from '../memory/layout.ts';
import type { Memory } from '../memory/memory.ts';
import { lockMutex, unlockMutex } from '../memory/mutex.ts';
import { revokePromises } from '../memory/promises.ts';
import { nextBit } from '../memory/wait-set.ts';
import { loadValue } from '../wire/bytes.ts';
import { discard, ofArray, ofChain, ofCopied, ofLoaded, type Items, type Taken } from './items.ts';
import * as record from './record.ts';
import type { Item } from './record.ts';
import {
  endOf,
  leaveSegment,
  newSegment,
  nextSegment,
  noteAdded,
  segmentOf,
  settleAdded,
  startOf,
} from './segments.ts';
import { refuseStep } from './waiters.ts';

/** In place of `maxsize`: there is no place in it, an item goes in only for who waits for one. */
export const rendezvous = -1;

/**
 * The items of a queue in shared memory: records in segments. Those who put hold one mutex, those who get another, each for
 * a few steps, so that a producer and a consumer do not meet while there is something between them.
 *
 * Who puts writes the records first; what makes them part of the queue is one store of `puts`, and what takes items out of
 * it one store of `gets`. So a thread may be killed at any step: an item is in the queue or is not. Where the next record
 * stands is written to that one of two places which does not count; the lowest bit of the word stored says which counts.
 */
export class SharedItems implements Items {
  readonly #memory: Memory;
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #queue: number;
  readonly #at: number;
  readonly #maxsize: number;
  /** This thread, as a mutex knows it. */
  readonly #me: number;
  readonly chainsLong = true;
  admits = false;
  promisedTo = -1;
  /** Where the next record is written, and where its segment ends, while the mutex is held. */
  #next = 0;
  #end = 0;

  constructor(memory: Memory, thread: number, queue: number) {
    this.#memory = memory;
    this.#words = memory.reach(queue + queueSlots - 1);
    this.#queue = queue;
    this.#at = queue * slotWords;
    this.#maxsize = this.#words[this.#at + queueWords.maxsize]!;
    this.#me = thread + 1;
  }

  /** Makes a new block an empty queue. @throws MemoryFullError */
  static prepare(memory: Memory, queue: number, maxsize: number): void {
    const segment = newSegment(memory);
    const words = memory.reach(queue + queueSlots - 1);
    const at = queue * slotWords;
    words[at + queueWords.maxsize] = maxsize;
    words[at + queueWords.roomUntil] = maxsize;
    words[at + queueWords.putAt] = words[at + queueWords.getAt] = startOf(segment);
    words[at + queueWords.putEnd] = endOf(segment);
  }

  get size(): number {
    for (;;) {
      const gets = this.#load(queueWords.gets);
      const puts = this.#load(queueWords.puts);
      if (this.#load(queueWords.gets) === gets) return difference(counted(puts), counted(gets));
    }
  }

  /** How many more were put than `done` counts. */
  beyond(done: number): number {
    return difference(counted(this.#load(queueWords.puts)), done);
  }

  /** Puts them all in; false: there is no room for all, or it is closed. @throws MemoryFullError */
  put(items: Item | readonly Item[], count: number): boolean {
    const words = this.#words;
    const at = this.#at;
    lockMutex(words, at + queueWords.putMutex, this.#me);
    try {
      const puts = glance(words, at + queueWords.puts);
      if (glance(words, at + queueWords.adding) !== 0) settleAdded(this.#memory, this.#queue);
      if (glance(words, at + queueWords.closed) !== 0 || !this.#hasRoom(puts, count)) return false;
      const place = puts & 1;
      this.#next = glance(words, at + queueWords.putAt + place);
      this.#end = glance(words, at + queueWords.putEnd + place);
      if (record.isList(items)) this.#appendAll(items);
      else this.#append(items);
      words[at + queueWords.putAt + (place ^ 1)] = this.#next;
      words[at + queueWords.putEnd + (place ^ 1)] = this.#end;
      atomics.store(words, at + queueWords.puts, (puts + 2 * count) ^ 1);
      if (record.isList(items)) atomics.store(words, at + queueWords.adding, 0);
      if (this.#maxsize === rendezvous) this.#promise();
      return true;
    } finally {
      unlockMutex(words, at + queueWords.putMutex, this.#me);
    }
  }

  #appendAll(items: readonly Item[]): void {
    try {
      for (const item of items) {
        const end = this.#end;
        this.#append(item);
        if (this.#end !== end) noteAdded(this.#memory, this.#queue, segmentOf(this.#end));
      }
    } catch (error) {
      refuseStep(error);
      settleAdded(this.#memory, this.#queue);
      throw error;
    }
  }

  #append(item: Item): void {
    const size = record.sizeOf(item);
    if (this.#next + size > this.#end) {
      const segment = nextSegment(this.#memory, this.#queue);
      const start = startOf(segment);
      record.writeJump(this.#reach(this.#next), this.#next, start, segmentOf(this.#end));
      this.#next = start;
      this.#end = endOf(segment);
    }
    this.#reach(this.#next);
    record.write(this.#memory, this.#next, item);
    this.#next += size;
  }

  #hasRoom(puts: number, count: number): boolean {
    const maxsize = this.#maxsize;
    if (maxsize === 0) return true;
    if (maxsize === rendezvous) {
      const receivers = bitsOf(this.#othersGetting(0)) + bitsOf(this.#othersGetting(1));
      return this.size + count <= receivers + (this.admits ? 1 : 0);
    }
    const after = counted(puts) + count;
    if (difference(glance(this.#words, this.#at + queueWords.roomUntil), after) >= 0) return true;
    // What the others write all the time is looked at only when it has to be: it is in their processor's cache.
    const until = counted(this.#load(queueWords.gets)) + maxsize;
    this.#words[this.#at + queueWords.roomUntil] = until;
    return difference(until, after) >= 0;
  }

  /**
   * Which other threads wait for an item, in one half of their set. This one does not count: what waits there may be a
   * `select` that would receive what it sends itself.
   */
  #othersGetting(half: number): number {
    const set = this.#at + queueWords.getting + half;
    const own = this.#me > 32 === (half === 1) ? 1 << ((this.#me - 1) & 31) : 0;
    const blocked = atomics.load(this.#words, set);
    return (blocked | atomics.load(this.#words, set + waitSet.asyncLow)) & ~own;
  }

  /**
   * The item is for one of those who wait: else who sends and then receives would take it back before that one has woken.
   * If this thread dies before it says so, or another takes it, it is for whoever looks first. If it dies before it has
   * looked whether that one still waits, all that is promised is for whoever looks first.
   */
  #promise(): void {
    const { promising, promised } = queueWords;
    const words = this.#words;
    const at = this.#at;
    // Of one whose mutex was taken from it.
    if (glance(words, at + promising) !== 0) revokePromises(words, at);
    this.promisedTo = -1;
    if (this.admits) return;
    const waiting = (half: number): number =>
      this.#othersGetting(half) & ~this.#load(promised + half);
    const thread = nextBit(waiting(0), waiting(1), this.#me - 1);
    if (thread < 0) return;
    const bit = 1 << (thread & 31);
    atomics.store(words, at + promising, this.#me);
    atomics.or(words, at + promised + (thread >> 5), bit);
    // Who leaves first takes its bit out of those who wait, then looks whether it was promised one.
    if ((this.#othersGetting(thread >> 5) & bit) === 0) this.renounce(thread);
    else this.promisedTo = thread;
    atomics.store(words, at + promising, 0);
  }

  #isPromised(thread: number = this.#me - 1): boolean {
    const word = this.#load(queueWords.promised + (thread >> 5));
    return (word & (1 << (thread & 31))) !== 0;
  }

  renounce(thread: number = this.#me - 1): boolean {
    if (this.#maxsize !== rendezvous || !this.#isPromised(thread)) return false;
    const word = this.#at + queueWords.promised + (thread >> 5);
    const bit = 1 << (thread & 31);
    return (atomics.and(this.#words, word, ~bit) & bit) !== 0;
  }

  /** Is there an item for this thread: one that is on its way to it, or to nobody? */
  #isMine(): boolean {
    if (this.renounce()) return true;
    const low = this.#load(queueWords.promised);
    return this.size > bitsOf(low) + bitsOf(this.#load(queueWords.promised + 1));
  }

  takeOne(): Taken | undefined {
    const words = this.#words;
    const at = this.#at;
    const promised = this.#maxsize === rendezvous && this.#isPromised();
    if (!this.#mayHaveSome()) {
      if (promised) this.renounce(); // another has taken it
      return undefined;
    }
    let left = 0;
    let taken: Taken;
    lockMutex(words, at + queueWords.getMutex, this.#me);
    try {
      const gets = glance(words, at + queueWords.gets);
      if (this.#ready(counted(gets), 1) === 0 || this.#isDropped) return undefined;
      if (this.#maxsize === rendezvous && !this.#isMine()) return undefined;
      const place = gets & 1;
      let next = glance(words, at + queueWords.getAt + place);
      let what = record.read(this.#reach(next), next);
      if (record.typeOf(what) === record.types.jump) {
        const jump = record.jumpAt(this.#memory.words, next, record.lengthOf(what));
        left = jump.segment;
        next = jump.to;
        what = record.read(this.#reach(next), next);
      }
      taken = this.#read(next, what, true);
      words[at + queueWords.getAt + (place ^ 1)] = next + record.sizeOfRead(what);
      atomics.store(words, at + queueWords.gets, (gets + 2) ^ 1);
    } finally {
      unlockMutex(words, at + queueWords.getMutex, this.#me);
    }
    if (left !== 0) leaveSegment(this.#memory, this.#queue, left);
    return taken;
  }

  /** Takes up to `most` out. */
  take(most: number): readonly Taken[] {
    if (!this.#mayHaveSome()) return [];
    lockMutex(this.#words, this.#at + queueWords.getMutex, this.#me);
    try {
      return this.#isDropped ? [] : this.#takeLocked(most);
    } finally {
      unlockMutex(this.#words, this.#at + queueWords.getMutex, this.#me);
    }
  }

  /** It was shut down at once: what may still be in it is nobody's. */
  get #isDropped(): boolean {
    return glance(this.#words, this.#at + queueWords.closed) === 2;
  }

  /** Asks without keeping anybody waiting. (What was put by then counts, and more cannot have been got than was put.) */
  #mayHaveSome(): boolean {
    const gets = counted(glance(this.#words, this.#at + queueWords.gets));
    const seen = glance(this.#words, this.#at + queueWords.seen);
    return (
      difference(seen, gets) > 0 ||
      counted(atomics.load(this.#words, this.#at + queueWords.puts)) !== gets
    );
  }

  #takeLocked(most: number): readonly Taken[] {
    const gets = glance(this.#words, this.#at + queueWords.gets);
    const count = Math.min(most, this.#ready(counted(gets), most));
    const taken: Taken[] = [];
    try {
      while (taken.length < count) this.#takeOfSegment(count, taken);
    } catch (error) {
      refuseStep(error);
      // What is out already is not lost: the next get meets the error.
      if (taken.length === 0) throw error;
    }
    return taken;
  }

  /** So far as they stand in one segment: who is killed has lost no more than that. */
  #takeOfSegment(count: number, all: Taken[]): void {
    const gets = glance(this.#words, this.#at + queueWords.gets);
    const place = gets & 1;
    const taken: Taken[] = [];
    let next = glance(this.#words, this.#at + queueWords.getAt + place);
    let left = 0;
    while (left === 0 && all.length + taken.length < count) {
      const words = this.#reach(next);
      const what = record.read(words, next);
      if (record.typeOf(what) === record.types.jump) {
        const jump = record.jumpAt(words, next, record.lengthOf(what));
        left = jump.segment;
        next = jump.to;
      } else {
        taken.push(this.#read(next, what, false));
        next += record.sizeOfRead(what);
      }
    }
    this.#words[this.#at + queueWords.getAt + (place ^ 1)] = next;
    atomics.store(this.#words, this.#at + queueWords.gets, (gets + 2 * taken.length) ^ 1);
    if (left !== 0) leaveSegment(this.#memory, this.#queue, left);
    for (const each of taken) all.push(each);
  }

  /** How many are in it; those that were put last only if `most` are not there without them. */
  #ready(gets: number, most: number): number {
    const seen = glance(this.#words, this.#at + queueWords.seen);
    if (difference(seen, gets) >= most) return most;
    const puts = counted(this.#load(queueWords.puts));
    this.#words[this.#at + queueWords.seen] = puts;
    return difference(puts, gets);
  }

  /** `isAlone`: no other is read before this one is made a value. */
  #read(at: number, what: number, isAlone: boolean): Taken {
    const memory = this.#memory;
    const length = record.lengthOf(what);
    switch (record.typeOf(what)) {
      case record.types.whole:
        return glance(memory.words, at + 1);
      case record.types.float:
        return record.floatAt(memory.words, at);
      case record.types.array:
        return ofArray(record.bytesAt(memory, at, length));
      case record.types.chain:
        return ofChain(record.chainAt(memory.words, at, length), record.chainCarries(length));
      default: {
        const carries = record.typeOf(what) === record.types.handles;
        if (isAlone) return ofLoaded(loadValue(memory.bytes, (at + 1) * 4, length), carries);
        return ofCopied(record.bytesAt(memory, at, length), carries);
      }
    }
  }

  takeAll(): readonly Taken[] {
    return this.#takeLocked(Infinity);
  }

  alone(action: (left: number) => void): void {
    const words = this.#words;
    const [puts, gets] = [this.#at + queueWords.putMutex, this.#at + queueWords.getMutex];
    lockMutex(words, puts, this.#me);
    try {
      lockMutex(words, gets, this.#me);
      try {
        action(this.size);
      } finally {
        unlockMutex(words, gets, this.#me);
      }
    } finally {
      unlockMutex(words, puts, this.#me);
    }
  }

  /** The words, with those of a record at this place among them for certain. */
  #reach(at: number): Int32Array<SharedArrayBuffer> {
    if (at + record.mostWords > this.#memory.words.length) this.#memory.renewIfLonger();
    return this.#memory.words;
  }

  #load(word: number): number {
    return atomics.load(this.#words, this.#at + word);
  }
}

/** What one of the two words counts. */
function counted(word: number): number {
  return word >> 1;
}

/** How many bits are set. */
function bitsOf(word: number): number {
  let count = 0;
  for (let bits = word; bits !== 0; bits &= bits - 1) count++;
  return count;
}

/** Counts have 31 bits and go round. */
function difference(a: number, b: number): number {
  return ((a - b) << 1) >> 1;
}

/** Frees what is left of a queue that nobody knows any more. @throws CorruptedError */
export function dropItems(memory: Memory, queue: number): void {
  const items = new SharedItems(memory, threads, queue);
  items.alone(() => {
    for (const taken of items.takeAll()) discard(memory, taken);
    settleAdded(memory, queue);
  });
  const words = memory.reach(queue + queueSlots - 1);
  const at = queue * slotWords;
  const place = atomics.load(words, at + queueWords.puts) & 1;
  free(memory, segmentOf(atomics.load(words, at + queueWords.putEnd + place)), kinds.segment);
  const spare = atomics.exchange(words, at + queueWords.spare, 0);
  if (spare !== 0) free(memory, spare, kinds.segment);
}
