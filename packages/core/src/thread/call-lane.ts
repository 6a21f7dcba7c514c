import type { Agent } from '../memory/agent.ts';
import { allocate, free } from '../memory/allocate.ts';
import { atomics, glance } from '../memory/atomics.ts';
import { kinds, kindWord, slotWords } from '../memory/layout.ts';
import type { Memory } from '../memory/memory.ts';
import { freeChain, readChain, writeChain } from '../queue/chain.ts';
import { discardValue, loadValue, readLoaded, readValue } from '../wire/bytes.ts';
import { readInline, readTo, wordsOf, writeInline } from './inline-values.ts';
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
let parts: Layout = /* @__PURE__ */ layout(8192, mostCalls);

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
const records = { inline: 1, bytes: 2, chain: 3, message: 4, told: 5 } as const;

/** Bytes that a record may have. */
const mostBytes = 1024;
/** Words before the values: header, and number of the call with what is said of it. */
const start = 2;

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

/** What both ends of a lane do: put values into one ring, and take them out of the other. */
class LaneEnd {
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

/** The end of whoever makes the calls. */
export class Caller extends LaneEnd {
  constructor(agent: Agent, slot: number, thread: number) {
    super(agent, slot, thread, true);
  }

  /** What the thread needs for a call, in milliseconds, as it last saw it; 0 before it has seen one. */
  get pace(): number {
    return glance(this.words, this.at + parts.pace) / 1e6;
  }

  /**
   * A call with values that can stand in a record as they are, which `areInline` tells.
   * @param what The number of its task, with `tells` if the thread is to tell that it begins.
   * @returns false: there is no room now.
   */
  call(number: number, what: number, args: readonly unknown[]): boolean {
    let length = start + 1;
    for (let i = 0; i < args.length; i++) {
      length += wordsOf(args[i]);
    }
    const place = this.out.reserve(length);
    if (place < 0) return false;
    const { words } = this;
    words[place] = head(records.inline, length);
    words[place + 1] = number | (what << 16);
    words[place + start] = args.length;
    let next = place + start + 1;
    for (let i = 0; i < args.length; i++) next = writeInline(words, next, args[i]);
    this.out.add(length);
    this.#claim(number);
    return true;
  }

  /** A call with the bytes of its arguments. */
  callBytes(number: number, what: number, bytes: Uint8Array, carries: boolean): boolean {
    const isPut = this.putBytes(number, what, bytes, carries);
    if (isPut) this.#claim(number);
    return isPut;
  }

  /** The arguments come by a message of that number, which `send` sends unless there is no room. */
  callByMessage(number: number, what: number, letter: number, send: () => void): boolean {
    const place = this.out.reserve(start + 1);
    if (place < 0) return false;
    send();
    this.words[place] = head(records.message, start + 1);
    this.words[place + 1] = number | (what << 16);
    this.words[place + start] = letter;
    this.out.add(start + 1);
    this.#claim(number);
    return true;
  }

  #claim(number: number): void {
    this.words[this.at + parts.claims + number] = claims.waiting; // seen with what is published after it
  }

  /** Has the thread begun it? */
  hasBegun(number: number): boolean {
    const claim = this.claimOf(number);
    return claim === claims.begun || claim === claims.cancelled;
  }

  /** Takes a call back that the thread has not begun. */
  takeBack(number: number): boolean {
    const at = this.at + parts.claims + number;
    return (
      atomics.compareExchange(this.words, at, claims.waiting, claims.takenBack) === claims.waiting
    );
  }

  /** It was taken back, and the thread has not dropped what it carries. */
  isTakenBack(number: number): boolean {
    return this.claimOf(number) === claims.takenBack;
  }

  /**
   * The thread is gone: gives back what it has not read. What calls carry that it has not begun is still to be sent, unless
   * they were taken back.
   */
  dropRequests(): void {
    const { words } = this;
    const requests = new RingReader(words, this.at + parts.requests, parts.ring);
    requests.takeOver();
    for (let place = requests.next(); place >= 0; place = requests.next()) {
      const type = typeOf(glance(words, place));
      const claim = this.claimOf(glance(words, place + 1) & 0xffff);
      const isChain = type === records.chain;
      if (isChain && claim === claims.waiting) freeChain(this.memory, glance(words, place + start));
      else if (claim !== claims.waiting && (isChain || type === records.bytes)) {
        this.dropBytes(place, nothing);
      }
      requests.leave();
    }
  }

  /** There will be no more calls. */
  close(): void {
    atomics.store(this.words, this.at + parts.closed, 1);
    this.wake();
  }

  /** Asks the thread to end a call that it has begun. */
  cancel(number: number): void {
    const at = this.at + parts.claims + number;
    if (atomics.compareExchange(this.words, at, claims.begun, claims.cancelled) === claims.begun) {
      this.wake();
    }
  }

  /**
   * Tells of each answer that has come: the call, and what the thread says of it. `answered` for those that were taken back
   * gets `skipped`.
   */
  drain(answered: (number: number, how: Answered, value: unknown) => void): void {
    const { words } = this;
    for (let place = this.in.next(); place >= 0; place = this.in.next()) {
      const what = glance(words, place + 1);
      const type = typeOf(glance(words, place));
      let how = (what >>> 16) as Answered;
      let value: unknown;
      try {
        if (type === records.inline) value = readInline(words, place + start);
        else if (type !== records.told) value = this.getBytes(place, nothing);
      } catch (error) {
        // It cannot be made in this thread.
        how = outcomes.threw;
        value = error;
      }
      this.in.leave();
      answered(what & 0xffff, how, value);
    }
    this.in.release();
  }
}

