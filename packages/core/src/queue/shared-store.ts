import { MemoryFullError } from '../errors.ts';
import type { Agent } from '../memory/agent.ts';
import type { Listener } from '../memory/bell.ts';
import { atomics, linger, pauses } from '../memory/atomics.ts';
import { queueSlots, queueWords, slotWords } from '../memory/layout.ts';
import {
  enterAsync,
  enterBlocked,
  leaveAsync,
  leaveBlocked,
  othersWait,
  wakeAll,
  wakeSome,
  wakeThread,
} from '../memory/wait-set.ts';
import { drop, emptyMoved, Encoder, kept } from './encoder.ts';
import { discard, valueOf, type Items, type Taken } from './items.ts';
import { isList, listed, type Item, type Wrapped } from './record.ts';
import { nothing, type Closed, type Side, type Store, type Waiting } from './store.ts';
import { refuseStep } from './waiters.ts';

const sides: readonly Side[] = ['getting', 'putting', 'joining'];

/** A queue in shared memory, as one thread works on it: its counts, what goes in and comes out, and who is woken for that. */
export class SharedStore<T> implements Store<T, Wrapped> {
  readonly shared = true;
  readonly maxsize: number;
  readonly #agent: Agent;
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #at: number;
  readonly #items: Items;
  readonly #listener: Listener;
  readonly #encoder: Encoder;
  readonly #told: Record<Side, boolean> = { getting: false, putting: false, joining: false };
  /** What was put last, in vain, needs more than room for one item. */
  #needsMore = false;
  /** Why items that were taken together with others could not be made values in this thread. */
  readonly #failures: unknown[] = [];

  constructor(agent: Agent, slot: number, items: Items, listener: Listener, path: string) {
    this.#agent = agent;
    this.#words = agent.memory.reach(slot + queueSlots - 1);
    this.#at = slot * slotWords;
    this.#items = items;
    this.#listener = listener;
    this.#encoder = new Encoder(path);
    this.maxsize = this.#words[this.#at + queueWords.maxsize]!;
  }

  get size(): number {
    return this.closed === 2 ? 0 : this.#items.size;
  }

