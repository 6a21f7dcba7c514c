import { CancelledError } from '../errors.ts';
import { Operation, type Observer } from '../operation/operation.ts';
import type { Coroutine } from './task.ts';

/** What a group can have beside its tasks: a thread, a process. */
export interface Member {
  readonly name: string;
  /** It begins. */
  start(): unknown;
  /** What it has come to. */
  result(): Operation<unknown>;
  /** It is gone. */
  join(): Operation<void>;
  /** Asks it to end, and ends it by force when its grace is over. @internal */
  _callOff(): unknown;
  /** That it was ended is all that this failure says. @internal */
  _wasEnded(failure: unknown): boolean;
}

/** What a member comes to, as its `result()` gives it. */
export type MemberResult<M extends Member> =
  ReturnType<M['result']> extends Operation<infer T> ? T : never;

/** A wait for a member: whoever is cancelled in it hears of the member's end, which was asked to end in its place. */
class Accompanied<T> extends Operation<T> implements Observer {
  readonly #member: Member;
  readonly #wait: Operation<T>;
  #cancelled: CancelledError | undefined;

  constructor(member: Member, wait: Operation<T>) {
    super();
    this.#member = member;
    this.#wait = wait;
    if (wait._settled) this.settled();
    else wait._observe(this);
  }

  settled(): void {
    const { _state: state, _value: value } = this.#wait;
    if (state === 1) {
      this._resolve(value as T);
      return;
    }
    this.#wait._looked();
    const cancelled = this.#cancelled;
    const wasAsked =
      cancelled !== undefined && (value instanceof CancelledError || this.#member._wasEnded(value));
    this._failQuietly(wasAsked ? cancelled : value);
  }

  override _cancelWith(error: CancelledError): boolean {
    this.#cancelled ??= error;
    this.#member._callOff();
    return true;
  }

  override _describe(): string {
    return this.#wait._describe();
  }
}

/**
 * Waits for a member, as a task of its group. @param rest Called when it has failed, and may not be gone: the group is to hear
 * of the failure at once.
 */
export function* accompany(member: Member, rest: () => void): Coroutine<unknown> {
  let value: unknown;
  try {
    value = yield* new Accompanied(member, member.result());
  } catch (error) {
    rest();
    throw error;
  }
  yield* untilGone(member);
  return value;
}

/** Waits until it is gone. */
export function* untilGone(member: Member): Coroutine<void> {
  yield* new Accompanied(member, member.join());
}
