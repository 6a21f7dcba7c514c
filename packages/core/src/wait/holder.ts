import { platform } from '../realm.ts';
import { current } from './current.ts';
import type { Wait, Waitable } from './wait.ts';

/** Who can hold a lock and wait for one: a task, or a thread as a whole. */
export interface Holder {
  /** How messages call it: `bank.deposit (thread-1)`. */
  describe(): string;
  /** The endless wait without whose end this holder cannot go on, if it is in one. */
  readonly blockedOn: Wait | undefined;
  /** The wait that it is in, with a limit or without: for messages. */
  readonly waitsIn?: Wait | undefined;
  /** Its slot in shared memory, once it needed one; 0 before. */
  slot: number;
  /** How urgent it is, where that counts; more goes first. */
  readonly urgency?: number;
  /** Those who wait for what it has are as urgent as that; undefined: nobody does any more. `by` tells them apart. */
  lend?(by: object, urgency: number | undefined): void;
  /** What it waits for at this moment, with a limit or without; of several things at a time, each. */
  awaitedNow?(): Iterable<Waitable>;
  /** It awaits an operation as a promise, and perhaps others beside it. */
  awaits?(operation: object): void;
  /** The values of context variables, as `context/` keeps them. */
  context?: unknown;
}

/** This thread as a holder: of what a blocking call takes, and of what a flow takes that cannot be told apart. */
class ThisThread implements Holder {
  name = 'main';
  /** A number that no other thread of the program has; see thread/current.ts. */
  ident = 1;
  daemon = false;
  /** The task that the thread was started for. */
  target: string | undefined = undefined;
  /** While a thread as a whole is blocked no code of it runs that could ask; other threads see it in shared memory. */
  readonly blockedOn: undefined = undefined;
  slot = 0;
  context: unknown = undefined;

  describe(): string {
    return this.target === undefined ? this.name : `${this.target} (${this.name})`;
  }
}

/** @internal */
export const thisThread: ThisThread = /* @__PURE__ */ new ThisThread();

/**
 * Who is running: the coroutine or the async task, where the runtime can tell; `undefined` in a flow that nobody knows.
 * @internal
 */
export function currentHolder(): Holder | undefined {
  if (current !== undefined) return current.identity;
  return following ? (platform().asyncContext!.get() as Holder | undefined) : undefined;
}

/** Whose function is being called: as far as that runs at once, it is inside the task on every runtime. */
let beginning: Holder | undefined;

/** Gives the one before. @internal */
export function setBeginning(holder: Holder | undefined): Holder | undefined {
  const before = beginning;
  beginning = holder;
  return before;
}

/** Inside whom code runs: who is running, or whose function has just been called. @internal */
export function enclosing(): Holder | undefined {
  return current === undefined ? (beginning ?? currentHolder()) : current.identity;
}

/** An async task was started, so the runtime's context has to be asked from now on: it costs too much before. */
let following = false;

/** @internal */
export function followAsyncContext(): boolean {
  return (following ||= platform().asyncContext !== undefined);
}
