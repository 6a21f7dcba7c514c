import type { Agent, Listener } from '../memory/agent.ts';
import { allocate, free } from '../memory/allocate.ts';
import { atomics } from '../memory/atomics.ts';
import { itemWords, kinds, queueWords, slotBytes, slotWords } from '../memory/layout.ts';
import type { Memory } from '../memory/memory.ts';
import { lockMutex, unlockMutex } from '../memory/mutex.ts';
import {
  enterAsync,
  enterBlocked,
  leaveAsync,
  leaveBlocked,
  wakeAll,
  wakeOne,
} from '../memory/wait-set.ts';
import { carriesHandles, discardValue, readValue, writeValue } from '../wire/bytes.ts';
import { nothing, type Closed, type Side, type Store, type Waiting } from './store.ts';

const sides: readonly Side[] = ['getting', 'putting', 'joining'];

/** The slot of the block that holds an item's bytes. */
type Block = number;
export type Wrapped = Block | readonly Block[];

/**
 * The items of a queue in shared memory: a list of blocks, under a mutex that is held for a few steps at a time.
 * An item that waits for room is a block already: when there is room it is put without another copy.
 */
export class SharedStore<T> implements Store<T, Wrapped> {
  readonly shared = true;
  readonly slot: number;
  readonly #agent: Agent;
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #at: number;
  readonly #listener: Listener;
  readonly #path: string;
  readonly #told: Record<Side, boolean> = { getting: false, putting: false, joining: false };

  /** @param path How a message calls an item: `queue "log" item`. */
  constructor(agent: Agent, slot: number, listener: Listener, path: string) {
    this.slot = slot;
    this.#agent = agent;
    this.#words = agent.memory.reach(slot + 1);
    this.#at = slot * slotWords;
    this.#listener = listener;
    this.#path = path;
  }

  get maxsize(): number {
    return this.#read(queueWords.maxsize);
  }

  get size(): number {
    return this.#read(queueWords.count);
  }

  get unfinished(): number {
    return this.#read(queueWords.unfinished);
  }

  get closed(): Closed {
    return this.#read(queueWords.closed) as Closed;
  }

  items(): readonly T[] {
    return [];
  }

  wrap(item: T): Block {
    const { memory } = this.#agent;
    const bytes = writeValue(item, this.#path);
    const carries = carriesHandles();
    const slots = slotsFor(bytes.length);
    let block: Block;
    try {
      block = allocate(memory, slots, 'item');
    } catch (error) {
      if (carries) discardValue(bytes);
      throw error;
    }
    const words = memory.reach(block + slots - 1);
    words[block * slotWords + itemWords.next] = 0;
    words[block * slotWords + itemWords.bytes] = bytes.length;
    words[block * slotWords + itemWords.carries] = carries ? 1 : 0;
    memory.bytes.set(bytes, block * slotBytes + itemWords.data * 4);
    return block;
  }

  wrapAll(items: readonly T[]): readonly Block[] {
    const blocks: Block[] = [];
    try {
      for (const item of items) blocks.push(this.wrap(item));
    } catch (error) {
      this.drop(blocks);
      throw error;
    }
    return blocks;
  }

  keep(wrapped: Wrapped): Wrapped {
    return wrapped;
  }

  drop(wrapped: Wrapped): void {
    const { memory } = this.#agent;
    for (const block of listed(wrapped)) dropItem(memory, block);
  }

  tryPut(wrapped: Wrapped): boolean {
    const blocks = listed(wrapped);
    return this.#locked(() => {
      if (this.closed !== 0 || !this.#hasRoom(blocks.length)) return false;
      for (const block of blocks) this.#append(block);
      for (const _ of blocks) wakeOne(this.#agent, this.#at + queueWords.getting);
      return true;
    });
  }

  #hasRoom(count: number): boolean {
    const { maxsize } = this;
    return maxsize === 0 || this.size + count <= maxsize;
  }

  admit(): boolean {
    return false;
  }

