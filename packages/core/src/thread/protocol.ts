import type { Enlisted } from '../memory/agent.ts';
import type { FromService } from './call-messages.ts';
import type { Wired } from '../wire/value.ts';
import type { TaskReference } from './known-tasks.ts';

/** Every message between a thread and its creator has this key, with the version of the protocol. */
export const protocolVersion = 1;

/** From the creator, once, right after the worker was made. */
export interface Start {
  readonly heddle: number;
  readonly type: 'start';
  /** None: nothing is to be run. */
  readonly task: TaskReference | undefined;
  /** The application made the worker and named its module: nothing is left to load. */
  readonly bound: boolean;
  readonly name: string;
  readonly ident: number;
  /** The threads that it starts are daemons unless they are told otherwise. */
  readonly daemon: boolean;
  /** Its creator need not stay for it, so it may stay for its daemons when its target has ended. */
  readonly lingers: boolean;
  /** It is to run calls. */
  readonly service: Service | undefined;
  readonly args: Wired;
  /** The object to whose class the thread belongs. */
  readonly self: { readonly class: TaskReference; readonly fields: Wired } | undefined;
  /** The program's shared memory, the thread's number in it and that of its creator, where there is one. */
  readonly memory:
    | { readonly buffer: SharedArrayBuffer; readonly thread: Enlisted; readonly creator: number }
    | undefined;
}

/** How a thread runs the calls of an executor. */
export interface Service {
  /** The executor, as handles of it say. */
  readonly executor: string;
  /** The slot of the lane that they come through, where memory is shared. */
  readonly lane: number | undefined;
  /** As many may have begun and not ended. */
  readonly most: number;
  /** The task is to run before the first of them. */
  readonly initializes: boolean;
  /** After so many milliseconds without one it tells. */
  readonly idleTimeout: number;
  /** As many milliseconds the module of a call may take to load. */
  readonly startTimeout: number;
}

/** How a target has ended. */
export type Ended<T> = { readonly value: T } | { readonly error: unknown };

/** The same on its way; one that could not begin has thrown. */
export type EndMessage =
  | { readonly type: 'returned'; readonly value: Wired }
  | { readonly type: 'threw'; readonly error: Wired };

/** From the thread. */
export type Answer =
  /** The module is loaded and the target about to run. */
  | { readonly type: 'started' }
  /** The program is to stay for threads that this one has started, or has to no longer. */
  | { readonly type: 'holds'; readonly holds: boolean }
  /** The target has ended; nothing follows. `stays`: the worker has not, since threads that it started are alive. */
  | (EndMessage & { readonly stays: boolean })
  | FromService;

export function isHeddle(message: unknown): message is { heddle: number; type: string } {
  return (
    typeof message === 'object' && message !== null && 'heddle' in message && 'type' in message
  );
}
