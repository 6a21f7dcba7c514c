import type { Agent } from '../memory/agent.ts';
import { allocate, free } from '../memory/allocate.ts';
import { atomics, glance } from '../memory/atomics.ts';
import { kinds, kindWord, slotWords } from '../memory/layout.ts';
import type { Memory } from '../memory/memory.ts';
import { freeChain, readChain, writeChain } from '../queue/chain.ts';
import { discardValue, loadValue, readLoaded, readValue } from '../wire/bytes.ts';
import { head, RingReader, ringSize, RingWriter, typeOf } from './ring.ts';

// Calls of an executor on their way to one of its threads, and what became of them on the way back: two rings, and a word
// for each call that says whether the thread may still begin it.

/** Where things stand in a lane, in words from its beginning, and its size. */
interface Layout {
  readonly ring: number;
  /** How each end waits, `modes`. */
  readonly callerMode: number;
  /** 1: there will be no more calls. */
  readonly closed: number;
  readonly calleeMode: number;
  /** What the thread needs for a call, in nanoseconds, as it last saw it. */
  readonly pace: number;
  readonly requests: number;
  readonly answers: number;
  /** `claims`, one for each call. */
  readonly claims: number;
  readonly slots: number;
}

function layout(ring: number, calls: number): Layout {
  const claims = 48 + 2 * ringSize(ring);
  return {
    ring,
    // On cache lines of their own.
    callerMode: 16,
    closed: 17,
    calleeMode: 32,
    pace: 33,
    requests: 48,
    answers: 48 + ringSize(ring),
    claims,
    slots: Math.ceil((claims + calls) / slotWords),
  };
}

/** How many calls may be on their way to a thread or in it. */
export const mostCalls = 1024;
/** In what is said of a call, beside the number of its task: the thread is to tell that it begins. */
export const tellsBegin = 0x8000;
export let parts: Layout = /* @__PURE__ */ layout(8192, mostCalls);

/** Lanes for tests, in which a ring is full soon. */
export function setLane(ring: number, calls: number): void {
  parts = layout(ring, calls);
}

/** `parked`: the thread sleeps until it is unparked. `listening`: it is in its event loop, and hears its bell. */
export const modes = { busy: 0, parked: 1, listening: 2 } as const;
type Mode = (typeof modes)[keyof typeof modes];

/** Of a call. `waiting`: it may be begun, or taken back. */
export const claims = { none: 0, waiting: 1, begun: 2, takenBack: 3, cancelled: 4 } as const;

/** What a record is. Values stand in it as they are, as bytes, or as the first block of a chain of them; or come by message. */
export const records = { inline: 1, bytes: 2, chain: 3, message: 4, told: 5 } as const;

/** Bytes that a record may have. */
const mostBytes = 1024;
/** Words before the values: header, and number of the call with what is said of it. */
export const start = 2;

export function makeLane(memory: Memory): number {
  const slot = allocate(memory, parts.slots, 'lane');
  // All of it: what another lane has left there would count.
  const view = memory.reach(slot + parts.slots - 1);
  view.fill(0, slot * slotWords + kindWord + 1, (slot + parts.slots) * slotWords);
  return slot;
}

export function freeLane(memory: Memory, slot: number): void {
  free(memory, slot, kinds.lane);
}

/**
 * What is told of a call: how it has ended, that it was taken back in time, that it has begun, if that was asked for, or that
 * its end is told by a message.
 */
export const outcomes = { returned: 0, threw: 1, skipped: 2, begun: 3, mailed: 4 } as const;
export type Answered = (typeof outcomes)[keyof typeof outcomes];

/** What both ends of a lane do: put values into one ring, and take them out of the other. */
export class LaneEnd {
  protected readonly agent: Agent;
  protected readonly memory: Memory;
  protected readonly words: Int32Array<SharedArrayBuffer>;
  protected readonly at: number;
  protected readonly out: RingWriter;
  protected readonly in: RingReader;
  readonly #other: number;
  readonly #mode: number;
  readonly #otherMode: number;

