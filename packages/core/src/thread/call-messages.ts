import type { DeadlockLink } from '../errors.ts';
import { decode, discard, type Wired } from '../wire/value.ts';
import { outcomes, type Answered } from './call-lane.ts';
import type { TaskReference } from './known-tasks.ts';

// What goes between an executor and one of its threads by messages: tasks before their first call, what only a message can
// carry, and, without shared memory, everything. Many at a time, since a message costs more than what is in it; and as one
// flat list, since an object for each costs more than what stands in it.

/** To the thread. */
export type ToService =
  /** By which number calls name a task from now on. */
  | { readonly type: 'task'; readonly task: number; readonly reference: TaskReference }
  | { readonly type: 'calls'; readonly calls: readonly unknown[] }
  /** A call is to end. */
  | { readonly type: 'cancel'; readonly number: number }
  /** There will be no more calls. */
  | { readonly type: 'close' }
  /** Whether its event loop has a turn. */
  | { readonly type: 'probe' }
  /** Whether all that it has printed has come. */
  | { readonly type: 'output' }
  /** What became of calls that its own tasks have made in the executor. */
  | {
      readonly type: 'results';
      readonly answers: readonly unknown[];
      /** The executor takes no more calls, so it is no failure of this one. */
      readonly isRefusal?: boolean;
    }
  /** Do these of its calls still wait for those that they made? */
  | { readonly type: 'confirm'; readonly round: number; readonly waits: readonly WaitsFor[] }
  /** One of them waits for ever. */
  | { readonly type: 'deadlock'; readonly wait: WaitsFor; readonly cycle: readonly DeadlockLink[] };

/** A call of the thread waits without end for one that it has made. */
export interface WaitsFor {
  readonly by: number;
  readonly number: number;
}

/** How a call that a task makes is to be made. */
export interface Submitted {
  readonly number: number;
  readonly reference: TaskReference;
  readonly args: Wired;
  readonly priority: number;
  readonly timeout: number;
  readonly grace: number;
}

/** From the thread. */
export type FromService =
  | {
      readonly type: 'answers';
      readonly answers: readonly unknown[];
      /** What a call takes, in milliseconds; 0: not known. */
      readonly pace: number;
    }
  /** What `probe` asks for. */
  | { readonly type: 'alive' }
  /** What `output` asks for: it has. */
  | { readonly type: 'printed' }
  /** It has had nothing to do for as long as it was told. */
  | { readonly type: 'idle' }
  /** One of its tasks makes a call in the executor, wants it to end, or waits for it. */
  | { readonly type: 'submit'; readonly call: Submitted }
  | { readonly type: 'abort'; readonly number: number }
  | ({ readonly type: 'waits' | 'goesOn' } & WaitsFor)
  | { readonly type: 'confirmed'; readonly round: number; readonly isTrue: boolean };

/** How many arguments stand there as they are; or, in place of that, that all of them come packed. */
const packed = -1;

/** Adds a call: what is said of it, and its arguments, each as it is or all of them packed. */
export function addCall(
  list: unknown[],
  number: number,
  what: number,
  args: readonly unknown[] | Wired,
): void {
  if (Array.isArray(args)) list.push(number, what, args.length, ...(args as unknown[]));
  else list.push(number, what, packed, args);
}

/** Tells of each call in the list. */
export function eachCall(
  list: readonly unknown[],
  called: (number: number, what: number, args: readonly unknown[] | Wired) => void,
): void {
  for (let at = 0; at < list.length;) {
    const [number, what, count] = [list[at], list[at + 1], list[at + 2]] as [
      number,
      number,
      number,
    ];
    at += 3;
    const end = at + Math.max(count, 1 + packed);
    if (count === packed) called(number, what, list[at++] as Wired);
    else {
      called(number, what, list.slice(at, end));
      at = end;
    }
  }
}

/** Added to how a call has ended: its value comes packed. */
const isPacked = 16;

/** Adds an answer: the call, what is told of it, and a value as it is. */
export function addAnswer(list: unknown[], number: number, how: Answered, value: unknown): void {
  list.push(number, how, value);
}

/** The same with a value that is packed. */
export function addPacked(list: unknown[], number: number, how: Answered, wired: Wired): void {
  list.push(number, how | isPacked, wired);
}

/** Tells of each answer in the list; what cannot be made of one in this thread is its failure. */
export function eachAnswer(
  list: readonly unknown[],
  answered: (number: number, how: Answered, value: unknown) => void,
): void {
  for (let at = 0; at < list.length; at += 3) {
    const [number, how] = [list[at] as number, list[at + 1] as number];
    if ((how & isPacked) === 0) {
      answered(number, how as Answered, list[at + 2]);
      continue;
    }
    let [outcome, value]: [Answered, unknown] = [(how - isPacked) as Answered, undefined];
    try {
      value = decode(list[at + 2] as Wired);
    } catch (error) {
      outcome = outcomes.threw;
      value = error;
    }
    answered(number, outcome, value);
  }
}

/** In place of reading it. */
export function discardMessage(message: FromService): void {
  if (message.type === 'submit') discard(message.call.args);
  if (message.type !== 'answers') return;
  const { answers } = message;
  for (let at = 0; at < answers.length; at += 3) {
    if (((answers[at + 1] as number) & isPacked) !== 0) discard(answers[at + 2] as Wired);
  }
}
