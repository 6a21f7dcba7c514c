import type { Agent } from '../memory/agent.ts';
import { atomics, glance } from '../memory/atomics.ts';
import { claims, LaneEnd, parts, records, start, tellsBegin, type Answered } from './call-lane.ts';
import { readInline, readTo, wordsOf, writeInline } from './inline-values.ts';
import { head, typeOf } from './ring.ts';

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
