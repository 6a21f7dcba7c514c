import { MemoryFullError } from '../errors.ts';
import type { Agent } from '../memory/agent.ts';
import type { Listener } from '../memory/bell.ts';
import { readValue } from '../wire/bytes.ts';
import { discard, type Wired } from '../wire/value.ts';
import { freeLane, modes, outcomes, type Answered } from './call-lane.ts';
import { whatOf, type CallerWay, type Calling, type Outgoing, type Told } from './call-way.ts';
import type { FromService } from './call-messages.ts';
import { Ear } from './ear.ts';
import { Caller } from './lane-caller.ts';
import type { MailCalls } from './mail-calls.ts';
import { packLetter, type Letter } from './parcel.ts';

/** Calls through shared memory; what only a message can carry goes by mail. */
export class LaneCalls implements CallerWay, Listener {
  readonly #agent: Agent;
  readonly #slot: number;
  readonly #lane: Caller;
  readonly #mail: MailCalls;
  readonly #calling: Calling;
  #letters = 0;
  /** What went by mail with handles in it, by the numbers of its calls, until the thread has told of these. */
  readonly #mailed = new Map<number, Wired>();
  /** How many calls have no answer yet. */
  #open = 0;
  readonly #ear: Ear;
  #hasLeft = false;
  readonly #answered = (number: number, how: Answered, value: unknown): void =>
    this.answered(number, how, value);

  constructor(agent: Agent, slot: number, thread: number, mail: MailCalls, calling: Calling) {
    this.#agent = agent;
    this.#slot = slot;
    this.#lane = new Caller(agent, slot, thread);
    this.#lane.listens();
    this.#ear = new Ear(agent.bell, this);
    this.#mail = mail;
    this.#calling = calling;
  }

  get pace(): number {
    return this.#lane.pace;
  }

  put(call: Outgoing): boolean {
    const { number, task, args, parcel } = call;
    this.#mail.tellTask(task);
    const what = whatOf(call);
    if (parcel === undefined) {
      if (!this.#lane.call(number, what, args!)) return false;
    } else if (parcel.bytes === undefined) {
      if (!this.#putLetter(call, what, parcel)) return false;
    } else if (!this.#putBytes(call, what, parcel.bytes, parcel.carries)) return false;
    if (this.#open++ === 0) this.#ear.listen();
    return true;
  }

  #putBytes(call: Outgoing, what: number, bytes: Uint8Array, carries: boolean): boolean {
    try {
      return this.#lane.callBytes(call.number, what, bytes, carries);
    } catch (error) {
      if (!(error instanceof MemoryFullError)) throw error;
      const letter = packLetter(readValue(bytes) as unknown[], undefined);
      call.parcel = letter; // what was in the bytes is in it now
      return this.#putLetter(call, what, letter);
    }
  }

  /** Its message has a number of its own: that of the call may be another's when it comes. */
  #putLetter(call: Outgoing, what: number, { wired }: Letter): boolean {
    const letter = ++this.#letters;
    const send = (): void => this.#mail.send(call, letter);
    if (!this.#lane.callByMessage(call.number, what, letter, send)) return false;
    if (wired.special !== undefined) this.#mailed.set(call.number, wired);
    return true;
  }

  /** An answer has come, here or by mail. */
  answered(number: number, how: Answered, value: unknown): void {
    if (how !== outcomes.begun && how !== outcomes.mailed) {
      this.#open--;
      if (this.#mailed.size > 0) this.#mailed.delete(number);
    }
    this.#calling.answered(number, how, value);
  }

  flush(): void {
    this.#lane.publish();
  }

  hasBegun(number: number): boolean {
    return this.#lane.hasBegun(number);
  }

  takeBack(number: number): boolean {
    return this.#lane.takeBack(number);
  }

  cancel(number: number): void {
    this.#lane.cancel(number);
  }

  close(): void {
    this.#lane.close();
  }

  probe(): void {
    this.#mail.probe();
    this.#lane.wake();
  }

  receive(message: FromService): void {
    this.look();
    this.#mail.receive(message);
  }

  /** The bell. */
  look(): void {
    if (this.#lane.hasMore) {
      this.#lane.drain(this.#answered);
      this.drained();
    }
  }

  drained(): void {
    this.#calling.drained();
    if (this.#open === 0) this.#ear.quiet();
  }

  /** This thread is about to be blocked until an answer comes. False: one is there. */
  blocks(): boolean {
    return !this.#hasLeft && this.#lane.waits(modes.parked);
  }

  unblocks(): void {
    if (this.#hasLeft) return;
    this.#lane.listens();
    this.look();
  }

  leave(): readonly Told[] {
    const last: Told[] = [];
    this.#lane.drain((...told) => last.push(told));
    for (const [number, how] of last) if (how === outcomes.skipped) this.#mailed.delete(number);
    this.#hasLeft = true;
    this.#open = 0;
    this.#ear.quiet();
    return last;
  }

  free(): void {
    this.#lane.show(); // so that all of them are found
    this.#lane.dropRequests();
    for (const [number, wired] of this.#mailed) {
      if (this.#lane.isTakenBack(number)) discard(wired);
    }
    freeLane(this.#agent.memory, this.#slot);
  }
}