  get unfinished(): number {
    for (;;) {
      const done = this.#load(queueWords.done);
      const unfinished = this.#beyond(done);
      if (this.#load(queueWords.done) === done) return unfinished;
    }
  }

  /** How many are not done, if `done` are. Those that were left in it when it was shut down at once are nobody's to do. */
  #beyond(done: number): number {
    const { closed } = this; // first: nothing is put after that
    const beyond = this.#items.beyond(done);
    return closed === 2 ? Math.max(0, beyond - this.#load(queueWords.dropped)) : beyond;
  }

  get closed(): Closed {
    return this.#load(queueWords.closed) as Closed;
  }

  items(): readonly T[] {
    return [];
  }

  wrap(item: T): Item {
    return this.#encoder.encode(item);
  }

  wrapAll(items: readonly T[]): readonly Item[] {
    return this.#encoder.encodeAll(items);
  }

  keep(wrapped: Wrapped): Wrapped {
    return kept(wrapped);
  }

  drop(wrapped: Wrapped): void {
    drop(wrapped);
  }

  tryPut(wrapped: Wrapped): boolean {
    const count = isList(wrapped) ? wrapped.length : 1;
    if (count === 0) return this.closed === 0;
    this.#needsMore = count > 1;
    let isPut = false;
    try {
      isPut = this.#items.put(wrapped, count);
    } catch (error) {
      // There is room again once what is in it has been got.
      const isFull = error instanceof MemoryFullError;
      if (!isFull || this.size === 0) {
        this.drop(wrapped);
        if (isFull) wakeSome(this.#agent, this.#at + queueWords.putting, 1); // who may put less
        throw error;
      }
      this.#needsMore = true;
    }
    if (isPut) {
      emptyMoved(wrapped);
      this.#wakeFor(count);
    }
    return isPut;
  }

  #wakeFor(count: number): void {
    const set = this.#at + queueWords.getting;
    const { rendezvous } = this.#items;
    if (rendezvous !== undefined && rendezvous.promisedTo >= 0) {
      if (wakeThread(this.#agent, set, rendezvous.promisedTo)) return;
      // It is not there any more.
      rendezvous.renounce(rendezvous.promisedTo);
    }
    wakeSome(this.#agent, set, count);
  }

  /** Puts what was in the queue before it was shared. @throws MemoryFullError; nothing is left then. */
  refill(wrapped: Wrapped, unfinished: number, closed: Closed): void {
    const items = listed(wrapped);
    if (items.length > 0) this.#items.put(items, items.length);
    emptyMoved(items);
    this.#words[this.#at + queueWords.done] = items.length - unfinished;
    this.#words[this.#at + queueWords.closed] = closed;
  }

  admit(): boolean {
    const { rendezvous } = this.#items;
    return rendezvous !== undefined && (rendezvous.admits = true);
  }

  tryGet(): T | typeof nothing {
    this.#fail();
    const taken = this.#items.takeOne();
    if (taken === undefined) return nothing;
    wakeSome(this.#agent, this.#at + queueWords.putting, 1);
    return valueOf(this.#agent.memory, taken) as T;
  }

  tryGetMany(most: number): T[] | typeof nothing {
    this.#fail();
    const taken = this.#items.take(most);
    if (taken.length === 0) return nothing;
    wakeSome(this.#agent, this.#at + queueWords.putting, taken.length);
    const values: T[] = [];
    for (const each of taken) {
      try {
        values.push(valueOf(this.#agent.memory, each) as T);
      } catch (error) {
        refuseStep(error);
        this.#failures.push(error);
      }
    }
    if (values.length === 0) this.#fail();
    return values;
  }

  /** The others are not lost with one that cannot be made a value in this thread: that fails the next who gets. */
  #fail(): void {
    if (this.#failures.length > 0) throw this.#failures.shift();
  }

  taskDone(): boolean {
    const word = this.#at + queueWords.done;
    for (;;) {
      const done = this.#load(queueWords.done);
      const left = this.#beyond(done) - 1;
      if (left < 0) return false;
      if (atomics.compareExchange(this.#words, word, done, done + 1) !== done) continue;
      // Shut down at once meanwhile, fewer are left than it knows of.
      if (left === 0 || this.closed === 2) wakeAll(this.#agent, this.#at + queueWords.joining);
      return true;
    }
  }

  /**
   * At once: the one store of `closed` says that what is left in it is nobody's. So whoever does this may be killed at any
   * step; what it has not taken out then stays there until nobody knows the queue any more.
   */
  shutdown(immediate: boolean): void {
    let thrownAway: readonly Taken[] = [];
    try {
      this.#items.alone((left) => {
        const { closed } = this;
        if (immediate && closed !== 2) this.#store(queueWords.dropped, left);
        this.#store(queueWords.closed, immediate || closed === 2 ? 2 : 1);
        if (this.closed === 2) thrownAway = this.#items.takeAll();
      });
    } finally {
      for (const side of sides) wakeAll(this.#agent, this.#at + queueWords[side]);
    }
    for (const taken of thrownAway) discard(this.#agent.memory, taken);
  }

  waiting(waiting: Waiting): void {
    let changed = false;
    for (const side of sides) {
      const waits = !waiting[side].empty;
      if (this.#told[side] === waits) continue;
      this.#told[side] = waits;
      changed = true;
      const set = this.#at + queueWords[side];
      if (waits) enterAsync(this.#agent, set);
      else leaveAsync(this.#agent, set);
      if (waits) this.#isThere(side);
      else this.#giveUp(side);
    }
    if (!changed) return;
    if (sides.some((side) => this.#told[side])) this.#agent.bell.listen(this.#listener);
    else this.#agent.bell.quiet(this.#listener);
  }

  block(side: Side, attempt: () => boolean, remaining: () => number): 'done' | 'late' {
    if (this.#spin(side, attempt)) return 'done';
    const set = this.#at + queueWords[side];
    let seen = -1;
    try {
      for (;;) {
        // First the bit, then the look: what changes after the look finds the bit.
        enterBlocked(this.#agent, set);
        this.#isThere(side);
        if (attempt()) return 'done';
        if (side === 'putting') seen = this.#leaveRoom(seen);
        if (!this.#agent.park(remaining()) && remaining() <= 0) return attempt() ? 'done' : 'late';
      }
    } finally {
      // Woken while it was leaving, for something that it does not take: that must wake another.
      if (!leaveBlocked(this.#agent, set)) this.#passOn(side);
      this.#giveUp(side);
    }
  }

  /**
   * There is too little room for what this one puts: another who waits may put less. Once for whatever was got, so that those
   * who all put more do not wake each other for ever. @returns How many were got.
   */
  #leaveRoom(seen: number): number {
    const set = this.#at + queueWords.putting;
    if (!this.#needsMore || !othersWait(this.#agent, set)) return seen;
    const got = this.#got;
    if (got !== seen && this.#mayHaveRoom) wakeSome(this.#agent, set, 1);
    return got;
  }

  /** Where there is no bound, it is memory that is waited for. */
  get #mayHaveRoom(): boolean {
    return this.maxsize <= 0 || this.size < this.maxsize;
  }

  /** How many were got. */
  get #got(): number {
    for (;;) {
      const size = this.size;
      const puts = this.#items.beyond(0);
      if (this.size === size) return puts - size;
    }
  }

  /** At a rendezvous, who waits for an item is room for one. */
  #isThere(side: Side): void {
    if (side !== 'getting' || this.#items.rendezvous === undefined) return;
    wakeSome(this.#agent, this.#at + queueWords.putting, 1);
  }

  /** What was on its way to this thread is for another. */
  #giveUp(side: Side): void {
    if (side === 'getting' && this.#items.rendezvous?.renounce()) this.#passOn(side);
  }

  /** The other side is often just about to do it, and to park takes longer. */
  #spin(side: Side, attempt: () => boolean): boolean {
    for (const pause of pauses) {
      linger(pause);
      if (this.#changed(side) && attempt()) return true;
    }
    return false;
  }

  #changed(side: Side): boolean {
    if (this.closed !== 0) return true;
    if (side === 'getting') return this.size > 0;
    return side === 'putting' ? this.size < this.maxsize : this.unfinished === 0;
  }

  #passOn(side: Side): void {
    if (side !== 'joining') wakeSome(this.#agent, this.#at + queueWords[side], 1);
  }

  #load(word: number): number {
    return atomics.load(this.#words, this.#at + word);
  }

  #store(word: number, value: number): void {
    atomics.store(this.#words, this.#at + word, value);
  }
}
