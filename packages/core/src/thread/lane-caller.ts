import type { Agent } from '../memory/agent.ts';
import { atomics, glance } from '../memory/atomics.ts';
import { freeChain } from '../queue/chain.ts';
import { claims, LaneEnd, outcomes, parts, records, start, type Answered } from './call-lane.ts';
import { readInline, wordsOf, writeInline } from './inline-values.ts';
import { head, RingReader, typeOf } from './ring.ts';

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
   * @param what The number of its task, with `tellsBegin` if the thread is to tell that it begins.
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

function nothing(): void {}
