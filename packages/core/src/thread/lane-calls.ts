import { MemoryFullError } from '../errors.ts';
import type { Agent } from '../memory/agent.ts';
import type { Listener } from '../memory/bell.ts';
import { readValue } from '../wire/bytes.ts';
import { Caller, freeLane, modes, outcomes, tellsBegin, type Answered } from './call-lane.ts';
import type { CallerWay, Calling, Outgoing } from './call-way.ts';
import type { FromService } from './call-messages.ts';
import type { MailCalls } from './mail-calls.ts';
import { packLetter } from './parcel.ts';

/** Calls through shared memory; what only a message can carry goes by mail. */
export class LaneCalls implements CallerWay, Listener {
  readonly #agent: Agent;
  readonly #slot: number;
  readonly #lane: Caller;
  readonly #mail: MailCalls;
  readonly #calling: Calling;
  #letters = 0;
  /** How many calls have no answer yet. */
  #open = 0;
  #isListening = false;
  #hasLeft = false;
  readonly #answered = (number: number, how: Answered, value: unknown): void =>
    this.answered(number, how, value);

  constructor(agent: Agent, slot: number, thread: number, mail: MailCalls, calling: Calling) {
    this.#agent = agent;
    this.#slot = slot;
    this.#lane = new Caller(agent, slot, thread);
    this.#lane.listens();
    this.#mail = mail;
    this.#calling = calling;
  }

  get pace(): number {
    return this.#lane.pace;
  }

  put(call: Outgoing): boolean {
    const { number, task, args, parcel, tells } = call;
    this.#mail.tellTask(task);
    const what = tells ? task.number | tellsBegin : task.number;
    if (parcel === undefined) {
      if (!this.#lane.call(number, what, args!)) return false;
    } else if (parcel.bytes === undefined) {
      if (!this.#putLetter(call, what)) return false;
    } else if (!this.#putBytes(call, what, parcel.bytes, parcel.carries)) return false;
    if (this.#open++ === 0) this.#listen();
    return true;
  }

  #putBytes(call: Outgoing, what: number, bytes: Uint8Array, carries: boolean): boolean {
    const { number, task, tells } = call;
    try {
      return this.#lane.callBytes(number, what, bytes, carries);
    } catch (error) {
      if (!(error instanceof MemoryFullError)) throw error;
      const parcel = packLetter(readValue(bytes) as unknown[], undefined);
      return this.#putLetter({ number, task, args: undefined, parcel, tells }, what);
    }
  }

  /** Its message has a number of its own: that of the call may be another's when it comes. */
  #putLetter(call: Outgoing, what: number): boolean {
    const letter = ++this.#letters;
    return this.#lane.callByMessage(call.number, what, letter, () => this.#mail.send(call, letter));
  }

  #listen(): void {
    if (this.#isListening) return;
    this.#isListening = true;
    this.#agent.bell.listen(this);
  }

  /** An answer has come, here or by mail. */
  answered(number: number, how: Answered, value: unknown): void {
    if (how !== outcomes.begun && how !== outcomes.mailed) this.#open--;
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
    if (this.#open === 0) this.#quiet();
  }

  #quiet(): void {
    if (!this.#isListening) return;
    this.#isListening = false;
    this.#agent.bell.quiet(this);
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

  leave(): void {
    this.#lane.drain(this.#answered);
    this.#hasLeft = true;
    this.#open = 0;
    this.#quiet();
  }

  free(): void {
    this.#lane.dropRequests();
    freeLane(this.#agent.memory, this.#slot);
  }
}
