import type { Agent } from '../memory/agent.ts';
import { atomics } from '../memory/atomics.ts';
import { nameOf, waitOf } from '../memory/graph.ts';
import {
  agentWords,
  firstThread,
  holderShift,
  pendingWriter,
  rwLockWords,
  slotWords,
  threads,
  waitedWords,
} from '../memory/layout.ts';
import { forgetTakenAt, writeTakenAt } from '../memory/taken-at.ts';
import { unlessFull } from '../memory/unless-full.ts';
import { isBlocked } from '../memory/wait-set.ts';
import type { Holder } from '../wait/holder.ts';
import { observe } from '../wait/observe.ts';
import { Claim } from './claim.ts';
import type { Readers, Reading } from './rw-readers.ts';
import { ShownWaits, type Wish } from './rw-shown.ts';
import { Tally } from './tally.ts';

/** A writer whose thread has died; its name. */
export type Abandoned = (name: string) => Error;

/** Where somebody of this thread took the lock, if that was asked for. */
export type TakenBy = (who: Holder) => readonly string[] | undefined;

/**
 * A readers-writer lock in shared memory, as one thread works on it. A word names the writer; how many read is tallied by
 * thread, so that readers who die are gone, and readers of several threads do not write to one word.
 *
 * A reader counts itself first, then looks for a writer, and takes itself back if there is one. A writer comes in two steps:
 * its name with a flag holds back whoever comes to read from then on; once nobody reads, it takes the flag away, and writes.
 * So either the one sees the other or the other the one; and a death in between leaves a count that dies too, or a writer
 * that has changed nothing yet, which anybody may take out. Only one that wrote leaves the lock abandoned.
 *
 * Whose turn it is by claim goes before a writer that waits for readers to leave, and so does a blocking call before a task
 * of its own thread, which could not go on meanwhile.
 * Every atomic access is a step that rw-lock-shared.explore.test.ts explores in all orders.
 */
export class RwHalf {
  readonly #agent: Agent;
  readonly #slot: number;
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #state: number;
  readonly #set: number;
  readonly #claim: Claim;
  readonly #tally: Tally;
  readonly #abandoned: Abandoned;
  readonly #takenBy: TakenBy;
  /** Lets everybody who waits look again. */
  readonly #stir: () => void;
  /** The slot of who writes, if that is one of this thread. */
  #holder = 0;
  /** The wish of this thread for which the word has the flag, and the word with it. */
  #pending: Wish | undefined = undefined;
  #pendingState = 0;
  /** The reader that this thread has named for the graph, and its slot. */
  #named: Reading | undefined = undefined;
  #namedSlot = 0;
  /** It can be read in other threads where that one took it. */
  #isPlaceTold = false;
  readonly #nameIndex: number;
  readonly waits: ShownWaits;