  /** Puts what was in the queue before it was shared. */
  refill(wrapped: Wrapped, unfinished: number, closed: Closed): void {
    this.#locked(() => {
      for (const block of listed(wrapped)) this.#append(block);
      this.#write(queueWords.unfinished, unfinished);
      this.#write(queueWords.closed, closed);
    });
  }

  #append(block: Block): void {
    const tail = this.#read(queueWords.tail);
    if (tail === 0) this.#write(queueWords.head, block);
    else this.#agent.memory.reach(tail)[tail * slotWords + itemWords.next] = block;
    this.#write(queueWords.tail, block);
    this.#write(queueWords.count, this.size + 1);
    this.#write(queueWords.unfinished, this.unfinished + 1);
  }

  tryGet(): T | typeof nothing {
    const block = this.#locked(() => {
      const taken = this.#takeFirst();
      if (taken !== 0) wakeOne(this.#agent, this.#at + queueWords.putting);
      return taken;
    });
    return block === 0 ? nothing : this.#unwrap(block);
  }

  tryGetMany(most: number): T[] | typeof nothing {
    const taken: T[] = [];
    while (taken.length < most) {
      const item = this.tryGet();
      if (item === nothing) break;
      taken.push(item);
    }
    return taken.length === 0 ? nothing : taken;
  }

  #takeFirst(): Block {
    const block = this.#read(queueWords.head);
    if (block === 0) return 0;
    const words = this.#agent.memory.reach(block);
    const next = atomics.load(words, block * slotWords + itemWords.next);
    this.#write(queueWords.head, next);
    if (next === 0) this.#write(queueWords.tail, 0);
    this.#write(queueWords.count, this.size - 1);
    return block;
  }

  #unwrap(block: Block): T {
    const { memory } = this.#agent;
    try {
      return readValue(bytesOf(memory, block)) as T;
    } finally {
      free(memory, block, kinds.item);
    }
  }

  taskDone(): boolean {
    return this.#locked(() => {
      const left = this.unfinished - 1;
      if (left < 0) return false;
      this.#write(queueWords.unfinished, left);
      if (left === 0) wakeAll(this.#agent, this.#at + queueWords.joining);
      return true;
    });
  }

  shutdown(immediate: boolean): void {
    const thrownAway: Block[] = [];
    this.#locked(() => {
      const closed = immediate || this.closed === 2 ? 2 : 1;
      this.#write(queueWords.closed, closed);
      if (closed === 2) {
        for (let block = this.#takeFirst(); block !== 0; block = this.#takeFirst())
          thrownAway.push(block);
        this.#write(queueWords.unfinished, this.unfinished - thrownAway.length);
      }
      for (const side of sides) wakeAll(this.#agent, this.#at + queueWords[side]);
    });
    for (const block of thrownAway) this.drop(block);
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
    }
    if (!changed) return;
    if (sides.some((side) => this.#told[side])) this.#agent.listen(this.#listener);
    else this.#agent.quiet(this.#listener);
  }

  block(side: Side, attempt: () => boolean, remaining: () => number): 'done' | 'late' | 'never' {
    const set = this.#at + queueWords[side];
    try {
      for (;;) {
        // First the bit, then the look: what changes after the look finds the bit.
        enterBlocked(this.#agent, set);
        if (attempt()) return 'done';
        if (!this.#agent.park(remaining()) && remaining() <= 0) return attempt() ? 'done' : 'late';
      }
    } finally {
      // Woken while it was leaving, for something that it does not take: that must wake another.
      if (!leaveBlocked(this.#agent, set)) this.#passOn(side);
    }
  }

  #passOn(side: Side): void {
    this.#locked(() => {
      const some = side === 'getting' ? this.size > 0 : side === 'putting' && this.#hasRoom(1);
      if (some) wakeOne(this.#agent, this.#at + queueWords[side]);
    });
  }

  #locked<R>(steps: () => R): R {
    const mutex = this.#at + queueWords.mutex;
    lockMutex(this.#words, mutex);
    try {
      return steps();
    } finally {
      unlockMutex(this.#words, mutex);
    }
  }

  #read(word: number): number {
    return atomics.load(this.#words, this.#at + word);
  }

  /** Under the mutex, whose release makes it seen. */
  #write(word: number, value: number): void {
    this.#words[this.#at + word] = value;
  }
}

/** Frees what is left in a queue that nobody knows any more. */
export function dropItems(memory: Memory, queue: number): void {
  let block = atomics.load(memory.reach(queue), queue * slotWords + queueWords.head);
  while (block !== 0) {
    const next = atomics.load(memory.reach(block), block * slotWords + itemWords.next);
    dropItem(memory, block);
    block = next;
  }
}

function dropItem(memory: Memory, block: Block): void {
  const carries = atomics.load(memory.reach(block), block * slotWords + itemWords.carries) === 1;
  if (carries) discardValue(bytesOf(memory, block));
  free(memory, block, kinds.item);
}

function bytesOf(memory: Memory, block: Block): Uint8Array {
  const length = atomics.load(memory.reach(block), block * slotWords + itemWords.bytes);
  memory.reach(block + slotsFor(length) - 1);
  const start = block * slotBytes + itemWords.data * 4;
  return memory.bytes.subarray(start, start + length);
}

function listed(wrapped: Wrapped): readonly Block[] {
  return typeof wrapped === 'number' ? [wrapped] : wrapped;
}

function slotsFor(bytes: number): number {
  return Math.ceil((itemWords.data * 4 + bytes) / slotBytes);
}