  /** `other`: the thread at the other end. */
  constructor(agent: Agent, slot: number, other: number, isCaller: boolean) {
    const { memory } = agent;
    this.agent = agent;
    this.memory = memory;
    this.words = memory.reach(slot + parts.slots - 1);
    this.at = slot * slotWords;
    const [out, into] = isCaller
      ? [parts.requests, parts.answers]
      : [parts.answers, parts.requests];
    this.out = new RingWriter(this.words, this.at + out, parts.ring);
    this.in = new RingReader(this.words, this.at + into, parts.ring);
    this.#other = other;
    this.#mode = this.at + (isCaller ? parts.callerMode : parts.calleeMode);
    this.#otherMode = this.at + (isCaller ? parts.calleeMode : parts.callerMode);
  }

  get hasMore(): boolean {
    return this.in.hasMore;
  }

  /** This end waits for the other one from now on, unless something is there already: false. */
  waits(mode: Mode): boolean {
    // First the word, then the look: who writes after the look finds the word.
    atomics.store(this.words, this.#mode, mode);
    if (!this.in.hasMore) return true;
    this.goesOn();
    return false;
  }

  /** The same, whatever is there. */
  listens(): void {
    atomics.store(this.words, this.#mode, modes.listening);
  }

  goesOn(): void {
    atomics.store(this.words, this.#mode, modes.busy);
  }

  /** Lets the other end see all that was put. False: there was nothing new. */
  show(): boolean {
    return this.out.publish();
  }

  /** The same, and wakes it if it waits. */
  publish(): void {
    if (this.show()) this.wake();
  }

  wake(): void {
    const mode = atomics.load(this.words, this.#otherMode);
    if (mode === modes.parked) this.agent.unpark(this.#other);
    else if (mode === modes.listening) this.agent.ring(this.#other);
  }

  claimOf(call: number): number {
    return atomics.load(this.words, this.at + parts.claims + call);
  }

  /** What `writeValue` gave. False: there is no room now. @throws MemoryFullError */
  protected putBytes(call: number, what: number, bytes: Uint8Array, carries: boolean): boolean {
    const { words } = this;
    const isLong = bytes.length > mostBytes;
    const length = isLong ? start + 2 : start + 1 + ((bytes.length + 3) >> 2);
    const place = this.out.reserve(length);
    if (place < 0) return false;
    words[place] = head(isLong ? records.chain : records.bytes, length);
    words[place + 1] = call | (what << 16);
    if (isLong) {
      words[place + start] = writeChain(this.memory, bytes);
      words[place + start + 1] = carries ? 1 : 0;
    } else {
      words[place + start] = (bytes.length << 1) | (carries ? 1 : 0);
      this.memory.bytes.set(bytes, (place + start + 1) * 4);
    }
    this.out.add(length);
    return true;
  }

  /** The value of a record of bytes or of a chain; `copied` is called once nothing of the record is needed any more. */
  protected getBytes(place: number, copied: () => void): unknown {
    const { words, memory } = this;
    if (typeOf(glance(words, place)) === records.bytes) {
      const length = glance(words, place + start) >>> 1;
      const loaded = loadValue(memory.bytes, (place + start + 1) * 4, length);
      copied();
      return readLoaded(loaded);
    }
    const chain = glance(words, place + start);
    const bytes = readChain(memory, chain);
    copied();
    freeChain(memory, chain);
    return readValue(bytes);
  }

  /** In place of `getBytes`. */
  protected dropBytes(place: number, copied: () => void): void {
    const { words, memory } = this;
    if (typeOf(glance(words, place)) === records.bytes) {
      const word = glance(words, place + start);
      const from = (place + start + 1) * 4;
      const bytes = (word & 1) === 1 ? memory.bytes.slice(from, from + (word >>> 1)) : undefined;
      copied();
      if (bytes !== undefined) discardValue(bytes);
      return;
    }
    const chain = glance(words, place + start);
    const carries = glance(words, place + start + 1) === 1;
    const bytes = carries ? readChain(memory, chain) : undefined;
    copied();
    if (bytes !== undefined) discardValue(bytes);
    freeChain(memory, chain);
  }
}