/**
 * What is told of a call: how it has ended, that it was taken back in time, that it has begun, if that was asked for, or that
 * its end is told by a message.
 */
export const outcomes = { returned: 0, threw: 1, skipped: 2, begun: 3, mailed: 4 } as const;
export type Answered = (typeof outcomes)[keyof typeof outcomes];

/** A call, as the thread gets it. */
export interface Request {
  readonly number: number;
  readonly task: number;
  /** It is to be told when it begins. */
  readonly tells: boolean;
  /** Undefined: they come by the message of this number. */
  readonly args: readonly unknown[] | undefined;
  readonly letter?: number;
  /** They cannot be made in this thread. */
  readonly error?: unknown;
}

/** The end of the thread that runs the calls. */
export class Callee extends LaneEnd {
  constructor(agent: Agent, slot: number, caller: number) {
    super(agent, slot, caller, false);
  }

  /** Will there be no more calls than those that have come? */
  get isClosed(): boolean {
    return atomics.load(this.words, this.at + parts.closed) === 1 && !this.in.hasMore;
  }

  /** Is it asked to end a call? */
  isCancelled(number: number): boolean {
    return this.claimOf(number) === claims.cancelled;
  }

  set pace(ms: number) {
    this.words[this.at + parts.pace] = Math.min(ms * 1e6, 2 ** 31 - 1);
  }

  /**
   * The next call, which has begun; or one whose arguments come by a message, which `begin` begins once that is there; or
   * undefined. `skipped` is told of each that was taken back.
   */
  next(skipped: (number: number) => void): Request | undefined {
    const { words } = this;
    for (let place = this.in.next(); place >= 0; place = this.in.next()) {
      const type = typeOf(glance(words, place));
      const what = glance(words, place + 1);
      const number = what & 0xffff;
      const task = (what >>> 16) & (tellsBegin - 1);
      const tells = what < 0;
      if (type === records.message) {
        const letter = glance(words, place + start);
        this.in.leave();
        return { number, task, tells, args: undefined, letter };
      }
      if (this.begin(number)) {
        if (type !== records.inline) return this.#withBytes(number, task, tells, place);
        const args = this.#inline(place);
        this.in.leave();
        return { number, task, tells, args };
      }
      // As when it begins: from the moment in which its place is free, what it carries is this thread's to give back.
      if (type === records.inline) this.#leave();
      else this.dropBytes(place, this.#leave);
      skipped(number);
    }
    return undefined;
  }

  /** False: it was taken back. */
  begin(number: number): boolean {
    const at = this.at + parts.claims + number;
    return atomics.compareExchange(this.words, at, claims.waiting, claims.begun) === claims.waiting;
  }

  /** It was taken back, and this thread drops what its message carries: whoever finds it dead is not to drop that again. */
  forget(number: number): void {
    atomics.store(this.words, this.at + parts.claims + number, claims.none);
  }

  /** Its arguments stand there as bytes: once the place of these is free, what they carry is this thread's to give back. */
  #withBytes(number: number, task: number, tells: boolean, place: number): Request {
    const { words } = this;
    const isChain = typeOf(glance(words, place)) === records.chain;
    const isOwned = isChain || (glance(words, place + start) & 1) === 1;
    let isThere = true;
    const leave = (): void => {
      isThere = false;
      if (isOwned) this.#leave();
      else this.in.leave();
    };
    try {
      return { number, task, tells, args: this.getBytes(place, leave) as unknown[] };
    } catch (error) {
      if (isThere) leave();
      return { number, task, tells, args: [], error };
    }
  }

  /** At once, for the number may be another call's before the next release. */
  readonly #leave = (): void => {
    this.in.leave();
    this.in.release();
  };

  #inline(place: number): unknown[] {
    const { words } = this;
    const args: unknown[] = [];
    let next = place + start + 1;
    for (let left = glance(words, place + start); left > 0; left--) {
      args.push(readInline(words, next));
      next = readTo;
    }
    return args;
  }

  /** Lets the caller have the room of what was read. */
  release(): void {
    this.in.release();
  }

  /** False: there is no room now. */
  answerBytes(number: number, how: Answered, bytes: Uint8Array, carries: boolean): boolean {
    return this.putBytes(number, how, bytes, carries);
  }

  /** A value that can stand in a record as it is. False: there is no room now. */
  answer(number: number, how: Answered, value: unknown): boolean {
    const place = this.#put(records.inline, number, how, start + wordsOf(value));
    if (place >= 0) writeInline(this.words, place + start, value);
    return place >= 0;
  }

  /** Tells what has no value. False: there is no room now. */
  tell(number: number, what: Answered): boolean {
    return this.#put(records.told, number, what, start) >= 0;
  }

  #put(type: number, number: number, how: Answered, length: number): number {
    const place = this.out.reserve(length);
    if (place < 0) return -1;
    this.words[place] = head(type, length);
    this.words[place + 1] = number | (how << 16);
    this.out.add(length);
    return place;
  }
}

function nothing(): void {}
