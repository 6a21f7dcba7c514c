import type { Wired } from '../wire/value.ts';
import { outcomes } from './call-lane.ts';
import { addCall, eachAnswer, type FromService, type ToService } from './call-messages.ts';
import { whatOf, type CallerWay, type Calling, type Outgoing, type Told } from './call-way.ts';
import { refusedBy } from './sendable.ts';

/** Sends to the thread. */
export type Post = (message: ToService, moves: readonly object[]) => void;

/** Calls as messages, as many in each as come at a time. */
export class MailCalls implements CallerWay {
  pace = 0;
  readonly #post: Post;
  readonly #calling: Calling;
  readonly #hold: (isOpen: boolean) => void;
  readonly #told = new Set<number>();
  /** The thread reads its messages. */
  mayBegin = false;
  #calls: unknown[] = [];
  /** How many calls have no answer yet: they hold the program open, and so does the end that was asked for. */
  #open = 0;
  #isClosed = false;

  /** @param hold Is told whether answers are waited for. */
  constructor(post: Post, calling: Calling, hold: (isOpen: boolean) => void) {
    this.#post = post;
    this.#calling = calling;
    this.#hold = hold;
  }

  /** Says how calls will name a task, before the first of them. */
  tellTask({ number, reference }: Outgoing['task']): void {
    if (this.#told.has(number)) return;
    this.#told.add(number);
    this.#post({ type: 'task', task: number, reference: reference! }, []);
  }

  put(call: Outgoing): boolean {
    this.tellTask(call.task);
    if (call.parcel === undefined) addCall(this.#calls, call.number, whatOf(call), call.args!);
    else {
      this.flush(); // those before it
      this.send(call);
    }
    if (this.#open++ === 0) this.#hold(true);
    return true;
  }

  /** A call in a message of its own: were it refused, so would be all others in it. @throws CannotSendError */
  send(call: Outgoing, number: number = call.number): void {
    const parcel = call.parcel as { readonly wired: Wired; readonly moves: readonly object[] };
    const calls: unknown[] = [];
    addCall(calls, number, whatOf(call), parcel.wired);
    try {
      this.#post({ type: 'calls', calls }, parcel.moves);
    } catch (error) {
      throw refusedBy(error, 'args');
    }
  }

  flush(): void {
    if (this.#calls.length === 0) return;
    const calls = this.#calls;
    this.#calls = [];
    this.#post({ type: 'calls', calls }, []);
  }

  /** What was sent to a thread that reads its messages may have begun: nothing tells. */
  hasBegun(): boolean {
    return this.mayBegin;
  }

  takeBack(): boolean {
    return false;
  }

  cancel(number: number): void {
    this.flush();
    this.#post({ type: 'cancel', number }, []);
  }

  close(): void {
    this.#post({ type: 'close' }, []);
    this.#isClosed = true;
    this.#hold(true);
  }

  probe(): void {
    this.#post({ type: 'probe' }, []);
  }

  receive(message: FromService): void {
    if (message.type !== 'answers') return;
    if (message.pace > 0) this.pace = message.pace;
    eachAnswer(message.answers, (number, how, value) => {
      if (how !== outcomes.begun && this.#open > 0 && --this.#open === 0 && !this.#isClosed) {
        this.#hold(false);
      }
      this.#calling.answered(number, how, value);
    });
    this.#calling.drained();
  }

  leave(): readonly Told[] {
    if (this.#open > 0 || this.#isClosed) this.#hold(false);
    this.#open = 0;
    return [];
  }

  free(): void {}
}