  constructor(
    agent: Agent,
    slot: number,
    abandoned: Abandoned,
    takenBy: TakenBy,
    stir: () => void,
  ) {
    this.#agent = agent;
    this.#slot = slot;
    this.#words = agent.memory.reach(
      slot + rwLockWords.named / slotWords + threads / slotWords - 1,
    );
    this.#state = slot * slotWords + rwLockWords.state;
    this.#set = slot * slotWords + waitedWords.waiting;
    this.#claim = new Claim(agent, slot, slot * slotWords + waitedWords.claim);
    this.#tally = new Tally(agent, slot);
    this.waits = new ShownWaits(agent, slot);
    this.#abandoned = abandoned;
    this.#takenBy = takenBy;
    this.#stir = stir;
    this.#nameIndex = slot * slotWords + rwLockWords.named + agent.thread;
    // Whoever had this thread's number before may have left a name.
    if (atomics.load(this.#words, this.#nameIndex) !== 0) {
      atomics.store(this.#words, this.#nameIndex, 0);
    }
  }

  /** Takes over who of this thread is in, while the lock is moved here: nobody else knows it yet. */
  adopt(writer: Holder | undefined, readers: Readers | undefined): void {
    if (writer !== undefined) {
      const holder = this.#agent.slotOf(writer);
      this.#writes(holder);
      if (observe !== undefined) this.#tellPlace(writer, holder, false);
      atomics.store(this.#words, this.#state, holder << holderShift);
    }
    if (readers?.first === undefined) return;
    this.#tally.add(readers.size);
    this.readerIn(readers.first);
  }

  /** The slot of who writes, 0 if nobody does. */
  get #writer(): number {
    const state = atomics.load(this.#words, this.#state);
    return (state & pendingWriter) === 0 ? state >>> holderShift : 0;
  }

  get writing(): boolean {
    return this.#writer !== 0;
  }

  get abandoned(): boolean {
    return this.#isAbandoned(this.#writer);
  }

  /** How many read, in all threads. */
  get readers(): number {
    return this.#tally.sum;
  }

  /** How messages call those who read in other threads: of each thread one is named. */
  get named(): string[] {
    const names: string[] = [];
    for (let thread = 0; thread < threads; thread++) {
      const distance = thread - this.#agent.thread;
      const reader = atomics.load(this.#words, this.#nameIndex + distance);
      // A wrong name, if that one goes at this very moment; of the dead none is left.
      if (reader !== 0 && distance !== 0) names.push(nameOf(this.#agent, reader));
    }
    return names;
  }

  /** Who writes and what that one waits for, as a message says it; undefined if nobody does. */
  explainWriter(): string | undefined {
    const writer = this.#writer;
    if (writer === 0) return undefined;
    const name = nameOf(this.#agent, writer);
    if (this.#isDead(writer))
      return `${name} was writing and has died; write.recover() takes it over`;
    const next = waitOf(this.#agent, writer);
    return `${name} writes${next === undefined ? '' : ` and waits for ${next}`}`;
  }

  #isDead(holder: number): boolean {
    return holder !== 0 && this.#agent.isDead(holder);
  }

  /**
   * Was it writing when it died? It may have ended that, and itself, between two looks, and its slot be another's by now, who
   * writes.
   */
  #isAbandoned(writer: number): boolean {
    return this.#isDead(writer) && this.#writer === writer && this.#isDead(writer);
  }

  #swap(from: number, to: number): boolean {
    return atomics.compareExchange(this.#words, this.#state, from, to) === from;
  }

  /** A holder's slot goes to nobody else while it holds something. Only its own thread counts, so a plain write will do. */
  #count(holder: number, change: 1 | -1): void {
    this.#agent.memory.reach(holder)[holder * slotWords + agentWords.holds]! += change;
  }

  /**
   * Counts one reader more, unless somebody writes or is about to. `blocking`: the thread does nothing else meanwhile.
   * @throws what `abandoned` gives; InvalidStateError if there are too many; DeadlockError.
   */
  read(wish: Wish, blocking: boolean): boolean {
    let tookOver = false;
    for (;;) {
      const state = atomics.load(this.#words, this.#state);
      if (state !== 0) {
        if (!this.#passes(state, blocking)) return false;
        tookOver ||= this.#isOwn(state);
        this.#swap(state, 0);
        continue;
      }
      // It may be in from the next step on: shown as one who waits, it would wait for whoever comes after it.
      const shown = this.waits.hide(wish, blocking);
      this.#tally.add(1);
      if (atomics.load(this.#words, this.#state) === 0) break;
      this.#leave();
      if (shown !== undefined) this.waits.showAgain(wish, shown);
    }
    // Whom it passed of its own thread waits anew, and others may have been held back by that one.
    if (tookOver) this.#stir();
    return true;
  }

  /**
   * Makes `who` the writer, unless others are in. A wish that `stays` holds readers back from then on, until it is fulfilled
   * or given up; another one leaves no trace.
   * @throws what `abandoned` gives; MemoryFullError.
   */
  write(who: Holder, wish: Wish, stays: boolean, blocking: boolean): boolean {
    // One that was ended by force, and runs on, writes nothing any more: it stops here, and leaves a free lock free.
    this.#agent.goesOn();
    const holder = this.#agent.slotOf(who);
    const writing = holder << holderShift;
    const pending = writing | pendingWriter;
    for (;;) {
      const state = atomics.load(this.#words, this.#state);
      if (this.#pending !== wish || state !== pending) {
        if (state !== 0 && !this.#passes(state, blocking)) return false;
        if (!stays && this.#tally.isSome) return false;
        if (!this.#swap(state, pending)) continue;
        this.#pending = wish;
        this.#pendingState = pending;
      }
      if (this.#tally.isSome) {
        if (!stays && this.giveUp(wish)) this.#stir();
        return false;
      }
      // A claim may have gone before it between the two looks.
      if (!this.#swap(pending, writing)) continue;
      this.#pending = undefined;
      this.#writes(holder);
      return true;
    }
  }

  /** Does this thread's wish go before what the word says? */
  #passes(state: number, blocking: boolean): boolean {
    const holder = state >>> holderShift;
    if ((state & pendingWriter) === 0) {
      if (this.#isAbandoned(holder)) throw this.#abandoned(nameOf(this.#agent, holder));
      return false;
    }
    return this.#isDead(holder) || this.#claim.isMine || (blocking && this.#isOwn(state));
  }

  /** Is it a task of this thread that is to write next? */
  #isOwn(state: number): boolean {
    return this.#pending !== undefined && state === this.#pendingState;
  }

  /** It waits no longer: readers need not be held back for it. True: they were, and are to look again. */
  giveUp(wish: Wish): boolean {
    if (this.#pending !== wish) return false;
    this.#pending = undefined;
    return this.#swap(this.#pendingState, 0);
  }

  /** No task of this thread holds readers back any more. True: one did. */
  giveUpPending(): boolean {
    return this.#pending !== undefined && this.giveUp(this.#pending);
  }

  /** A reader of this thread is in. */
  readerIn(reading: Reading): void {
    if (this.#named !== undefined) return;
    const { who } = reading;
    const slot = who.slot === 0 ? unlessFull(() => this.#agent.slotOf(who)) : who.slot;
    if (slot === undefined) return;
    this.#count(slot, 1);
    this.#named = reading;
    this.#namedSlot = slot;
    if (observe !== undefined) this.#isPlaceTold = this.#tellPlace(who, slot, true);
    atomics.store(this.#words, this.#nameIndex, slot);
  }

  /** Lets other threads read where `who` took it. False: that is not known, or there is no room. */
  #tellPlace(who: Holder, slot: number, reads: boolean): boolean {
    const frames = this.#takenBy(who);
    if (frames === undefined) return false;
    const tell = (): true => {
      writeTakenAt(this.#agent, this.#slot, slot, frames, reads);
      return true;
    };
    return unlessFull(tell) === true;
  }

  /** A reader of this thread goes; another one is still in. */
  readerOut(reading: Reading, other: Reading | undefined): void {
    if (reading === this.#named) {
      // The name goes first: whom it names must be in, or somebody would be told of a cycle that is none.
      atomics.store(this.#words, this.#nameIndex, 0);
      if (this.#isPlaceTold) forgetTakenAt(this.#agent, this.#slot, true);
      this.#isPlaceTold = false;
      this.#count(this.#namedSlot, -1);
      this.#named = undefined;
      if (other !== undefined) this.readerIn(other);
    }
    this.#leave();
  }

  /** Counts one reader less; the last one of this thread tells the writer that waits for that. */
  #leave(): void {
    if (this.#tally.add(-1) !== 1) return;
    const state = atomics.load(this.#words, this.#state);
    if ((state & pendingWriter) === 0) return;
    const holder = state >>> holderShift;
    const words = this.#agent.memory.reach(holder);
    const thread = atomics.load(words, holder * slotWords + agentWords.thread) - firstThread;
    // Its slot may be another's by now, if it has given up or died; then there is nobody to be told.
    if (thread < 0 || thread >= threads) return;
    if (thread === this.#agent.thread) this.#stir();
    else if (isBlocked(this.#agent, this.#set, thread)) this.#agent.unpark(thread);
    else this.#agent.ring(thread);
  }

  #writes(holder: number): void {
    this.#holder = holder;
    this.#count(holder, 1);
  }

  /** The writer of this thread goes; whoever waits is to look again. */
  writerOut(): void {
    this.#count(this.#holder, -1);
    this.#swap(this.#holder << holderShift, 0);
    this.#holder = 0;
  }

  /** The writer becomes a reader: nobody writes in between. */
  downgrade(): void {
    this.#tally.add(1);
    this.writerOut();
  }

  /** Takes over from a writer that has died. */
  recover(who: Holder): boolean {
    this.#agent.goesOn();
    const holder = this.#agent.slotOf(who);
    for (;;) {
      const writer = this.#writer;
      if (!this.#isDead(writer)) return false;
      if (!this.#swap(writer << holderShift, holder << holderShift)) continue;
      this.#writes(holder);
      return true;
    }
  }
}
