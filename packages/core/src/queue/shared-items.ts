import { free } from '../memory/allocate.ts';
import { atomics, glance } from '../memory/atomics.ts';
import { kinds, queueSlots, queueWords, slotWords, threads } from '../memory/layout.ts';
import type { Memory } from '../memory/memory.ts';
import { lockMutex, unlockMutex } from '../memory/mutex.ts';
import { loadValue } from '../wire/bytes.ts';
import { freeChain, writeChain } from './chain.ts';
import { discard, type Items, type Taken } from './items.ts';
import * as record from './record.ts';
import type { Item, Wrapped } from './record.ts';
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
import { rendezvous, SharedRendezvous } from './shared-rendezvous.ts';
import { refuseStep } from './waiters.ts';

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
  readonly rendezvous: SharedRendezvous | undefined;
  /** Where the next record is written, and where its segment ends, while the mutex is held. */
  #next = 0;
  #end = 0;
  /** Where the next record is read, and the segment that was left on the way there, or 0, while the other one is held. */
  #from = 0;
  #left = 0;

  constructor(memory: Memory, thread: number, queue: number) {
    this.#memory = memory;
    this.#words = memory.reach(queue + queueSlots - 1);
    this.#queue = queue;
    this.#at = queue * slotWords;
    this.#maxsize = this.#words[this.#at + queueWords.maxsize]!;
    this.#me = thread + 1;
    if (this.#maxsize === rendezvous) {
      this.rendezvous = new SharedRendezvous(this.#words, this.#at, thread);
    }
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
  put(items: Wrapped, count: number): boolean {
    try {
      const hasLong = record.isList(items) ? items.some(record.isLong) : record.isLong(items);
      return hasLong ? this.#putLong(record.listed(items)) : this.#put(items, count);
    } finally {
      if (this.rendezvous !== undefined) this.rendezvous.admits = false;
    }
  }

  /** A long value is copied before: nobody is kept waiting for that. */
  #putLong(items: readonly Item[]): boolean {
    if (this.#load(queueWords.closed) !== 0) return false;
    if (this.#maxsize > 0 && this.size + items.length > this.#maxsize) return false;
    let isPut = false;
    try {
      for (const item of items) {
        if (record.isLong(item)) item.chain = writeChain(this.#memory, item.bytes);
      }
      isPut = this.#put(items, items.length);
    } finally {
      if (!isPut) this.#freeChains(items);
    }
    return isPut;
  }

  #freeChains(items: readonly Item[]): void {
    for (const item of items) {
      if (!record.isLong(item)) continue;
      freeChain(this.#memory, item.chain);
      item.chain = 0;
    }
  }

  #put(items: Wrapped, count: number): boolean {
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
      this.rendezvous?.promise();
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
    if (this.rendezvous !== undefined) return this.rendezvous.hasRoom(this.size + count);
    const after = counted(puts) + count;
    if (difference(glance(this.#words, this.#at + queueWords.roomUntil), after) >= 0) return true;
    // What the others write all the time is looked at only when it has to be: it is in their processor's cache.
    const until = counted(this.#load(queueWords.gets)) + maxsize;
    this.#words[this.#at + queueWords.roomUntil] = until;
    return difference(until, after) >= 0;
  }

  takeOne(): Taken | undefined {
    const meeting = this.rendezvous;
    const promised = meeting !== undefined && meeting.isPromised();
    if (!this.#mayHaveSome()) {
      if (promised) meeting.renounce(); // another has taken it
      return undefined;
    }
    const mutex = this.#at + queueWords.getMutex;
    lockMutex(this.#words, mutex, this.#me);
    try {
      const gets = this.#beginToRead();
      if (this.#ready(counted(gets), 1) === 0 || this.#isDropped) return undefined;
      if (meeting !== undefined && !meeting.isMine(this.size)) return undefined;
      const taken = this.#readNext(true);
      this.#takeOut(gets, 1);
      return taken;
    } finally {
      unlockMutex(this.#words, mutex, this.#me);
    }
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

  /** So far as they stand in one segment, and one more: who is killed has lost no more than that. */
  #takeOfSegment(count: number, all: Taken[]): void {
    const gets = this.#beginToRead();
    const taken: Taken[] = [];
    do taken.push(this.#readNext(false));
    while (this.#left === 0 && all.length + taken.length < count);
    this.#takeOut(gets, taken.length);
    for (const each of taken) all.push(each);
  }

  /** @returns What says how many were got. */
  #beginToRead(): number {
    const gets = glance(this.#words, this.#at + queueWords.gets);
    this.#from = glance(this.#words, this.#at + queueWords.getAt + (gets & 1));
    this.#left = 0;
    return gets;
  }

  /** What was read since is no part of the queue any more. */
  #takeOut(gets: number, count: number): void {
    this.#words[this.#at + queueWords.getAt + ((gets & 1) ^ 1)] = this.#from;
    atomics.store(this.#words, this.#at + queueWords.gets, (gets + 2 * count) ^ 1);
    if (this.#left !== 0) leaveSegment(this.#memory, this.#queue, this.#left);
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
  #readNext(isAlone: boolean): Taken {
    let at = this.#from;
    let what = record.read(this.#reach(at), at);
    if (record.typeOf(what) === record.types.jump) {
      const jump = record.jumpAt(this.#memory.words, at, record.lengthOf(what));
      this.#left = jump.segment;
      at = jump.to;
      what = record.read(this.#reach(at), at);
    }
    this.#from = at + record.sizeOfRead(what);
    return this.#read(at, what, isAlone);
  }

  #read(at: number, what: number, isAlone: boolean): Taken {
    const memory = this.#memory;
    const length = record.lengthOf(what);
    switch (record.typeOf(what)) {
      case record.types.whole:
        return glance(memory.words, at + 1);
      case record.types.float:
        return record.floatAt(memory.words, at);
      case record.types.array:
        return record.bytesAt(memory, at, length);
      case record.types.chain: {
        const chain = record.chainAt(memory.words, at, length);
        return { bytes: undefined, chain, carries: record.chainCarries(length) };
      }
      default: {
        if (isAlone) return loadValue(memory.bytes, (at + 1) * 4, length);
        const carries = record.typeOf(what) === record.types.handles;
        return { bytes: record.bytesAt(memory, at, length), chain: 0, carries };
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
