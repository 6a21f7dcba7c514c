import { CannotSendError, MemoryFullError } from '../errors.ts';
import type { Agent } from '../memory/agent.ts';
import { linger } from '../memory/atomics.ts';
import type { Listener } from '../memory/bell.ts';
import { carriesHandles, discardValue, writeValue } from '../wire/bytes.ts';
import { mayMove } from '../wire/transfer.ts';
import { discard, type Wired } from '../wire/value.ts';
import { modes, outcomes, type Answered } from './call-lane.ts';
import type { Callee, Request } from './lane-callee.ts';
import { eachCall, type ToService } from './call-messages.ts';
import { soon, type CalleeWay, type Incoming } from './call-way.ts';
import { Ear } from './ear.ts';
import { wordsOf } from './inline-values.ts';
import { incoming, type MailWay } from './mail-way.ts';
import { packResult, type Result } from './send-result.ts';

/** For how long a thread without a call looks for the next one before it parks: some 20 µs. */
const mostLooks = 250;
const pause = 24;
/** After looks in vain it parks at once, and tries again after so many times at most. */
const mostSkipped = 32;
/** For how many milliseconds it stays parked before it returns to its event loop, where it is woken as well, but later. */
const mostParked = 2;

/** The arguments of a call that came by message, and what is said of it. */
interface Arrived {
  readonly what: number;
  readonly args: Wired;
}

/** Calls and answers in shared memory; what only a message can carry goes by mail. */
export class LaneWay implements CalleeWay, Listener {
  readonly #agent: Agent;
  readonly #lane: Callee;
  readonly #mail: MailWay;
  /**
   * By the numbers of messages: those that have come, and the calls that wait for one. These have not begun, and what their
   * messages carry stays on its way until they do: if this thread dies before, it is sent again.
   */
  readonly #arrived = new Map<number, Arrived>();
  readonly #awaited = new Map<number, Request>();
  #stir: (() => void) | undefined;
  readonly #ear: Ear;
  /** There are answers that the caller was not woken for. */
  #isUnheard = false;
  /** How many times it parks at once until it looks again, and how many it was last. */
  #skips = 0;
  #skipped = 0;
  readonly #takenBack = (number: number): void => {
    this.#put(() => this.#lane.tell(number, outcomes.skipped));
    this.#lane.show();
    this.#isUnheard = true;
  };

  constructor(agent: Agent, lane: Callee, mail: MailWay) {
    this.#agent = agent;
    this.#ear = new Ear(agent.bell, this);
    this.#lane = lane;
    this.#mail = mail;
  }

  get pace(): number {
    return 0;
  }
  set pace(ms: number) {
    this.#lane.pace = ms;
  }

  receive(message: ToService): void {
    if (message.type === 'calls') {
      eachCall(message.calls, (letter, what, packed) => {
        const args = packed as Wired; // all that comes by mail beside a lane
        this.#arrived.set(letter, { what, args });
      });
    }
    this.stir();
  }

  next(): Incoming | undefined {
    if (this.#awaited.size > 0) {
      for (const request of this.#awaited.values()) {
        const call = this.#take(request);
        if (call !== undefined) return call;
      }
    }
    for (;;) {
      const request = this.#lane.next(this.#takenBack);
      if (request === undefined) return undefined;
      if (request.args !== undefined) return request as Incoming;
      this.#awaited.set(request.letter!, request);
      const call = this.#take(request);
      if (call !== undefined) return call;
    }
  }

  /** Begins a call whose message has come. */
  #take({ number, letter }: Request): Incoming | undefined {
    const arrived = this.#arrived.get(letter!);
    if (arrived === undefined) return undefined;
    this.#arrived.delete(letter!);
    this.#awaited.delete(letter!);
    if (this.#lane.begin(number)) return incoming(number, arrived.what, arrived.args);
    this.#lane.forget(number);
    discard(arrived.args);
    this.#takenBack(number);
    return undefined;
  }

  answer(number: number, how: Answered, value: unknown): void {
    const lane = this.#lane;
    if (how === outcomes.begun) {
      this.#put(() => lane.tell(number, how));
      lane.publish();
    } else if (wordsOf(value) > 0) {
      if (!lane.answer(number, how, value)) this.#put(() => lane.answer(number, how, value));
    } else this.#answerAtLength(number, how === outcomes.threw ? how : outcomes.returned, value);
    lane.show(); // if this thread is killed in the next call, this one was answered
    this.#isUnheard = true;
  }

  /** By mail where something of it moves, or only a message can carry it; else as bytes. */
  #answerAtLength(number: number, how: Result['how'], value: unknown): void {
    let result: Result | undefined;
    if (mayMove()) {
      result = packResult(how, value);
      if (result.moves.length === 0) {
        discard(result.wired);
        result = undefined;
      }
    }
    if (result === undefined && this.#answersBytes(number, how, value)) return;
    // First for a caller who is blocked; so it also comes before the number can be another call's.
    this.#put(() => this.#lane.tell(number, outcomes.mailed));
    this.#lane.publish();
    this.#mail.send(number, result ?? packResult(how, value));
  }

  /** False: it needs a message, or cannot cross at all, which that one tells. */
  #answersBytes(number: number, how: Answered, value: unknown): boolean {
    let bytes: Uint8Array;
    try {
      bytes = writeValue(value, 'result');
    } catch (error) {
      if (error instanceof CannotSendError) return false;
      throw error;
    }
    const carries = carriesHandles();
    try {
      this.#put(() => this.#lane.answerBytes(number, how, bytes, carries));
    } catch (error) {
      if (carries) discardValue(bytes);
      if (error instanceof MemoryFullError) return false;
      throw error;
    }
    return true;
  }

  /** Waits for room, if there is none. */
  #put(put: () => boolean): void {
    while (!put()) {
      this.#lane.publish();
      this.#lane.wake();
      this.#agent.park(1);
    }
  }

  flush(): void {
    this.#lane.release();
    if (!this.#isUnheard) return;
    this.#isUnheard = false;
    this.#lane.wake();
  }

  isCancelled(number: number): boolean {
    return this.#lane.isCancelled(number);
  }

  get isClosed(): boolean {
    return this.#lane.isClosed && this.#awaited.size === 0;
  }

  wait(how: 'block' | 'turn' | 'full'): Promise<void> | undefined {
    const lane = this.#lane;
    if (how === 'block' && this.#awaited.size === 0) {
      if (this.#isThereSoon()) return undefined;
      if (lane.waits(modes.parked)) this.#agent.park(mostParked);
      lane.goesOn();
      if (lane.hasMore || lane.isClosed) return undefined;
    }
    const waiting = new Promise<void>((resolve) => {
      this.#stir = () => {
        this.#stir = undefined;
        this.#ear.quiet();
        lane.goesOn();
        resolve();
      };
    });
    this.#ear.listen();
    if (how === 'full') lane.listens();
    else if (!lane.waits(modes.listening) || this.isClosed) {
      this.stir();
      return soon;
    }
    return waiting;
  }

  #isThereSoon(): boolean {
    if (this.#lane.hasMore) return true;
    if (this.#skips > 0) {
      this.#skips--;
      return false;
    }
    for (let look = 0; look < mostLooks; look++) {
      linger(pause);
      if (this.#lane.hasMore) {
        this.#skipped = 0;
        return true;
      }
    }
    this.#skips = this.#skipped = Math.min(this.#skipped * 2 + 1, mostSkipped);
    return false;
  }

  stir(): void {
    this.#stir?.();
  }

  /** The bell. */
  look(): void {
    this.stir();
  }
}
