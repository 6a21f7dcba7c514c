import { byMessage, type Boundary } from '../wire/boundary.ts';
import { decode, type Wired } from '../wire/value.ts';
import { outcomes, tellsBegin, type Answered } from './call-lane.ts';
import {
  addAnswer,
  addPacked,
  eachCall,
  type FromService,
  type ToService,
} from './call-messages.ts';
import type { CalleeWay, Incoming } from './call-way.ts';
import { packResult, sendResult, type Result } from './send-result.ts';

/** Sends to the caller; what is urgent waits for no end of the turn. */
export type Reply = (message: FromService, moves: readonly object[], isUrgent?: boolean) => void;

/** Calls and answers as messages, many in each. */
export class MailWay implements CalleeWay {
  pace = 0;
  readonly #reply: Reply;
  readonly #boundary: Boundary;
  readonly #calls: Incoming[] = [];
  /** Where the next one stands. */
  #next = 0;
  readonly #cancelled = new Set<number>();
  #answers: unknown[] = [];
  #isClosed = false;
  #stir: (() => void) | undefined;

  constructor(reply: Reply, boundary: Boundary = byMessage) {
    this.#reply = reply;
    this.#boundary = boundary;
  }

  /** Something has come for it. */
  receive(message: ToService): void {
    if (message.type === 'calls') {
      eachCall(message.calls, (number, what, args) => {
        this.#cancelled.delete(number); // that was meant for one that had the number before
        this.#calls.push(incoming(number, what, args));
      });
    } else if (message.type === 'cancel') this.#cancelled.add(message.number);
    else if (message.type === 'close') this.#isClosed = true;
    this.stir();
  }

  next(): Incoming | undefined {
    if (this.#next === this.#calls.length) {
      this.#calls.length = this.#next = 0;
      return undefined;
    }
    return this.#calls[this.#next++];
  }

  answer(number: number, how: Answered, value: unknown): void {
    if (how === outcomes.begun) {
      // At once: what it is told for is a limit of what comes now, which may compute without end.
      addAnswer(this.#answers, number, how, undefined);
      this.flush(true);
      return;
    }
    this.#cancelled.delete(number);
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) {
      if (typeof value !== 'symbol') {
        addAnswer(this.#answers, number, how, value);
        return;
      }
    }
    const outcome = how === outcomes.threw ? how : outcomes.returned;
    this.send(number, packResult(outcome, value, this.#boundary));
  }

  /** An answer in a message of its own: were it refused, so would be all others in it. */
  send(number: number, result: Result): void {
    this.flush();
    const post = ({ how, wired, moves }: Result): void => {
      const answers: unknown[] = [];
      addPacked(answers, number, how, wired);
      this.#reply({ type: 'answers', answers, pace: this.pace }, moves);
    };
    sendResult(result, post, this.#boundary);
  }

  flush(isUrgent?: boolean): void {
    if (this.#answers.length === 0) return;
    const answers = this.#answers;
    this.#answers = [];
    this.#reply({ type: 'answers', answers, pace: this.pace }, [], isUrgent);
  }

  isCancelled(number: number): boolean {
    return this.#cancelled.has(number);
  }

  get isClosed(): boolean {
    return this.#isClosed && this.#next === this.#calls.length;
  }

  wait(how: 'block' | 'turn' | 'full'): Promise<void> | undefined {
    if (this.#next < this.#calls.length && how !== 'full') return undefined;
    return new Promise((resolve) => (this.#stir = resolve));
  }

  stir(): void {
    this.#stir?.();
  }
}

/** A call that came by message. */
export function incoming(number: number, what: number, args: readonly unknown[] | Wired): Incoming {
  const call = { number, task: what & (tellsBegin - 1), tells: (what & tellsBegin) !== 0 };
  if (Array.isArray(args)) return { ...call, args };
  try {
    return { ...call, args: decode(args as Wired) as unknown[] };
  } catch (error) {
    return { ...call, args: [], error };
  }
}
