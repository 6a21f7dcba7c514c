import type { FromService } from './call-messages.ts';
import { tellsBegin, type Answered } from './call-lane.ts';
import type { Parcel } from './parcel.ts';
import type { TaskReference } from './known-tasks.ts';

// How calls come to a thread and their answers go back: through shared memory, or by messages.

/** A call, as its caller has it. */
export interface Outgoing {
  readonly number: number;
  readonly task: { readonly number: number; readonly reference: TaskReference | undefined };
  readonly args: readonly unknown[] | undefined;
  /** What it is called with, packed; where that goes another way after all, it is packed anew. */
  get parcel(): Parcel | undefined;
  set parcel(parcel: Parcel);
  /** It is to be told when it begins. */
  readonly tells: boolean;
}

/** What is said of a call beside its number. */
export function whatOf({ task, tells }: Outgoing): number {
  return tells ? task.number | tellsBegin : task.number;
}

/** What was told of a call. */
export type Told = readonly [number: number, how: Answered, value: unknown];

/** The caller's end. */
export interface CallerWay {
  /** What the thread needs for a call, in milliseconds, as it last saw it; 0: not known. */
  readonly pace: number;
  /** False: there is no room now. @throws CannotSendError */
  put(call: Outgoing): boolean;
  /** Lets the thread see what was put. */
  flush(): void;
  hasBegun(number: number): boolean;
  /** False: it has begun, or that cannot be known. */
  takeBack(number: number): boolean;
  cancel(number: number): void;
  close(): void;
  probe(): void;
  /** A message has come for it. */
  receive(message: FromService): void;
  /** The thread has ended; gives what it has told before and nobody has heard. */
  leave(): readonly Told[];
  /** Nothing of the thread runs any more, and nobody asks for its calls. */
  free(): void;
}

/** Who made the calls. */
export interface Calling {
  answered(number: number, how: Answered, value: unknown): void;
  /** All is told that has come so far. */
  drained(): void;
}

/** A call, as a thread gets it. */
export interface Incoming {
  readonly number: number;
  /** The number of its task. */
  readonly task: number;
  readonly args: readonly unknown[];
  /** Why they cannot be made in this thread. */
  readonly error?: unknown;
  readonly tells: boolean;
}

/** The end of the thread that runs the calls. */
export interface CalleeWay {
  /** The next call, if there is one. */
  next(): Incoming | undefined;
  /** What became of a call: what cannot cross is its failure. */
  answer(number: number, how: Answered, value: unknown): void;
  /** Lets the answers so far be seen. */
  flush(): void;
  /** Is this call to end? */
  isCancelled(number: number): boolean;
  /** There will be no more calls than those that have come. */
  readonly isClosed: boolean;
  /** What a call takes, in milliseconds. */
  pace: number;
  /**
   * Waits until there may be more to do; undefined, or `soon`: there may be.
   * @param how `block`: the thread may be blocked for it. `full`: further calls are no reason to go on.
   */
  wait(how: 'block' | 'turn' | 'full'): Promise<void> | undefined;
  /** Goes on with what waits. */
  stir(): void;
}

/** There is more to do already: others of this thread have their turn, its host has not. */
export const soon: Promise<void> = /* @__PURE__ */ Promise.resolve();
